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

extension Image {
  /// The picture as a viewer shows one that is stored so and has this EXIF orientation.
  func turned(_ orientation: Int) -> Image {
    let (right, bottom) = (width - 1, height - 1)
    let isTransposed = orientation > 4
    let (newWidth, newHeight) = isTransposed ? (height, width) : (width, height)
    let pixels = (0..<newHeight).flatMap { y in
      (0..<newWidth).flatMap { x -> [UInt8] in
        let source =
          switch orientation {
          case 1: (x, y)
          case 2: (right - x, y)
          case 3: (right - x, bottom - y)
          case 4: (x, bottom - y)
          case 5: (y, x)
          case 6: (y, bottom - x)
          case 7: (right - y, bottom - x)
          default: (right - y, x)
          }
        return pixel(source.0, source.1)
      }
    }
    return Image(width: newWidth, height: newHeight, channels: channels, pixels: pixels)
  }

  private func pixel(_ x: Int, _ y: Int) -> [UInt8] {
    let start = (y * width + x) * channels
    return Array(pixels[start..<(start + channels)])
  }
}

/// The bytes of a file of the Fixtures folder.
func fixtureBytes(_ name: String) throws -> [UInt8] {
  try [UInt8](Data(contentsOf: fixture(name)))
}

/// The names, without their endings, of the fixtures of a folder that have an ending.
func fixtureNames(_ folder: String, _ ending: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: fixture(folder).path)
    .filter { $0.hasSuffix("." + ending) }.map { String($0.dropLast(ending.count + 1)) }.sorted()
}

/// A number in bytes, the lowest first.
func little(_ value: Int, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// Whether reading the bytes is refused with a sentence that has these words.
func isRefused(_ bytes: [UInt8], _ reason: String) -> Bool {
  let refusal = problem { try Image(decoding: bytes, name: "picture") }
  return refusal.map { "\($0)".contains(reason) } ?? false
}
