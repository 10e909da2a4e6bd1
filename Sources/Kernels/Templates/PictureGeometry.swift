/// The sizes of a convolution of pictures that lie interleaved, row by row.
public struct ConvolutionGeometry: Hashable, Sendable {
  public let height: Int
  public let width: Int
  public let channels: Int
  public let filters: Int
  public let kernel: Int
  public let stride: Int
  /// The zeros on each side, fewer than the kernel.
  public let padding: Int
  public let outputHeight: Int
  public let outputWidth: Int

  @inlinable
  public init(
    height: Int, width: Int, channels: Int, filters: Int, kernel: Int, stride: Int, padding: Int
  ) {
    self.height = height
    self.width = width
    self.channels = channels
    self.filters = filters
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    outputHeight = (height &+ 2 &* padding &- kernel) / stride &+ 1
    outputWidth = (width &+ 2 &* padding &- kernel) / stride &+ 1
  }

  /// The elements of a picture.
  @inlinable @inline(__always)
  public var inputSize: Int { height &* width &* channels }

  /// The elements of what the filters make of a picture.
  @inlinable @inline(__always)
  public var outputSize: Int { outputHeight &* outputWidth &* filters }

  /// The elements of a filter.
  @inlinable @inline(__always)
  public var depth: Int { kernel &* kernel &* channels }
}

/// The sizes of windows that slide over pictures, channel by channel.
public struct PoolingGeometry: Hashable, Sendable {
  public let height: Int
  public let width: Int
  public let channels: Int
  public let size: Int
  public let stride: Int
  public let outputHeight: Int
  public let outputWidth: Int

  @inlinable
  public init(height: Int, width: Int, channels: Int, size: Int, stride: Int) {
    self.height = height
    self.width = width
    self.channels = channels
    self.size = size
    self.stride = stride
    outputHeight = (height &- size) / stride &+ 1
    outputWidth = (width &- size) / stride &+ 1
  }

  /// The elements of a picture.
  @inlinable @inline(__always)
  public var inputSize: Int { height &* width &* channels }

  /// The elements of what is left of a picture.
  @inlinable @inline(__always)
  public var outputSize: Int { outputHeight &* outputWidth &* channels }
}

/// What is taken of the elements of a window.
public enum PoolingOperation: Hashable, Sendable {
  case maximum, mean
}
