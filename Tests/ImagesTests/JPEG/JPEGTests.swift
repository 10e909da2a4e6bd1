import Foundation
import Images
import Testing

@Suite struct JPEGTests {
  /// Pillow's pixels, from libjpeg-turbo, to the last bit.
  @Test(arguments: [
    "grey", "444", "422", "420", "420-optimized", "420-coarse", "420-progressive",
    "444-progressive", "grey-progressive", "420-restarts", "420-progressive-restarts", "rgb",
    "cmyk", "one-pixel", "narrow", "wide", "sampling-41-11-11", "sampling-12-11-11",
    "sampling-22-21-12", "sampling-14-12-11", "sampling-42-11-11", "sampling-31-11-11",
    "sampling-44-22-11-separate", "sampling-21-11-11-progressive", "named-rgb", "adobe-ycc", "ycck",
  ])
  func `pixels are those of libjpeg`(name: String) throws {
    let image = try Image(contentsOf: fixture("jpeg/\(name).jpg"))
    #expect(try image == Image(contentsOf: fixture("jpeg/\(name).png")))
  }

  @Test(arguments: 1...8)
  func `images are turned upright`(orientation: Int) throws {
    let stored = try Image(contentsOf: fixture("jpeg/orientation-1.jpg"))
    let upright = try Image(contentsOf: fixture("jpeg/orientation-\(orientation).jpg"))
    #expect(upright == stored.turned(orientation))
  }

