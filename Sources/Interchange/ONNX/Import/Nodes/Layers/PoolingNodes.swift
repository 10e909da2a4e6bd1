import DeepNetwork

/// The largest or the mean of each window of pictures.
enum PoolingNodes: NodeReader {
  static let operators = ["MaxPool", "AveragePool"]

  static func read(
    _ node: ONNXGraph.Node, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Signal {
    let isMean = node.operation == "AveragePool"
    let (flow, zeros) =
      isMean ? try PaddingNodes.before(node, in: graph) : (try graph.flow(of: node), [0, 0, 0, 0])
    let image = try flow.image(for: node)
    var window = try SlidingWindow(
      node, node.integers("kernel_shape") ?? [], over: image, zeros: zeros)
    if (node.integer("ceil_mode") ?? 0) != 0 {
      window = try window.withPartsAtTheEnd(node, image, isMean: isMean)
    }
    let ownZeros =
      node.text("auto_pad") ?? "NOTSET" != "NOTSET"
      || (node.integers("pads") ?? []).contains { $0 != 0 }
    if isMean, window.padding != .valid, ownZeros, node.integer("count_include_pad") ?? 0 == 0 {
      throw node.problem("its means leave out the zeros around the picture, which count here")
    }
    guard
      let output = image.pooled(
        size: window.size, stride: window.stride, padding: window.padding)
    else { throw node.problem("its windows are larger than the pictures of \(image)") }
    let (size, stride, padding) = (window.size, window.stride, window.padding)
    let layer: LayerSpecification =
      isMean
      ? .averagePool2D(size: size, stride: stride == size ? nil : stride, padding: padding)
      : .maxPool2D(size: size, stride: stride == size ? nil : stride, padding: padding)
    return try graph.add(
      ImportedLayer(layer), node, after: flow, giving: TensorShape(output, .channelsFirst))
  }
}

extension SlidingWindow {
  /// The window where windows that come over the end of a picture count too.
  fileprivate func withPartsAtTheEnd(
    _ node: ONNXGraph.Node, _ image: ImageShape, isMean: Bool
  ) throws(ImportError.Problem) -> SlidingWindow {
    func hasRest(_ n: Int) -> Bool {
      guard case .zeros(let p) = padding else { return (n - size) % stride != 0 }
      return (n + 2 * p - size) % stride != 0
    }
    guard hasRest(image.height) || hasRest(image.width) else { return self }
    let starts = [image.height, image.width].allSatisfy { n in
      let total = ((n - 1) / stride) * stride + size - n
      let count = (max(0, n - size) + stride - 1) / stride + 1
      return total / 2 == 0 && count == (n - 1) / stride + 1
    }
    guard padding == .valid, !isMean, starts else {
      throw node.problem("ceil_mode: its windows come over the end of the picture")
    }
    return SlidingWindow(size: size, stride: stride, padding: .same)
  }

  private init(size: Int, stride: Int, padding: Padding) {
    (self.size, self.stride, self.padding) = (size, stride, padding)
  }
}
