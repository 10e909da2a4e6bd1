import Foundation
import Images
import Testing

/// A PNG of Fixtures/png: 13×9 pixels of the pattern that make_fixtures.py draws.
struct PNGFixture: CustomTestStringConvertible {
  enum Kind: String { case grey, rgb, palette, greyAlpha, rgba }

  static let width = 13
  static let height = 9

  let kind: Kind
  let depth: Int
  var suffix = ""

  var name: String { "\(kind.rawValue)\(depth)\(suffix)" }
  var testDescription: String { name }

  var samples: Int {
    switch kind {
    case .grey, .palette: 1
    case .greyAlpha: 2
    case .rgb: 3
    case .rgba: 4
    }
  }

  func read() throws -> Image { try Image(contentsOf: fixture("png/\(name).png")) }

  /// A sample as the file has it.
  func raw(_ x: Int, _ y: Int, _ sample: Int) -> Int {
    (x * 5 + y * 3 + sample * 7) * (depth == 16 ? 1021 : 1) % (1 << depth)
  }

  /// The samples of a pixel in 8 bits, colors looked up.
  func pixel(_ x: Int, _ y: Int) -> [UInt8] {
    (0..<samples).flatMap { sample -> [UInt8] in
      let value = raw(x, y, sample)
      if kind == .palette { return (0..<3).map { UInt8((value * 3 + $0 * 50) % 256) } }
      return [UInt8(depth == 16 ? value >> 8 : value * 255 / ((1 << depth) - 1))]
    }
  }

  func expected(_ pixel: (Int, Int) -> [UInt8]) -> Image {
    let pixels = (0..<Self.height).flatMap { y in (0..<Self.width).flatMap { x in pixel(x, y) } }
    let channels = pixels.count / (Self.width * Self.height)
    return Image(width: Self.width, height: Self.height, channels: channels, pixels: pixels)
  }

  static let sound = [
    (Kind.grey, [1, 2, 4, 8, 16]), (.rgb, [8, 16]), (.palette, [1, 2, 4, 8]),
    (.greyAlpha, [8, 16]), (.rgba, [8, 16]),
  ].flatMap { kind, depths in
    depths.flatMap { depth in
      ["", "-interlaced"].map { PNGFixture(kind: kind, depth: depth, suffix: $0) }
    }
  }

  static let withColorKey = [(Kind.grey, 2), (.grey, 8), (.grey, 16), (.rgb, 8), (.rgb, 16)]
    .map { PNGFixture(kind: $0, depth: $1, suffix: "-transparent") }
}

@Suite struct PNGTests {
  @Test(arguments: PNGFixture.sound)
  func `every color type and depth is read`(file: PNGFixture) throws {
    #expect(try file.read() == file.expected(file.pixel))
  }

  @Test(arguments: PNGFixture.withColorKey)
  func `the transparent color gets alpha zero`(file: PNGFixture) throws {
    let hidden = (0..<file.samples).map { file.raw(2, 1, $0) }
    let expected = file.expected { x, y in
      let isHidden = (0..<file.samples).map { file.raw(x, y, $0) } == hidden
      return file.pixel(x, y) + [isHidden ? 0 : 255]
    }
    #expect(try file.read() == expected)
  }

  /// Pillow's `exif_transpose` turns them so.
  @Test(arguments: 1...8)
  func `a picture is turned as its eXIf chunk says`(orientation: Int) throws {
    let stored = try Image(contentsOf: fixture("png/orientation-1.png"))
    let upright = try Image(contentsOf: fixture("png/orientation-\(orientation).png"))
    #expect(upright == stored.turned(orientation))
  }

  @Test func `an eXIf chunk counts behind the pixels, and not where it is damaged`() throws {
    let stored = try Image(contentsOf: fixture("png/orientation-1.png"))
    #expect(try Image(contentsOf: fixture("png/orientation-behind.png")) == stored.turned(6))
    #expect(try Image(contentsOf: fixture("png/orientation-checksum.png")) == stored)
  }

  @Test func `palette entries have alpha and are opaque without`() throws {
    let file = PNGFixture(kind: .palette, depth: 4, suffix: "-transparent")
    let expected = file.expected { x, y in
      let index = file.raw(x, y, 0)
      return file.pixel(x, y) + [index < 10 ? UInt8(16 * index) : 255]
    }
    #expect(try file.read() == expected)
  }

  @Test func `indices beyond the palette are black`() throws {
    let file = PNGFixture(kind: .palette, depth: 4, suffix: "-short")
    let expected = file.expected { x, y in file.raw(x, y, 0) < 8 ? file.pixel(x, y) : [0, 0, 0] }
    #expect(try file.read() == expected)
  }

  @Test(arguments: ["no-end", "surplus", "ancillary-checksum"])
  func `harmless flaws are passed over`(name: String) throws {
    let file = PNGFixture(kind: .rgb, depth: 8)
    #expect(try Image(contentsOf: fixture("png/\(name).png")) == file.expected(file.pixel))
  }

  @Test(arguments: [
    ("idat-checksum", "chunk IDAT: found checksum 1, expected"),
    ("header-checksum", "chunk IHDR: found checksum 1, expected"),
    ("no-header", "first chunk: found IDAT, expected IHDR"),
    ("short-header", "IHDR: found 12 bytes, expected 13"),
    ("zero-width", "IHDR: found 0×9 pixels, expected at least 1×1"),
    ("depth-3", "IHDR: found colour type 0 with 3 bits a sample"),
    ("depth-4-rgb", "IHDR: found colour type 2 with 4 bits a sample"),
    ("colour-5", "IHDR: found colour type 5 with 8 bits a sample"),
    ("interlace-2", "IHDR: found compression 0, filter 0, interlace 2"),
    ("no-palette", "found no palette"),
    ("palette-of-4-bytes", "PLTE: found 4 bytes"),
    ("two-palettes", "PLTE: found a second palette"),
    ("no-data", "found no IDAT chunk"),
    ("short-data", "IDAT: found 359 bytes of picture, expected 360"),
    ("filter-5", "row 0: found filter type 5, expected 0 to 4"),
    ("adler", "IDAT, zlib data: found Adler-32"),
    ("critical-chunk", "unknown-critical-chunk (ABCD) PNG files are not supported"),
    ("chunk-name", "found the name [65, 49, 67, 68], expected four letters"),
    ("claims-2-31-pixels", "the PNG header claims 65536×32768 pixels"),
    ("claims-2-62-pixels", "the PNG header claims 2147483647×2147483647 pixels"),
    ("claims-100-megapixels", "the PNG header claims 10000×10000 pixels"),
    ("text-conversion", "signature: found [137, 80, 78, 71, 10, 26, 10, 0]"),
  ])
  func `malformed files are refused with the reason`(name: String, reason: String) throws {
    let url = try fixture("malformed/\(name).png")
    let refusal = problem { try Image(contentsOf: url) }
    #expect(refusal.map { "\($0)" }?.contains(reason) == true, "\(String(describing: refusal))")
  }

  @Test func `every truncation is refused up to the end marker`() throws {
    for name in ["rgba8-interlaced", "palette4-transparent"] {
      let whole = try [UInt8](Data(contentsOf: fixture("png/\(name).png")))
      for count in 0..<(whole.count - 12) {
        #expect(throws: ImageError.self, "\(name), \(count) bytes") {
          try Image(decoding: Array(whole.prefix(count)), name: name)
        }
      }
    }
  }
}
