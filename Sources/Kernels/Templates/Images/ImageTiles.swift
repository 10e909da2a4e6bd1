/// The tiles of 4×4 pixels of the output in which a convolution with 3×3 filters is done by fewer
/// products: F(4×4, 3×3) of Shmuel Winograd, 1980, for networks Andrew Lavin and Scott Gray, 2015.
///
/// A tile comes from 6×6 pixels. Both are polynomials in two variables: their values at 6×6 points are
/// multiplied point by point, 36 products in place of 144 for each channel and filter.
extension ConvolutionGeometry {
  /// Whether it is done in tiles, a rule for the bits: where there are channels and filters enough to
  /// fill vectors, and tiles that lie for the most part in the output.
  @inlinable
  public var isTiled: Bool {
    kernel == 3 && stride == 1 && groups == 1 && min(channels, filters) >= 16
      && 32 &* tileCount <= 3 &* outputHeight &* outputWidth
  }

  /// The points at which the polynomials of a tile are taken.
  @inlinable @inline(__always)
  public static var points: Int { 36 }

  @inlinable @inline(__always)
  public var tileColumns: Int { (outputWidth &+ 3) / 4 }

  /// The tiles of a picture.
  @inlinable @inline(__always)
  public var tileCount: Int { (outputHeight &+ 3) / 4 &* tileColumns }

  /// The convolution of dZ that gives dX, with the filters turned round.
  @inlinable
  public var turned: ConvolutionGeometry {
    ConvolutionGeometry(
      height: outputHeight, width: outputWidth, channels: filters, filters: channels,
      kernel: kernel, stride: stride, top: kernel &- 1 &- top, left: kernel &- 1 &- left,
      outputHeight: height, outputWidth: width)
  }

  @inlinable @inline(__always)
  public func tile(_ number: Int) -> ImageTile {
    let (example, inExample) = number.quotientAndRemainder(dividingBy: tileCount)
    let (row, column) = inExample.quotientAndRemainder(dividingBy: tileColumns)
    return ImageTile(example: example, row: 4 &* row, column: 4 &* column)
  }
}

/// Where a tile's first pixel is in the output.
public struct ImageTile {
  public let example: Int
  public let row: Int
  public let column: Int

  @inlinable @inline(__always)
  public init(example: Int, row: Int, column: Int) {
    self.example = example
    self.row = row
    self.column = column
  }
}

/// How the values of some tiles lie in memory: point by point, for each point a row for each tile with
/// the numbers of its channels.
public struct TileValues: Sendable {
  /// From a tile to the next: whole vectors, and from four on an odd number of them, so that the rows
  /// of a point do not push each other out of the cache.
  public let tile: Int
  /// From a point to the next.
  public let point: Int

  @inlinable
  public init(tiles: Int, channels: Int, lanes: Int) {
    let vectors = (channels &+ lanes &- 1) / lanes
    tile = (vectors < 4 ? vectors : vectors | 1) &* lanes
    point = tiles &* tile &+ lanes
  }

  @inlinable @inline(__always)
  public var count: Int { ConvolutionGeometry.points &* point }
}
