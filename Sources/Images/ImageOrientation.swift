/// How a picture must be turned to stand upright, by the EXIF tag `Orientation`, 1 to 8.
struct ImageOrientation {
  static let upright = ImageOrientation(code: 1)

  private static let prefix = Array("Exif\0\0".utf8)
  private static let orientationTag = 0x0112
  private static let shortType = 3

  private let code: Int

  private init(code: Int) { self.code = code }

  /// Reads the orientation from an APP1 segment of a JPEG; nil if there is none that is sound.
  init?(segment: UnsafeRawBufferPointer) {
    guard segment.starts(with: Self.prefix) else { return nil }
    self.init(exif: segment)
  }

  /// Reads the orientation from EXIF data, with their prefix or without; nil if there is none that is
  /// sound.
  ///
  /// They are a TIFF header and a directory of 12-byte entries (EXIF 2.32, section 4.5).
  init?(exif data: UnsafeRawBufferPointer) {
    let prefix = data.starts(with: Self.prefix) ? Self.prefix.count : 0
    let tiff = UnsafeRawBufferPointer(rebasing: data[prefix...])
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

  /// The samples of a picture, row by row, turned or mirrored, and its new size.
  func upright<Sample>(
    _ samples: [Sample], width: Int, height: Int, channels: Int
  ) -> (samples: [Sample], width: Int, height: Int) {
    guard code > 1 else { return (samples, width, height) }
    let isTransposed = code >= 5
    // The new picture's pixel (x, y) comes from `start + x · right + y · down` of the old one.
    let fromRight = [2, 3, 7, 8].contains(code)
    let fromBottom = [3, 4, 6, 7].contains(code)
    let start = (fromRight ? width - 1 : 0) + (fromBottom ? (height - 1) * width : 0)
    let stepX = fromRight ? -1 : 1
    let stepY = fromBottom ? -width : width
    let (right, down) = isTransposed ? (stepY, stepX) : (stepX, stepY)
    let (newWidth, newHeight) = isTransposed ? (height, width) : (width, height)

    let turned = [Sample](unsafeUninitializedCapacity: samples.count) { out, filled in
      samples.withUnsafeBufferPointer { old in
        guard var target = out.baseAddress, let from = old.baseAddress else { return }
        for y in 0..<newHeight {
          for x in 0..<newWidth {
            let source = (start &+ x &* right &+ y &* down) &* channels
            target.initialize(from: from + source, count: channels)
            target += channels
          }
        }
      }
      filled = samples.count
    }
    return (turned, newWidth, newHeight)
  }

  /// The picture turned or mirrored.
  func upright(_ image: Image) -> Image {
    guard code > 1 else { return image }
    let (pixels, width, height) = upright(
      image.pixels, width: image.width, height: image.height, channels: image.channels)
    return Image(width: width, height: height, channels: image.channels, pixels: pixels)
  }

  /// The picture turned or mirrored.
  func upright(_ image: DeepImage) -> DeepImage {
    let (samples, width, height) = upright(
      image.samples, width: image.width, height: image.height, channels: 1)
    return DeepImage(width: width, height: height, samples: samples)
  }
}
