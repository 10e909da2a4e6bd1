import Foundation
import Images
import Testing

/// A picture whose every sample differs from its neighbours by a little.
func gradient(width: Int, height: Int, channels: Int) -> Image {
  var pixels: [UInt8] = []
  for y in 0..<height {
    for x in 0..<width {
      for channel in 0..<channels {
        pixels.append(UInt8(truncatingIfNeeded: x * (channel + 1) + y * (3 - channel) + channel))
      }
    }
  }
  return Image(width: width, height: height, channels: channels, pixels: pixels)
}

/// A file of the Fixtures folder.
func fixture(_ name: String) throws -> URL {
  try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    .appendingPathComponent(name)
}

/// What is wrong with a picture according to the error that reading it throws.
func problem(_ read: () throws -> Image) -> ImageError.Problem? {
  do {
    _ = try read()
    return nil
  } catch {
    return (error as? ImageError)?.problem
  }
}
