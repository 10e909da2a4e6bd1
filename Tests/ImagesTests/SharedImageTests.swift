import Foundation
import Images
import TestSupport
import Testing

/// Pictures that others made: the PngSuite, libjpeg-turbo's test images, photographs.
@Suite(.enabled(if: SharedData.isPresent)) struct SharedImageTests {
  @Test func `interlaced images equal the others`() throws {
    let folder = SharedData.file("png")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasPrefix("ibasn") && $0.hasSuffix(".png") }
    #expect(names.count == 15)
    for name in names {
      let interlaced = try Image(contentsOf: folder.appendingPathComponent(name))
      let plain = try Image(contentsOf: folder.appendingPathComponent(String(name.dropFirst())))
      #expect(interlaced == plain, "\(name)")
    }
  }

  @Test func `malformed images are refused or read`() throws {
    let folder = SharedData.file("png/malformed")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.count >= 20)
    for name in names where name != "empty_ancillary_chunks.png" {
      #expect(throws: ImageError.self, "\(name)") {
        try Image(contentsOf: folder.appendingPathComponent(name))
      }
    }
    let sound = try Image(contentsOf: folder.appendingPathComponent("empty_ancillary_chunks.png"))
    #expect(sound.width > 0)
  }

  @Test func `JPEG of twelve bits and arithmetic JPEG are refused by name`() throws {
    #expect(throws: ImageError.self) {
      try Image(contentsOf: SharedData.file("jpeg/monkey12.jpg"))
    }
    let twelve = problem { try Image(contentsOf: SharedData.file("jpeg/monkey12.jpg")) }
    #expect(twelve == .unsupported(.jpeg, feature: "12-bit"))
    let arithmetic = problem { try Image(contentsOf: SharedData.file("jpeg/testimgari.jpg")) }
    #expect(arithmetic == .unsupported(.jpeg, feature: "arithmetic-coded"))
  }
}
