import ArrayFiles
import DeepNetwork

/// Convolutions of pictures.
enum ConvolutionNodes: NodeReader {
  static let operators = ["Conv"]

  static func read(
    _ node: ONNXGraph.Node, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Signal {
    let (flow, zeros) = try PaddingNodes.before(node, in: graph)
    guard let weights = try graph.constant(1, of: node) else {
      throw node.problem("its filters depend on the examples")
    }
    guard weights.shape.count == 4 else {
      throw node.problem(
        "slides over \(max(0, weights.shape.count - 2)) axes; pictures have two")
    }
    let image = try flow.image(for: node)
    let window = try SlidingWindow(node, Array(weights.shape[2...]), over: image, zeros: zeros)
    let (filters, groups) = (weights.shape[0], node.integer("group") ?? 1)
    guard groups > 0, image.channels.isMultiple(of: groups), filters.isMultiple(of: groups),
      weights.shape[1] == image.channels / groups,
      let output = image.convolved(
        filters: filters, kernel: window.size, stride: window.stride, padding: window.padding)
    else {
      throw node.problem(
        "its filters \(weights.shape) in \(groups) groups do not fit pictures of \(image)")
    }
    var arrays = ["W": matrix(weights)]
    if let bias = try graph.constant(2, of: node) {
      guard bias.count == filters else {
        throw node.problem(
          "its addend \(bias.shape) is not one number for each of \(filters) filters")
      }
      arrays["b"] = bias.reshaped([filters, 1])
    }
    let layer = ImportedLayer(arrays: arrays, scaled: .product) { activation, bias in
      .convolution2D(
        filters: filters, kernel: window.size, stride: window.stride, padding: window.padding,
        groups: groups, bias: bias, activation: activation)
    }
    return try graph.add(layer, node, after: flow, giving: TensorShape(output, .channelsFirst))
  }

  /// W (filters, kernel · kernel · channels) from (filters, channels, rows, columns).
  private static func matrix(_ weights: NumericArray) -> NumericArray {
    let (shape, numbers) = (weights.shape, weights.doubles())
    let (channels, area) = (shape[1], shape[2] * shape[3])
    var W: [Double] = []
    W.reserveCapacity(numbers.count)
    for filter in 0..<shape[0] {
      for place in 0..<area {
        for channel in 0..<channels {
          W.append(numbers[(filter * channels + channel) * area + place])
        }
      }
    }
    return NumericArray(shape: [shape[0], area * channels], values: W)
  }
}

extension [ImageAxis] {
  /// How ONNX's operators take pictures.
  static let channelsFirst: [ImageAxis] = [.channel, .row, .column]
  static let channelsLast: [ImageAxis] = [.row, .column, .channel]
}

extension Flow {
  /// The pictures that come in, with their channels first.
  func image(for node: ONNXGraph.Node) throws(ImportError.Problem) -> ImageShape {
    guard case .image(let image, let axes) = shape.layout else {
      throw node.problem("takes pictures, but what comes in are \(shape.count) numbers")
    }
    guard axes == .channelsFirst else {
      throw node.problem("the axes of the pictures that come in are not channel, row, column")
    }
    return image
  }
}
