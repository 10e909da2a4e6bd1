import Foundation
import Testing

@testable import Images

/// Pictures of 16 bits a sample.
@Suite struct DeepImageTests {
  private func deep(_ file: String) throws -> DeepImage? {
    guard case .deep(let image, _) = try DecodedImage(contentsOf: fixture(file)) else { return nil }
    return image
  }

  private func read(_ text: String, _ data: [UInt8] = []) throws -> DecodedImage {
    try DecodedImage(decoding: Array(text.utf8) + data, name: "picture")
  }

  @Test(arguments: ["", "-interlaced"])
  func `grey of 16 bits keeps them`(suffix: String) throws {
    let file = PNGFixture(kind: .grey, depth: 16, suffix: suffix)
    let samples = (0..<PNGFixture.height).flatMap { y in
      (0..<PNGFixture.width).map { UInt16(file.raw($0, y, 0)) }
    }
    #expect(try deep("png/\(file.name).png")?.samples == samples)
    #expect(try file.read() == deep("png/\(file.name).png")?.highBytes)
  }

  @Test func `what is transparent is white`() throws {
    let file = PNGFixture(kind: .grey, depth: 16, suffix: "-transparent")
    let hidden = file.raw(2, 1, 0)
    let samples = (0..<PNGFixture.height).flatMap { y in
      (0..<PNGFixture.width).map { x -> UInt16 in
        file.raw(x, y, 0) == hidden ? .max : UInt16(file.raw(x, y, 0))
      }
    }
    #expect(try deep("png/\(file.name).png")?.samples == samples)
  }

  @Test(arguments: [PNGFixture.Kind.rgb, .greyAlpha, .rgba])
  func `colours and transparency of 16 bits keep 8, and it is known`(kind: PNGFixture.Kind) throws {
    let file = PNGFixture(kind: kind, depth: 16)
    #expect(
      try DecodedImage(contentsOf: fixture("png/\(file.name).png"))
        == .cut(file.expected(file.pixel)))
  }

  @Test func `a deep picture is turned upright`() throws {
    let upright = try #require(try deep("png/deep-orientation-6.png"))
    #expect((upright.width, upright.height) == (5, 7))
    let bytes = try Image(contentsOf: fixture("png/deep-orientation-6.png"))
    #expect(upright.highBytes == bytes)
  }

  /// Pillow's `resize(…, BILINEAR)` of the mode I;16, to the last bit.
  @Test(arguments: [(28, 28), (64, 64), (61, 13), (7, 47)])
  func `samples at another size are those of Pillow`(width: Int, height: Int) throws {
    let original = try #require(try deep("resized/deep.png"))
    #expect(
      try original.resized(width: width, height: height)
        == deep("resized/deep-\(width)x\(height).png"))
    #expect(original.resized(width: 61, height: 47) == original)
  }

  /// `min(65535, round(v / maxval * 65535))`, as Pillow has them in its mode I.
  @Test func `greymaps above 255 become 16 bits`() throws {
    func samples(_ text: String, _ data: [UInt8] = []) throws -> [UInt16]? {
      guard case .deep(let image, _) = try read(text, data) else { return nil }
      return image.samples
    }
    #expect(try samples("P5 2 1 65535\n", [0x12, 0x34, 0xff, 0xff]) == [0x1234, 0xffff])
    #expect(
      try samples("P5 3 1 1000\n", [0x01, 0xf4, 0x03, 0xe7, 0x03, 0xe9]) == [32768, 65469, 65535])
    #expect(try samples("P2 3 1 256 0 1 256") == [0, 256, 65535])
    #expect(try samples("P5 1 1 255\n", [7]) == nil)
  }

  @Test func `pixmaps above 255 keep 8 bits, and it is known`() throws {
    let image = Image(width: 1, height: 1, channels: 3, pixels: [0, 128, 255])
    #expect(try read("P3 1 1 1000 0 500 1000") == .cut(image))
    #expect(try read("P3 1 1 255 0 128 255") == .bytes(image))
  }
}
