/// The sizes of a convolution of pictures that lie interleaved, row by row.
public struct ConvolutionGeometry: Hashable, Sendable {
  public let height: Int
  public let width: Int
  /// The channels and filters of a group: the filters of a group see the channels of theirs alone.
  public let channels: Int
  public let filters: Int
  public let groups: Int
  public let kernel: Int
  public let stride: Int
  /// The zeros above a picture and on its left, fewer than the kernel.
  ///
  /// Those behind it follow from the output: each position of the kernel covers a pixel of the picture.
  public let top: Int
  public let left: Int
  public let outputHeight: Int
  public let outputWidth: Int

  @inlinable
  public init(
    height: Int, width: Int, channels: Int, filters: Int, groups: Int = 1, kernel: Int,
    stride: Int, top: Int, left: Int, outputHeight: Int, outputWidth: Int
  ) {
    self.height = height
    self.width = width
    self.channels = channels
    self.filters = filters
    self.groups = groups
    self.kernel = kernel
    self.stride = stride
    self.top = top
    self.left = left
    self.outputHeight = outputHeight
    self.outputWidth = outputWidth
  }

  /// With as many zeros on each side.
  @inlinable
  public init(
    height: Int, width: Int, channels: Int, filters: Int, kernel: Int, stride: Int, padding: Int
  ) {
    self.init(
      height: height, width: width, channels: channels, filters: filters, kernel: kernel,
      stride: stride, top: padding, left: padding,
      outputHeight: (height &+ 2 &* padding &- kernel) / stride &+ 1,
      outputWidth: (width &+ 2 &* padding &- kernel) / stride &+ 1)
  }

  /// The elements of a picture.
  @inlinable @inline(__always)
  public var inputSize: Int { height &* width &* inputPixel }

  /// The elements of what the filters make of a picture.
  @inlinable @inline(__always)
  public var outputSize: Int { outputHeight &* outputWidth &* outputPixel }

  /// The elements of a pixel of the picture, those of all groups.
  @inlinable @inline(__always)
  public var inputPixel: Int { channels &* groups }

  /// The elements of a pixel of the output, those of all groups.
  @inlinable @inline(__always)
  public var outputPixel: Int { filters &* groups }

  /// Whether each channel has one filter of its own: all groups are then worked on together.
  @inlinable @inline(__always)
  public var isDepthwise: Bool { channels == 1 && filters == 1 && groups > 1 }

  /// The same windows with all channels and filters in one group.
  @inlinable
  public var ungrouped: ConvolutionGeometry {
    ConvolutionGeometry(
      height: height, width: width, channels: inputPixel, filters: outputPixel, kernel: kernel,
      stride: stride, top: top, left: left, outputHeight: outputHeight, outputWidth: outputWidth)
  }

  /// The groups that are worked on one after the other.
  @inlinable @inline(__always)
  public var rounds: Int { isDepthwise ? 1 : groups }

  /// The elements of a filter.
  @inlinable @inline(__always)
  public var depth: Int { kernel &* kernel &* channels }

  /// The bands of rows of the output that are worked on one after the other, as a rule for the bits
  /// of dW and db: their sums run over a band and then from band to band.
  ///
  /// The numbers that a band needs stay in the second-level cache.
  @inlinable
  public func bands<Scalar>(of type: Scalar.Type) -> EvenParts {
    if isDepthwise { return ungrouped.bands(of: type) }
    let largest = (1 << 19) / MemoryLayout<Scalar>.stride
    let lines = min(
      1024 / outputWidth, largest / paddedLine / stride, largest / paddedOutputLine)
    return EvenParts(
      of: outputHeight, count: (outputHeight &+ max(1, lines) &- 1) / max(1, lines))
  }

  // MARK: A band with zeros around it

  /// Whether the kernel comes over an edge of the picture.
  @inlinable @inline(__always)
  public var isPadded: Bool {
    top > 0 || left > 0 || paddedLines(outputHeight) > height || paddedLine > width &* channels
  }

  /// The elements of a row of the picture with its zeros, as far as the kernel comes.
  @inlinable @inline(__always)
  public var paddedLine: Int { ((outputWidth &- 1) &* stride &+ kernel) &* channels }

  /// The rows of the picture that some rows of the output come from.
  @inlinable @inline(__always)
  public func paddedLines(_ lines: Int) -> Int { (lines &- 1) &* stride &+ kernel }

  /// The most positions of the kernel, in one direction, in which it covers a pixel.
  @inlinable @inline(__always)
  public var reach: Int { (kernel &- 1) / stride &+ 1 }

  /// The elements of a row of dZ with zeros where a kernel that covers a pixel is not in the output.
  @inlinable @inline(__always)
  public var paddedOutputLine: Int {
    ((width &- 1 &+ left) / stride &- left / stride &+ reach) &* filters
  }

  /// The rows of dZ that the pixels of a band need: the first ones are of the band before.
  @inlinable @inline(__always)
  public func paddedOutputLines(_ first: Int, _ lines: Int) -> Int {
    let end = first &+ lines
    let last = end == outputHeight ? max(end &- 1, (height &- 1 &+ top) / stride) : end &- 1
    return last &- first &+ reach
  }

  /// The rows of the picture that a band answers for: each row is of one band.
  @inlinable @inline(__always)
  public func rows(_ first: Int, _ lines: Int) -> Range<Int> {
    let end = first &+ lines
    let lower = first == 0 ? 0 : min(height, max(0, first &* stride &- top))
    let upper = end == outputHeight ? height : min(height, max(0, end &* stride &- top))
    return lower..<max(lower, upper)
  }

