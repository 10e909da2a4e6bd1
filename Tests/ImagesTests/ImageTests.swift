import Foundation
import Images
import TestSupport
import Testing

@Suite struct ImageTests {
  private func one(_ pixel: UInt8...) -> Image {
    Image(width: 1, height: 1, channels: pixel.count, pixels: pixel)
  }

  @Test func rgbRepeatsGreyAndComposesOverWhite() {
    #expect(one(7).rgb == one(7, 7, 7))
    #expect(one(1, 2, 3).rgb == one(1, 2, 3))
    #expect(one(100, 0).rgb == one(255, 255, 255))
    #expect(one(100, 255).rgb == one(100, 100, 100))
    // (100 · 128 + 255 · 127) / 255 = 177.2 and so on.
    #expect(one(100, 128).rgb == one(177, 177, 177))
    #expect(one(0, 100, 200, 128).rgb == one(127, 177, 227))
  }

  /// Pillow: `Image.new("RGB", (1, 1), colour).convert("L")`.
  @Test func greyIsLuma() {
    #expect(one(255, 0, 0).grey == one(76))
    #expect(one(0, 255, 0).grey == one(150))
    #expect(one(0, 0, 255).grey == one(29))
    #expect(one(255, 255, 255).grey == one(255))
    #expect(one(12, 200, 77).grey == one(130))
    #expect(one(50).grey == one(50))
    #expect(one(100, 128).grey == one(177))
    #expect(one(0, 0, 0, 0).grey == one(255))
  }

  @Test func missingFilesAndFoldersAreNamed() throws {
    try withTemporaryFolder { folder in
      let missing = folder.appendingPathComponent("none.png")
      #expect(throws: ImageError(file: missing.path, problem: .unreadable(reason: "no such file")))
      {
        try Image(contentsOf: missing)
      }
      #expect(
        problem { try Image(contentsOf: folder) }
          == .unreadable(reason: "is a folder, expected a file"))
    }
  }

  @Test func typeIsFoundByContentNotByName() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("picture.jpg")
      let picture = gradient(width: 5, height: 4, channels: 3)
      try Data(picture.pngData()).write(to: url)
      #expect(try Image(contentsOf: url) == picture)
    }
  }

  @Test func otherFilesAreRefusedWithTheirFirstBytes() {
    let error = ImageError(file: "notes.txt", problem: .unknownFormat(start: Array("Dear Si".utf8)))
    #expect(throws: error) { try Image(decoding: Array("Dear Si".utf8), name: "notes.txt") }
    #expect(
      "\(error)"
        == "notes.txt: not a picture that can be read: found the first bytes 44 65 61 72 20 53 69, "
        + "expected a PNG, JPEG or PNM file")
    #expect(
      problem { try Image(decoding: [], name: "empty") } == .unknownFormat(start: []))
  }
}
