import Testing

@testable import Images

@Suite struct PNGWritingTests {
  @Test(arguments: 1...4)
  func whatIsWrittenIsReadBack(channels: Int) throws {
    for (width, height) in [(1, 1), (1, 7), (7, 1), (64, 48), (301, 5)] {
      let picture = gradient(width: width, height: height, channels: channels)
      #expect(try Image(decoding: picture.pngData(), name: "written") == picture)
    }
  }

  @Test func `16 bits are read back`() throws {
    let picture = DeepImage(width: 3, height: 2, samples: [0, 1, 255, 256, 40_000, 65_535])
    let read = try DecodedImage(decoding: picture.pngData(), name: "written")
    #expect(read == .deep(picture, bytes: picture.highBytes))
    #expect(picture.highBytes.pixels == [0, 0, 0, 1, 156, 255])
  }

  @Test func noiseIsReadBack() throws {
    var state: UInt32 = 1
    let noise = (0..<(50 * 40 * 3)).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    let picture = Image(width: 50, height: 40, channels: 3, pixels: noise)
    #expect(try Image(decoding: picture.pngData(), name: "written") == picture)
  }

  @Test func filtersMakeSmoothPicturesSmall() {
    let picture = gradient(width: 256, height: 256, channels: 3)
    #expect(picture.pngData().count < picture.pixels.count / 20)
  }
}
