/// The sizes that no picture may exceed.
enum ImageLimits {
  /// Pixels of one picture: 16,384 × 16,384, which is one gigabyte as RGBA.
  static let pixels = 1 << 28

  /// Pixels that a file may claim however short it is: a picture of one color takes hardly a byte.
  static let unproven = 1 << 24

  /// Whether a picture of this size stays within the limit; sizes are not negative.
  static func allow(width: Int, height: Int) -> Bool {
    let (count, overflow) = width.multipliedReportingOverflow(by: height)
    return !overflow && count <= pixels
  }

  /// Refuses a size that is over the limit, or that so many bytes cannot justify, where a byte of the
  /// format stands for at most `density` pixels.
  static func check(
    _ format: ImageFormat, width: Int, height: Int, bytes: Int, density: Int
  ) throws(ImageError.Problem) {
    guard allow(width: width, height: height),
      width * height <= max(unproven, bytes * density)
    else { throw .tooLarge(format, width: width, height: height, bytes: bytes) }
  }
}
