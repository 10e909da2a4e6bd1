import Kernels
import LinearAlgebra

extension ImageShape {
  /// The shape after a convolution with `filters` filters: ⌊(n + 2p - f) / s⌋ + 1 in each direction, or
  /// ⌈n / s⌉ with ``Padding/same``.
  ///
  /// - Returns: nil where there is no such convolution: a size that is not positive, a kernel larger
  ///   than the padded picture, a padding that ``Padding`` refuses, more numbers than there can be.
  public func convolved(filters: Int, kernel: Int, stride: Int, padding: Padding)
    -> ImageShape?
  {
    slid(kernel, stride, padding, filters: filters, depth: channels)
  }

  /// The shape after pooling windows of `size` by `size`, as after a convolution.
  ///
  /// - Returns: nil where there is no such pooling: a size that is not positive, a window larger
  ///   than the padded picture, or a padding that ``Padding`` refuses.
  public func pooled(size: Int, stride: Int? = nil, padding: Padding = .valid) -> ImageShape? {
    slid(size, stride ?? size, padding, filters: channels, depth: 1)
  }

  private func slid(_ f: Int, _ s: Int, _ padding: Padding, filters: Int, depth: Int)
    -> ImageShape?
  {
    guard isCountable, s > 0, Self.product([f, f, depth, filters]) != nil,
      let rows = padding.slide(f, s, over: height), let columns = padding.slide(f, s, over: width)
    else { return nil }
    let shape = ImageShape(height: rows.count, width: columns.count, channels: filters)
    return shape.isCountable ? shape : nil
  }

  private var isCountable: Bool { Self.product([height, width, channels]) != nil }

  /// The product of positive sizes; nil if one is not, or if memory has no place for so many numbers.
  private static func product(_ sizes: [Int]) -> Int? {
    var product = 1
    for size in sizes {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard size > 0, !overflow, next <= Int.max >> 8 else { return nil }
      product = next
    }
    return product
  }
}

/// What the layers' initializers take, which stop the program where there is no such shape.
extension ConvolutionGeometry {
  init(
    _ input: ImageShape, filters: Int, groups: Int, kernel: Int, stride: Int, padding: Padding
  ) {
    guard
      let output = input.convolved(
        filters: filters, kernel: kernel, stride: stride, padding: padding),
      let rows = padding.slide(kernel, stride, over: input.height),
      let columns = padding.slide(kernel, stride, over: input.width)
    else {
      fatalError(
        "no convolution of a picture \(input) with \(filters) filters, kernel \(kernel), "
          + "stride \(stride) and padding \(padding)")
    }
    require(
      groups > 0 && input.channels.isMultiple(of: groups) && filters.isMultiple(of: groups),
      "groups must divide the \(input.channels) channels and the \(filters) filters, not be \(groups)"
    )
    self.init(
      height: input.height, width: input.width, channels: input.channels / groups,
      filters: filters / groups, groups: groups, kernel: kernel, stride: stride, top: rows.before,
      left: columns.before,
      outputHeight: output.height, outputWidth: output.width)
  }

  var output: ImageShape {
    ImageShape(height: outputHeight, width: outputWidth, channels: outputPixel)
  }
}

extension PoolingGeometry {
  init(_ input: ImageShape, size: Int, stride: Int, padding: Padding) {
    guard let output = input.pooled(size: size, stride: stride, padding: padding),
      let rows = padding.slide(size, stride, over: input.height),
      let columns = padding.slide(size, stride, over: input.width)
    else {
      let zeros = padding == .valid ? "" : ", padding \(padding)"
      fatalError(
        "no pooling of a picture \(input) with windows of size \(size), stride \(stride)\(zeros)")
    }
    self.init(
      height: input.height, width: input.width, channels: input.channels, windowHeight: size,
      windowWidth: size, stride: stride, top: rows.before, left: columns.before,
      outputHeight: output.height, outputWidth: output.width)
  }

  /// A single window, the whole picture.
  init(whole input: ImageShape) {
    self.init(
      height: input.height, width: input.width, channels: input.channels,
      windowHeight: input.height, windowWidth: input.width, stride: 1, outputHeight: 1,
      outputWidth: 1)
  }

  var output: ImageShape {
    ImageShape(height: outputHeight, width: outputWidth, channels: channels)
  }
}

/// The zeros around a picture before windows slide over it.
public enum Padding: Hashable, Sendable {
  /// None: p = 0.
  case valid
  /// As many as give ⌈n / s⌉ rows and columns; where their number is odd, the odd one stands behind, as
  /// in Keras. With stride 1 height and width stay.
  case same
  /// p rows and columns on each side, 0 ≤ p < f, so that no window holds zeros alone.
  case zeros(Int)

  /// How many windows of f pixels, s apart, slide over n pixels, and the zeros before the first
  /// pixel; nil where there are none.
  func slide(_ f: Int, _ s: Int, over n: Int) -> (count: Int, before: Int)? {
    switch self {
    case .valid: return Padding.zeros(0).slide(f, s, over: n)
    case .same:
      let count = (n - 1) / s + 1
      return (count, max(0, f - (n - (count - 1) * s)) / 2)
    case .zeros(let p):
      guard p >= 0, p < f, f - p <= n + p else { return nil }
      return ((n + p - (f - p)) / s + 1, p)
    }
  }
}

extension Padding {
  /// The zeros around pictures over which windows of f pixels slide, s apart: rows above, columns left,
  /// rows below and columns right.
  func pads(_ f: Int, _ s: Int, around image: ImageShape) -> [Int] {
    let sides = [image.height, image.width].map { n -> (before: Int, behind: Int) in
      guard let (count, before) = slide(f, s, over: n) else { return (0, 0) }
      return (before, self == .same ? max(0, (count - 1) * s + f - n) - before : before)
    }
    return sides.map(\.before) + sides.map(\.behind)
  }
}

extension Padding: CustomStringConvertible {
  public var description: String {
    switch self {
    case .valid: "valid"
    case .same: "same"
    case .zeros(let p): "\(p)"
    }
  }
}
