import DeepNetwork

/// The window that a node lets slide over pictures, where a layer here has such a one.
struct SlidingWindow {
  let size: Int
  let stride: Int
  let padding: Padding

  /// - Parameters:
  ///   - node: a convolution or a pooling.
  ///   - shape: the rows and columns of the window.
  ///   - image: the pictures that come in.
  ///   - zeros: what lies around them already, as in ``NetworkStep/Work/padding(_:)``.
  /// - Throws: why no layer here has such a window.
  init(
    _ node: ONNXGraph.Node, _ shape: [Int], over image: ImageShape, zeros: [Int] = [0, 0, 0, 0]
  ) throws(ImportError.Problem) {
    guard node.integers("kernel_shape") ?? shape == shape, shape.count == 2 else {
      throw node.problem("its window has \(shape.count) axes; pictures have two")
    }
    guard shape[0] == shape[1], shape[0] > 0, shape[0] <= 1 << 16 else {
      throw node.problem("its window is \(shape[0])x\(shape[1]); windows are square here")
    }
    let strides = node.integers("strides") ?? [1, 1]
    guard strides.count == 2, strides[0] == strides[1], strides[0] > 0, strides[0] <= 1 << 16
    else {
      throw node.problem("its strides are \(strides); here they are the same both ways")
    }
    guard (node.integers("dilations") ?? []).allSatisfy({ $0 == 1 }) else {
      throw node.problem("dilations: its window has gaps, which none has here")
    }
    (size, stride) = (shape[0], strides[0])
    padding = try Self.padding(node, size, stride, image, zeros)
  }

  private static func padding(
    _ node: ONNXGraph.Node, _ size: Int, _ stride: Int, _ image: ImageShape, _ zeros: [Int]
  ) throws(ImportError.Problem) -> Padding {
    let same = [image.height, image.width].map { sameZeros(size, stride, over: $0) }
    switch node.text("auto_pad") ?? "NOTSET" {
    case "NOTSET": break
    case "VALID": return try padding(zeros, size, stride, same, node)
    case "SAME_UPPER" where zeros.allSatisfy({ $0 == 0 }): return .same
    case "SAME_LOWER"
    where zeros.allSatisfy({ $0 == 0 }) && same.allSatisfy { $0.isMultiple(of: 2) }:
      return .same
    case let other:
      throw node.problem(
        "auto_pad \(other) puts the odd zero before the picture; here it is behind")
    }
    let pads = node.integers("pads") ?? [0, 0, 0, 0]
    guard pads.count == 4, pads.allSatisfy({ (0...1 << 16).contains($0) }) else {
      throw node.problem("its pads are \(pads), not a number from 0 on for each side")
    }
    return try padding(zip(pads, zeros).map { $0 + $1 }, size, stride, same, node)
  }

  /// The zeros, rows and columns before and behind, as a layer says them.
  private static func padding(
    _ pads: [Int], _ size: Int, _ stride: Int, _ same: [Int], _ node: ONNXGraph.Node
  ) throws(ImportError.Problem) -> Padding {
    if pads.allSatisfy({ $0 == 0 }) { return .valid }
    if pads == same.map({ $0 / 2 }) + same.map({ $0 - $0 / 2 }) { return .same }
    guard Set(pads).count == 1, pads[0] < size else {
      throw node.problem(
        "its pads \(pads) are neither the same on every side and less than the window, nor those that "
          + "leave size / stride places")
    }
    return .zeros(pads[0])
  }

  /// The zeros that leave ⌈n / s⌉ places.
  private static func sameZeros(_ size: Int, _ stride: Int, over n: Int) -> Int {
    max(0, ((n - 1) / stride) * stride + size - n)
  }
}