  /// The elements of scratch memory for a band, on the way there or back.
  @inlinable
  public func scratchCount(_ first: Int, _ lines: Int, back: Bool) -> Int {
    if isDepthwise { return ungrouped.scratchCount(first, lines, back: back) }
    let image = paddedLines(lines) &* paddedLine
    let output = back ? paddedOutputLines(first, lines) &* paddedOutputLine : 0
    let products =
      back && hasFewChannels ? paddedOutputLines(first, lines) &* outputWidth &* (depth &+ 16) : 0
    return scratchStart &+ image &+ output &+ products &+ 48
  }

  /// Whether the way back forms the products of all elements of the filters, where that fills vectors.
  @inlinable @inline(__always)
  public var hasFewChannels: Bool { stride == 1 && channels < 8 }

  /// The pixels of a line whose filters fill a vector together, a rule for the bits of the way there.
  @inlinable @inline(__always)
  public func pixelsTogether(_ lanes: Int) -> Int {
    let isWhole = groups == 1 && filters < lanes && lanes % filters == 0
    return isWhole && outputWidth % (lanes / filters) == 0 ? lanes / filters : 1
  }

  /// The rows of the packed filters: the elements of the windows of the pixels that go together.
  @inlinable @inline(__always)
  public func packedDepth(_ lanes: Int) -> Int {
    kernel &* (kernel &+ (pixelsTogether(lanes) &- 1) &* stride) &* channels
  }

  /// Before the padded rows a tile of C has its place.
  @inlinable @inline(__always)
  public var scratchStart: Int { 512 }
}

/// The positions of a kernel, in one direction, in which it covers the pixels of one phase: those
/// that lie `phase` behind a multiple of the stride, counted with the zeros before the picture.
public struct KernelPhase {
  public let phase: Int
  /// The positions: elements phase, phase + stride and so on of the kernel are in them.
  public let taps: Int
  /// The first pixel of the phase that is not before `start`, and how many there are to `end`.
  public let first: Int
  public let count: Int
  /// The position of the output whose kernel begins nearest before the first pixel.
  public let position: Int

  @inlinable @inline(__always)
  public init(
    _ g: ConvolutionGeometry, _ phase: Int, zeros: Int = 0, from start: Int = 0, to end: Int = 0
  ) {
    self.phase = phase
    taps = phase < g.kernel ? (g.kernel &- 1 &- phase) / g.stride &+ 1 : 0
    let ahead = (phase &+ g.stride &- (start &+ zeros) % g.stride) % g.stride
    first = start &+ ahead
    count = first < end ? (end &- 1 &- first) / g.stride &+ 1 : 0
    position = (first &+ zeros) / g.stride
  }
}

/// The sizes of windows that slide over pictures, channel by channel.
public struct PoolingGeometry: Hashable, Sendable {
  public let height: Int
  public let width: Int
  public var channels: Int
  public let windowHeight: Int
  public let windowWidth: Int
  public let stride: Int
  /// The rows above a picture and the columns on its left that the first windows cover.
  ///
  /// What the last ones cover behind it follows. Each window has a pixel of the picture.
  public let top: Int
  public let left: Int
  public let outputHeight: Int
  public let outputWidth: Int

  @inlinable
  public init(
    height: Int, width: Int, channels: Int, windowHeight: Int, windowWidth: Int, stride: Int,
    top: Int = 0, left: Int = 0, outputHeight: Int, outputWidth: Int
  ) {
    self.height = height
    self.width = width
    self.channels = channels
    self.windowHeight = windowHeight
    self.windowWidth = windowWidth
    self.stride = stride
    self.top = top
    self.left = left
    self.outputHeight = outputHeight
    self.outputWidth = outputWidth
  }

  /// The elements of a picture.
  @inlinable @inline(__always)
  public var inputSize: Int { height &* width &* channels }

  /// The elements of what is left of a picture.
  @inlinable @inline(__always)
  public var outputSize: Int { outputHeight &* outputWidth &* channels }

  /// Whether each pixel of the picture is in one window.
  @inlinable @inline(__always)
  public var isSideBySide: Bool {
    top == 0 && left == 0 && windowHeight == stride && windowWidth == stride
      && outputHeight &* stride == height && outputWidth &* stride == width
  }

  /// The pixels of a whole window.
  @inlinable @inline(__always)
  public var windowCount: Int { windowHeight &* windowWidth }

  /// The part of a window that lies in the picture.
  @inlinable @inline(__always)
  public func window(_ row: Int, _ column: Int) -> PoolingWindow {
    let (y, x) = (row &* stride &- top, column &* stride &- left)
    let (firstRow, firstColumn) = (max(0, y), max(0, x))
    return PoolingWindow(
      start: (firstRow &* width &+ firstColumn) &* channels,
      rows: min(height, y &+ windowHeight) &- firstRow,
      columns: min(width, x &+ windowWidth) &- firstColumn)
  }
}

/// Pixels of a picture: where the first is, and how many rows and columns there are.
public struct PoolingWindow {
  public let start: Int
  public let rows: Int
  public let columns: Int

  @inlinable @inline(__always)
  public init(start: Int, rows: Int, columns: Int) {
    self.start = start
    self.rows = rows
    self.columns = columns
  }
}

/// What is taken of the elements of a window.
public enum PoolingOperation: Hashable, Sendable {
  case maximum, mean
}
