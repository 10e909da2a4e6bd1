import Foundation
import Images
import Testing

@Suite struct GIFTests {
  @Test func `pixels are those of Pillow`() throws {
    let names = try fixtureNames("gif", "gif")
    #expect(names.count == 20)
    for name in names {
      let image = try Image(contentsOf: fixture("gif/\(name).gif"))
      #expect(try image == Image(contentsOf: fixture("gif/\(name).png")), "\(name)")
    }
  }

  @Test func `pictures of any size come back`() throws {
    for (width, height) in [(1, 1), (2, 7), (31, 1), (5, 8), (40, 9)] {
      let image = gradient(width: width, height: height, channels: 1)
      let codes = plainCodes(image.pixels.map { $0 & 7 })
      let levels = image.pixels.flatMap { [UInt8](repeating: ($0 & 7) * 30, count: 3) }
      #expect(
        try Image(decoding: file(width, height, codes), name: "x.gif").pixels == levels)
    }
  }

  /// A frame of codes of four bits: each index, and behind it the code that clears the table.
  private func plainCodes(_ indices: [UInt8]) -> [UInt8] {
    let data = indices.map { $0 | 8 << 4 } + [9]
    return [8 | (data[0] & 15) << 4]
      + zip(data, data.dropFirst()).map { $0 >> 4 | ($1 & 15) << 4 }
  }

  private static let palette = (0..<8).flatMap { [UInt8](repeating: $0 * 30, count: 3) }

  private func screen(_ width: Int, _ height: Int) -> [UInt8] {
    Array("GIF89a".utf8) + little(width, 2) + little(height, 2) + [0x82, 0, 0] + Self.palette
  }

  private func frame(_ width: Int, _ height: Int, left: Int = 0) -> [UInt8] {
    Array(",".utf8) + little(left, 2) + little(0, 2) + little(width, 2) + little(height, 2) + [0]
  }

  private func file(_ width: Int, _ height: Int, _ data: [UInt8], codeSize: UInt8 = 3) -> [UInt8] {
    let blocks = stride(from: 0, to: data.count, by: 255).flatMap { start -> [UInt8] in
      let block = data[start..<min(start + 255, data.count)]
      return [UInt8(block.count)] + block
    }
    return screen(width, height) + frame(width, height) + [codeSize] + blocks + [0]
      + Array(";".utf8)
  }

  @Test func `every truncation is refused up to the last pixel`() throws {
    for name in ["size3", "interlaced", "extensions", "smaller-transparent"] {
      let whole = try fixtureBytes("gif/\(name).gif")
      let image = try Image(decoding: whole, name: name)
      for count in 0..<whole.count {
        let cut = try? Image(decoding: Array(whole.prefix(count)), name: name)
        #expect(count < whole.count - 3 ? cut == nil : cut == nil || cut == image)
      }
      // What follows the pixels: the end of the blocks, and that of the file.
      #expect(try Image(decoding: whole.dropLast(2), name: name) == image)
    }
  }

  @Test func `what a file lacks is named`() {
    let start = screen(5, 2)
    #expect(isRefused(Array(start.prefix(12)), "ends within the header"))
    #expect(isRefused(Array(start.dropLast()), "ends within the palette"))
    #expect(isRefused(start, "the blocks before the first frame"))
    #expect(isRefused(start + Array("!".utf8) + [0xfe, 9, 1], "within an extension"))
    #expect(isRefused(start + frame(5, 2).dropLast(), "within the frame"))
    #expect(isRefused(start + frame(5, 2), "within the frame"))
    let codes = plainCodes([1, 2, 3])
    #expect(isRefused(file(5, 2, codes.dropLast()), "within the frame: 3 of 10 pixels"))
  }

  @Test func `frames that break a rule are refused`() {
    let codes = plainCodes([1, 2, 3])
    #expect(isRefused(file(5, 2, codes), "frame: found its end behind 3 pixels, expected 10"))
    #expect(isRefused(file(0, 2, codes), "frame: found 0×2 pixels, expected at least 1×1"))
    for size in [0, 1, 9, 255] as [UInt8] {
      #expect(isRefused(file(3, 1, codes, codeSize: size), "colors of \(size) bits"))
    }
    // Behind the first pixel a code must be in the table, or the one that comes next.
    #expect(isRefused(file(3, 1, [0x18, 0x0b]), "frame: found code 11, expected at most 10"))
    #expect(isRefused(file(3, 1, [0xa8]), "frame: found code 10, expected at most 7"))
    #expect(!isRefused(file(3, 1, [0x18, 0x0a]), ""))
  }

  @Test func `files without a frame are refused`() {
    #expect(isRefused(screen(5, 2) + Array(";".utf8), "found no frame before its end"))
    #expect(isRefused(screen(5, 2) + [7], "block: found byte 7, expected a frame"))
    #expect(isRefused(screen(5, 2) + [0, 0] + Array(";".utf8), "found no frame before its end"))
  }

  @Test func `sizes that the file cannot fill are refused`() {
    let file = screen(65535, 65535) + frame(5, 2) + [3, 0]
    #expect(isRefused(file, "the GIF header claims 65535×65535 pixels"))
    let wide = screen(5, 5000) + frame(5000, 1, left: 60000) + [3, 0]
    #expect(isRefused(wide, "the GIF header claims 65000×5000 pixels"))
  }
}
