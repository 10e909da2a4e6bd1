import Foundation
import Images
import Testing

@Suite struct BMPTests {
  /// Pillow's pixels; of files that it does not read, those that make_fixtures.py knows.
  @Test func `pixels are those of Pillow`() throws {
    let names = try fixtureNames("bmp", "bmp")
    #expect(names.count == 34)
    for name in names {
      let image = try Image(contentsOf: fixture("bmp/\(name).bmp"))
      #expect(try image == Image(contentsOf: fixture("bmp/\(name).png")), "\(name)")
    }
  }

  @Test func `pictures of any size come back`() throws {
    for (width, height) in [(1, 1), (2, 7), (3, 1), (4, 4), (5, 3), (17, 9)] {
      let image = gradient(width: width, height: height, channels: 3)
      #expect(try Image(decoding: file(of: image), name: "x.bmp") == image)
      #expect(try Image(decoding: file(of: image, isTopDown: true), name: "x.bmp") == image)
    }
  }

  /// A bitmap of 24 bits a pixel, with the header of 40 bytes.
  private func file(of image: Image, isTopDown: Bool = false) -> [UInt8] {
    let rows = (0..<image.height).map { y -> [UInt8] in
      let row = (0..<image.width).flatMap { x -> [UInt8] in
        image.pixels[(3 * (y * image.width + x))...].prefix(3).reversed()
      }
      return row + [UInt8](repeating: 0, count: (4 - row.count % 4) % 4)
    }
    return header(
      width: image.width, height: isTopDown ? -image.height : image.height, depth: 24)
      + (isTopDown ? rows : rows.reversed()).flatMap { $0 }
  }

  private func header(
    width: Int, height: Int, depth: Int, compression: Int = 0, colors: Int = 0, size: Int = 40
  ) -> [UInt8] {
    Array("BM".utf8) + little(0, 8) + little(14 + size, 4) + little(size, 4) + little(width, 4)
      + little(height, 4) + little(1, 2) + little(depth, 2) + little(compression, 4)
      + little(0, 12) + little(colors, 4) + little(0, size - 36)
  }

  @Test func `what a file lacks is named`() throws {
    let palette = [UInt8](repeating: 0, count: 1024)
    let indexed = header(width: 5, height: 2, depth: 8)
    #expect(isRefused(Array(indexed.prefix(53)), "the BMP file ends within the header"))
    #expect(isRefused(indexed + palette.dropLast(), "within the 256 colors of the palette"))
    let pixels = indexed + palette + [UInt8](repeating: 1, count: 15)
    #expect(isRefused(pixels, "ends within the 5×2 pixels"))
    #expect(!isRefused(pixels + [0], ""))
    let masked = header(width: 1, height: 1, depth: 16, compression: 3)
    #expect(isRefused(masked + little(0xf800, 4) + little(0x7e0, 4), "the color masks"))
    let runs = header(width: 5, height: 2, depth: 8, compression: 1) + palette
    for part in [[], [5], [5, 1, 0], [0, 5, 1, 2], [0, 2, 1], [5, 1, 0, 0, 4, 1]] as [[UInt8]] {
      #expect(isRefused(runs + part, "ends within the runs: row"), "\(part)")
    }
    #expect(isRefused(runs + [5, 1, 0, 0, 4, 1], "row 1 of 2"))
  }

  @Test func `headers that break a rule are refused`() {
    #expect(isRefused(header(width: 0, height: 2, depth: 8), "size: found 0×2 pixels"))
    #expect(isRefused(header(width: -3, height: 2, depth: 8), "size: found -3×2 pixels"))
    #expect(isRefused(header(width: 5, height: 2, depth: 3), "found 3 bits a pixel"))
    #expect(
      isRefused(
        header(width: 5, height: 2, depth: 24, compression: 4),
        "compressed (method 4) BMP files are not supported"))
    #expect(
      isRefused(
        header(width: 5, height: 2, depth: 8, compression: 2),
        "found compression 2 of 8 bits a pixel"))
    #expect(isRefused(header(width: 5, height: 2, depth: 8, colors: 70000), "found 70000 colors"))
    let masks = little(0b101, 4) + little(2, 4) + little(8, 4)
    #expect(
      isRefused(
        header(width: 1, height: 1, depth: 16, compression: 3) + masks,
        #"color masks: found ["5", "2", "8", "0"], expected bits that stand together"#))
  }

  @Test func `sizes that the file cannot fill are refused`() {
    let palette = [UInt8](repeating: 0, count: 1024)
    #expect(
      isRefused(header(width: 1 << 20, height: 1 << 20, depth: 24), "claims 1048576×1048576 pixels")
    )
    #expect(
      isRefused(
        header(width: 9000, height: 9000, depth: 8, compression: 1) + palette + [0, 1],
        "claims 9000×9000 pixels, which the file's 1080 bytes cannot justify"))
    #expect(isRefused(header(width: 9000, height: 9000, depth: 24), "the 9000×9000 pixels"))
  }

  @Test func `other text that begins alike is no bitmap`() {
    let text = Array("BM is short for benchmark, and so on".utf8)
    #expect(
      problem { try Image(decoding: text, name: "x") }
        == .unknownFormat(start: Array(text.prefix(8))))
  }
}
