/// Height, width and channels of an image.
///
/// Where its pixels lie interleaved, row by row, element (y, x, c) is feature
/// (y·width + x)·channels + c of its example.
public struct ImageShape: Hashable, Sendable, CustomStringConvertible {
  /// Rows of pixels.
  public var height: Int
  /// Pixels in a row.
  public var width: Int
  /// Numbers of a pixel: of a picture from a file 1 (grey) or 3 (RGB).
  public var channels: Int

  /// An image of height × width pixels with `channels` numbers each.
  public init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// The number of features, height · width · channels.
  public var count: Int { height * width * channels }
  public var description: String { "\(height)x\(width)x\(channels)" }
}
