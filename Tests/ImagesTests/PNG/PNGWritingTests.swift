import Testing

@testable import Images

@Suite struct PNGWritingTests {
  @Test(arguments: 1...4)
  func `what is written is read back`(channels: Int) throws {
    for (width, height) in [(1, 1), (1, 7), (7, 1), (64, 48), (301, 5)] {
      let image = gradient(width: width, height: height, channels: channels)
      #expect(try Image(decoding: image.pngData(), name: "written") == image)
    }
  }

  @Test func `16 bits are read back`() throws {
    let image = DeepImage(width: 3, height: 2, samples: [0, 1, 255, 256, 40_000, 65_535])
    let read = try DecodedImage(decoding: image.pngData(), name: "written")
    #expect(read == .deep(image, bytes: image.highBytes))
    #expect(image.highBytes.pixels == [0, 0, 0, 1, 156, 255])
  }

  @Test func `noise is read back`() throws {
    var state: UInt32 = 1
    let noise = (0..<(50 * 40 * 3)).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    let image = Image(width: 50, height: 40, channels: 3, pixels: noise)
    #expect(try Image(decoding: image.pngData(), name: "written") == image)
  }

  @Test func `filters make smooth images small`() {
    let image = gradient(width: 256, height: 256, channels: 3)
    #expect(image.pngData().count < image.pixels.count / 20)
  }
}
