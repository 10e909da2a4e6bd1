/// How a picture must be turned to stand upright, by the EXIF tag `Orientation`, 1 to 8.
struct JPEGOrientation {
  static let upright = JPEGOrientation(code: 1)

  private let code: Int

  private init(code: Int) { self.code = code }

  /// Reads the orientation from an APP1 segment; nil if there is none that is sound.
  ///
  /// The segment holds a TIFF header and a directory of 12-byte entries (EXIF 2.32, section 4.5).
  init?(exif segment: UnsafeRawBufferPointer) {
    guard segment.starts(with: Array("Exif\0\0".utf8)) else { return nil }
    let tiff = UnsafeRawBufferPointer(rebasing: segment[6...])
    guard tiff.count >= 8 else { return nil }
    let isLittle = tiff.starts(with: Array("II".utf8))
    guard isLittle || tiff.starts(with: Array("MM".utf8)) else { return nil }

    func short(_ at: Int) -> Int {
      isLittle
        ? Int(tiff[at]) | Int(tiff[at + 1]) << 8 : Int(tiff[at]) << 8 | Int(tiff[at + 1])
    }
    func long(_ at: Int) -> Int {
      isLittle ? short(at) | short(at + 2) << 16 : short(at) << 16 | short(at + 2)
    }

    let directory = long(4)
    guard short(2) == 42, directory <= tiff.count - 2 else { return nil }
    for index in 0..<short(directory) {
      let entry = directory + 2 + 12 * index
      guard entry <= tiff.count - 12 else { return nil }
      guard short(entry) == Self.orientationTag else { continue }
      let value = short(entry + 8)
      guard short(entry + 2) == Self.shortType, (1...8).contains(value) else { return nil }
      self.init(code: value)
      return
    }
    return nil
  }

  private static let orientationTag = 0x0112
  private static let shortType = 3

  /// Turns or mirrors a picture.
  func upright(_ image: Image) -> Image {
    guard code > 1 else { return image }
    let (width, height) = (image.width, image.height)
    let isTransposed = code >= 5
    // The new picture's pixel (x, y) comes from `start + x · right + y · down` of the old one.
    let fromRight = [2, 3, 7, 8].contains(code)
    let fromBottom = [3, 4, 6, 7].contains(code)
    let start = (fromRight ? width - 1 : 0) + (fromBottom ? (height - 1) * width : 0)
    let stepX = fromRight ? -1 : 1
    let stepY = fromBottom ? -width : width
    let (right, down) = isTransposed ? (stepY, stepX) : (stepX, stepY)
    let (newWidth, newHeight) = isTransposed ? (height, width) : (width, height)

    let channels = image.channels
    let pixels = [UInt8](unsafeUninitializedCapacity: image.pixels.count) { out, filled in
      image.pixels.withUnsafeBufferPointer { old in
        var target = 0
        for y in 0..<newHeight {
          for x in 0..<newWidth {
            let source = (start &+ x &* right &+ y &* down) &* channels
            for channel in 0..<channels {
              out[target] = old[source &+ channel]
              target &+= 1
            }
          }
        }
      }
      filled = image.pixels.count
    }
    return Image(width: newWidth, height: newHeight, channels: channels, pixels: pixels)
  }
}