  @Test(arguments: ["420", "420-progressive", "420-restarts", "sampling-44-22-11-separate"])
  func `every truncation is refused up to the end marker`(name: String) throws {
    let whole = try bytes(of: name)
    for count in 0..<(whole.count - 3) {
      #expect(throws: ImageError.self, "\(name), \(count) bytes") {
        try Image(decoding: Array(whole.prefix(count)), name: name)
      }
    }
  }

  @Test(arguments: [
    "420", "420-restarts", "sampling-44-22-11-separate", "420-progressive", "444-progressive",
    "grey-progressive", "420-progressive-restarts", "sampling-21-11-11-progressive",
  ])
  func `a picture that lacks no more than its end marker is whole`(name: String) throws {
    let whole = try bytes(of: name)
    let image = try Image(decoding: whole, name: "whole")
    #expect(whole.suffix(2) == [0xff, 0xd9])
    #expect(try Image(decoding: whole.dropLast(2), name: "cut") == image)
    #expect(try Image(decoding: whole.dropLast(1), name: "cut") == image)
  }

  @Test(arguments: ["420-progressive", "444-progressive", "sampling-21-11-11-progressive"])
  func `a picture that lacks a scan is refused`(name: String) throws {
    let whole = try bytes(of: name)
    let scans = whole.indices.dropLast().filter { whole[$0] == 0xff && whole[$0 + 1] == 0xda }
    #expect(scans.count > 3)
    for scan in scans {
      // The scan's Huffman table may stand before it.
      let table = whole[..<scan].lastIndex { $0 == 0xff } ?? 0
      for end in [scan, table] {
        #expect(throws: ImageError.self, "\(name), \(end) bytes") {
          try Image(decoding: Array(whole.prefix(end)), name: name)
        }
      }
    }
  }

  @Test(arguments: [
    (0xc3, "lossless"), (0xc5, "hierarchical"), (0xc9, "arithmetic-coded"),
    (0xca, "arithmetic-coded"), (0xcb, "lossless arithmetic-coded"), (0xf7, "JPEG-LS (lossless)"),
  ])
  func `other ways of coding are refused by name`(marker: UInt8, feature: String) throws {
    let file = try changed("420", at: 0xc0) { $0[1] = marker }
    #expect(problem { try file() } == .unsupported(.jpeg, feature: feature))
  }

  @Test func `samples of twelve bits are refused by name`() throws {
    let file = try changed("420", at: 0xc0) { $0[4] = 12 }
    #expect(problem { try file() } == .unsupported(.jpeg, feature: "12-bit"))
  }

  @Test func `sizes that the file cannot fill are refused`() throws {
    let file = try changed("420", at: 0xc0) {
      $0.replaceSubrange(5..<9, with: [255, 255, 255, 255])
    }
    guard case .tooLarge(.jpeg, width: 65535, height: 65535, bytes: _) = problem({ try file() })
    else {
      Issue.record("\(String(describing: problem { try file() }))")
      return
    }
  }

  @Test(arguments: [
    (0xc0, 4, 0, "0-bit JPEG files are not supported"),
    (0xc0, 9, 2, "frame header: found 15 bytes"),
    (0xc0, 11, 0x52, "component 1: found sampling 5×2"),
    (0xc0, 11, 0x20, "component 1: found sampling 2×0"),
    (0xc0, 12, 7, "quantization table 7"),
    (0xc0, 12, 3, "quantization table 3, which no segment defines"),
    (0xc0, 1, 0xe5, "found a scan before the frame"),
    (0xc4, 4, 0x25, "Huffman table: found class 2, slot 5"),
    (0xc4, 5, 255, "Huffman table: found class 0, slot 0, 267 codes"),
    (0xc4, 1, 0xe5, "found a Huffman table that no segment defines"),
    (0xdb, 4, 0x09, "quantization table: found precision 0, slot 9"),
    (0xda, 4, 0, "scan header: found 10 bytes"),
    (0xda, 5, 9, "scan header: found component 9, expected one of [1, 2, 3]"),
    (0xda, 7, 1, "scan header: found component 1 twice"),
    (0xda, 6, 0x44, "found Huffman tables 4 and 4"),
  ])
  func `damaged segments are refused with the reason`(
    marker: Int, offset: Int, value: Int, reason: String
  ) throws {
    let file = try changed("420", at: UInt8(marker)) { $0[offset] = UInt8(value) }
    let refusal = problem { try file() }
    #expect(refusal.map { "\($0)" }?.contains(reason) == true, "\(String(describing: refusal))")
  }

  @Test func `code lengths must leave room for each other`() throws {
    // Five codes of one bit.
    let file = try changed("420", at: 0xc4) { $0.swapAt(5, 7) }
    let refusal = problem { try file() }
    #expect(refusal.map { "\($0)" }?.contains("expected lengths of a prefix code") == true)
  }

  @Test func `restart markers must come in order`() throws {
    let file = try changed("420-restarts", at: 0xd1) { $0[1] = 0xd3 }
    let refusal = problem { try file() }
    #expect(
      refusal
        == .malformed(
          .jpeg, part: "entropy-coded data", found: "restart marker RST3",
          expected: "restart marker RST1"))
  }

  @Test func `scans of one file are limited`() throws {
    let whole = try bytes(of: "grey-progressive")
    let scan = try #require(position(of: 0xda, in: whole))
    let next = try #require(position(of: 0xc4, in: whole, after: scan))
    let repeated = Array(repeating: whole[scan..<next], count: 300).flatMap { $0 }
    let file = Array(whole[..<scan]) + repeated + Array(whole[scan...])
    #expect(
      problem { try Image(decoding: file, name: "scans") }
        == .unsupported(.jpeg, feature: "more-than-100-scan"))
  }

  private func bytes(of name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: fixture("jpeg/\(name).jpg")))
  }

  private func position(of marker: UInt8, in bytes: [UInt8], after start: Int = 0) -> Int? {
    (start..<(bytes.count - 1)).first { bytes[$0] == 0xff && bytes[$0 + 1] == marker }
  }

  /// A reader of the file with bytes changed that follow the first marker of a kind.
  private func changed(
    _ name: String, at marker: UInt8, _ change: (inout [UInt8]) -> Void
  ) throws -> () throws -> Image {
    let whole = try bytes(of: name)
    let start = try #require(position(of: marker, in: whole))
    var tail = Array(whole[start...])
    change(&tail)
    let file = Array(whole[..<start]) + tail
    return { try Image(decoding: file, name: name) }
  }
}
