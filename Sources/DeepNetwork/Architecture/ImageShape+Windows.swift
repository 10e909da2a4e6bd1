import Kernels
import LinearAlgebra

extension ImageShape {
  /// The shape after a convolution with `filters` filters, ⌊(n + 2p - f) / s⌋ + 1 in each direction.
  ///
  /// - Returns: nil where there is no such convolution: a size that is not positive, a kernel larger
  ///   than the padded picture, a padding that ``Padding`` refuses, more numbers than there can be.
  public func convolved(filters: Int, kernel: Int, stride: Int, padding: Padding)
    -> ImageShape?
  {
    guard isCountable, Self.product([kernel, kernel, channels, filters]) != nil,
      let p = padding.zeros(kernel: kernel, stride: stride)
    else { return nil }
    return slid(kernel, stride, padding: p, channels: filters)
  }

  /// The shape after pooling windows of `size` by `size`, ⌊(n - f) / s⌋ + 1 in each direction.
  ///
  /// - Returns: nil where there is no such pooling: a size that is not positive, or a window larger
  ///   than the picture.
  public func pooled(size: Int, stride: Int? = nil) -> ImageShape? {
    slid(size, stride ?? size, padding: 0, channels: channels)
  }

  private func slid(_ f: Int, _ s: Int, padding p: Int, channels outputs: Int) -> ImageShape? {
    guard isCountable, f > 0, s > 0, outputs > 0, f - p <= height + p, f - p <= width + p else {
      return nil
    }
    let shape = ImageShape(
      height: (height + p - (f - p)) / s + 1, width: (width + p - (f - p)) / s + 1,
      channels: outputs)
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
extension ImageShape {
  /// The shape after a convolution, and p of its padding.
  func requireConvolved(filters: Int, kernel: Int, stride: Int, padding: Padding)
    -> (output: ImageShape, p: Int)
  {
    guard
      let output = convolved(filters: filters, kernel: kernel, stride: stride, padding: padding),
      let p = padding.zeros(kernel: kernel, stride: stride)
    else {
      fatalError(
        "no convolution of a picture \(self) with \(filters) filters, kernel \(kernel), "
          + "stride \(stride) and padding \(padding)")
    }
    return (output, p)
  }

  /// The shape after pooling.
  func requirePooled(size: Int, stride: Int) -> ImageShape {
    guard let output = pooled(size: size, stride: stride) else {
      fatalError("no pooling of a picture \(self) with windows of size \(size), stride \(stride)")
    }
    return output
  }
}

extension PoolingGeometry {
  init(_ input: ImageShape, size: Int, stride: Int) {
    self.init(
      height: input.height, width: input.width, channels: input.channels, size: size,
      stride: stride)
  }
}

/// The zeros around a picture before its convolution.
public enum Padding: Hashable, Sendable {
  /// None: p = 0.
  case valid
  /// As many as keep height and width: p = (f - 1) / 2, for an odd kernel f and stride 1 only.
  case same
  /// p rows and columns on each side, 0 ≤ p < f, so that no window holds zeros alone.
  case zeros(Int)

  /// p for a kernel and a stride; nil where the padding does not exist for them.
  func zeros(kernel f: Int, stride s: Int) -> Int? {
    switch self {
    case .valid: 0
    case .same: f % 2 == 1 && s == 1 ? (f - 1) / 2 : nil
    case .zeros(let p): p >= 0 && p < f ? p : nil
    }
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
