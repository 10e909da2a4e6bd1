import Foundation
import Images
import TestSupport
import Testing

@Suite struct ImageTests {
  private func one(_ pixel: UInt8...) -> Image {
    Image(width: 1, height: 1, channels: pixel.count, pixels: pixel)
  }

  @Test func `RGB repeats grey, and composes over white`() {
    #expect(one(7).rgb == one(7, 7, 7))
    #expect(one(1, 2, 3).rgb == one(1, 2, 3))
    #expect(one(100, 0).rgb == one(255, 255, 255))
    #expect(one(100, 255).rgb == one(100, 100, 100))
    // (100 · 128 + 255 · 127) / 255 = 177.2 and so on.
    #expect(one(100, 128).rgb == one(177, 177, 177))
    #expect(one(0, 100, 200, 128).rgb == one(127, 177, 227))
  }

  /// Pillow: `Image.new("RGB", (1, 1), color).convert("L")`.
  @Test func `grey is luma`() {
    #expect(one(255, 0, 0).grey == one(76))
    #expect(one(0, 255, 0).grey == one(150))
    #expect(one(0, 0, 255).grey == one(29))
    #expect(one(255, 255, 255).grey == one(255))
    #expect(one(12, 200, 77).grey == one(130))
    #expect(one(50).grey == one(50))
    #expect(one(100, 128).grey == one(177))
    #expect(one(0, 0, 0, 0).grey == one(255))
  }

  @Test func `missing files and folders are named`() throws {
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

  @Test func `the type is found by content, not by name`() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("picture.jpg")
      let image = gradient(width: 5, height: 4, channels: 3)
      try Data(image.pngData()).write(to: url)
      #expect(try Image(contentsOf: url) == image)
    }
  }

  /// The first bytes that Pillow and ImageMagick write.
  @Test(arguments: [
    ("II*\0", "TIFF"), ("MM\0*", "TIFF"),
    ("\0\0\0\u{18}ftypheic\0\0\0\0mif1heic", "HEIC"),
    ("\0\0\0 ftypavif\0\0\0\0avifmif1miafMA1A", "AVIF"),
    ("\0\0\0 ftypmif1\0\0\0\0mif1avifmiafMA1A", "AVIF"),
    ("\0\0\0\u{c}jP  \r\n", "JPEG 2000"), ("\0\0\0\u{c}JXL \r\n", "JPEG XL"),
    ("8BPS", "Photoshop (PSD)"),
    ("<?xml version=\"1.0\"?>\n<svg xmlns", "SVG"), ("%PDF-1.7", "PDF"),
  ])
  func `a format that is not read is called by name`(start: String, name: String) {
    #expect(
      problem { try Image(decoding: Array(start.utf8), name: "x.png") } == .otherFormat(name: name))
    #expect(
      "\(ImageError.Problem.otherFormat(name: name))"
        == "a file in the format \(name), expected a PNG, JPEG, GIF, WebP, BMP or PNM picture")
  }

  @Test(arguments: [
    "BMI", "BMW is a car, not a picture", "GIF88a", "RIFF\0\0\0\0WAVE", "<p>svg</p>",
  ])
  func `other content is none of them`(start: String) {
    #expect(
      problem { try Image(decoding: Array(start.utf8), name: "x") }
        == .unknownFormat(start: Array(start.utf8.prefix(8))))
  }

  @Test func `other files are refused with their first bytes`() {
    let error = ImageError(file: "notes.txt", problem: .unknownFormat(start: Array("Dear Si".utf8)))
    #expect(throws: error) { try Image(decoding: Array("Dear Si".utf8), name: "notes.txt") }
    #expect(
      "\(error)"
        == "notes.txt: not a picture that can be read: found the first bytes 44 65 61 72 20 53 69, "
        + "expected a PNG, JPEG, GIF, WebP, BMP or PNM file")
    #expect(
      problem { try Image(decoding: [], name: "empty") } == .unknownFormat(start: []))
  }
}
