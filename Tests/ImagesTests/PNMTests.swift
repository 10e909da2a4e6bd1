import Images
import Testing

@Suite struct PNMTests {
  private func read(_ text: String, _ data: [UInt8] = []) throws -> Image {
    try Image(decoding: Array(text.utf8) + data, name: "picture")
  }

  @Test func `bitmaps have black ones`() throws {
    let expected = Image(width: 3, height: 2, channels: 1, pixels: [0, 255, 0, 255, 255, 0])
    #expect(try read("P1\n3 2\n1 0 1\n0 0 1\n") == expected)
    #expect(try read("P1 3 2 101001") == expected)
    #expect(try read("P4 3 2\n", [0b1010_0000, 0b0011_1111]) == expected)
  }

  @Test func `packed rows begin at whole bytes`() throws {
    let image = try read("P4 9 2\n", [0xff, 0x80, 0x00, 0x00])
    #expect(image.pixels == [UInt8](repeating: 0, count: 9) + [UInt8](repeating: 255, count: 9))
  }

  @Test func `greymaps are plain or binary`() throws {
    let expected = Image(width: 2, height: 2, channels: 1, pixels: [0, 1, 128, 255])
    #expect(try read("P2\n2 2\n255\n0 1\n128 255") == expected)
    #expect(try read("P5 2 2 255\n", [0, 1, 128, 255]) == expected)
  }

  @Test func `pixmaps are plain or binary`() throws {
    let expected = Image(width: 2, height: 1, channels: 3, pixels: [1, 2, 3, 4, 5, 6])
    #expect(try read("P3 2 1 255 1 2 3 4 5 6\n") == expected)
    #expect(try read("P6 2 1 255 ", [1, 2, 3, 4, 5, 6]) == expected)
  }

  @Test func `comments are passed over`() throws {
    let image = try read("P2 # made by hand\n1 # width\n 1\n# maximum\n255\n# pixel\n7")
    #expect(image == Image(width: 1, height: 1, channels: 1, pixels: [7]))
  }

  /// `min(255, round(v / maxval * 255))`, which rounds a half to the even neighbour.
  @Test func `samples are scaled to eight bits`() throws {
    #expect(try read("P2 3 1 2 0 1 2").pixels == [0, 128, 255])
    #expect(try read("P2 4 1 34 1 3 17 34").pixels == [8, 22, 128, 255])
    #expect(try read("P2 3 1 65535 0 32896 65535").pixels == [0, 128, 255])
    #expect(try read("P5 2 1 1000\n", [0x01, 0xf4, 0x03, 0xe8]).pixels == [128, 255])
    #expect(try read("P5 2 1 100\n", [50, 200]).pixels == [128, 255])
  }

  @Test func `bytes behind the pixels are left alone`() throws {
    #expect(try read("P5 1 1 255\n", [9, 1, 2, 3]).pixels == [9])
  }

  @Test(arguments: [
    ("P5 0 1 255\n", "size: found 0×1, expected at least 1×1 pixels"),
    ("P5 1 1 0\n", "maximum: found 0, expected 1 to 65535"),
    ("P5 1 1 65536\n", "maximum: found 65536, expected 1 to 65535"),
    ("P5 x", "the header: found byte 120, expected a decimal number"),
    ("P5 -1 1 255\n", "the header: found byte 45, expected a decimal number"),
    ("P5 1234567890 1 255\n", "the header: found a number of ten digits or more"),
    ("P5 1 1 255", "ends within the header"),
    ("P5 1 1 255#", "end of the header: found byte 35, expected a blank"),
    ("P5 1", "ends within the header"),
    ("P5 1 2 255\n1", "ends within the 1×2 pixels"),
    ("P5 1 1 256\n1", "ends within the 1×1 pixels"),
    ("P4 9 1\n1", "ends within the 9×1 pixels"),
    ("P2 3 1 255 1 2", "ends within the 3×1 pixels"),
    ("P2 3 1 255 1 2 #345", "ends within the pixels"),
    ("P2 2 1 7 8 1", "sample 0: found 8, expected at most the maximum 7"),
    ("P1 2 1 02", "pixel 1: found byte 50, expected 0 or 1"),
    ("P6 999999999 999999999 255\n", "claims 999999999×999999999 pixels"),
    ("P6 10000 10000 255\n", "ends within the 10000×10000 pixels"),
    ("P7\nWIDTH 1\n", "P7 (PAM) PNM files are not supported"),
  ])
  func `malformed files are refused with the reason`(text: String, reason: String) {
    let refusal = problem { try read(text) }
    #expect(refusal.map { "\($0)" }?.contains(reason) == true, "\(String(describing: refusal))")
  }
}
