import Foundation
import Images
import Testing

@Suite struct WebPTests {
  /// Pillow's pixels, from libwebp, to the last bit.
  @Test func `pixels are those of libwebp`() throws {
    let names = try fixtureNames("webp", "webp").filter { !$0.hasPrefix("orientation") }
    #expect(names.count == 33)
    for name in names {
      let image = try Image(contentsOf: fixture("webp/\(name).webp"))
      #expect(try image == Image(contentsOf: fixture("webp/\(name).png")), "\(name)")
    }
  }

  /// Pillow's `exif_transpose` turns them so.
  @Test(arguments: 1...8)
  func `a picture is turned as its EXIF chunk says`(orientation: Int) throws {
    let stored = try Image(contentsOf: fixture("webp/orientation-1.webp"))
    let upright = try Image(contentsOf: fixture("webp/orientation-\(orientation).webp"))
    #expect(upright == stored.turned(orientation))
  }

  @Test(arguments: ["lossy", "lossy-segments", "lossless-alpha", "alpha-1", "animation"])
  func `every truncation is refused`(name: String) throws {
    let whole = try fixtureBytes("webp/\(name).webp")
    for count in 0..<(whole.count - 1) {
      #expect(throws: ImageError.self, "\(name), \(count) bytes") {
        try Image(decoding: Array(whole.prefix(count)), name: name)
      }
    }
  }

  /// Where the lengths agree, an encoder's last bytes may lack: they hold no bit of the picture.
  @Test(arguments: [
    "lossy", "lossy-coarse", "lossy-segments", "lossless", "lossless-16-colours", "alpha-2",
  ])
  func `a stream that is cut is refused or whole`(name: String) throws {
    let chunks = webPChunks(try fixtureBytes("webp/\(name).webp"))
    let image = try Image(decoding: webP(chunks), name: name)
    let last = try #require(chunks.last)
    for count in 0..<last.data.count {
      let file = webP(chunks.dropLast() + [(last.name, Array(last.data.prefix(count)))])
      let cut = try? Image(decoding: file, name: name)
      #expect(cut == nil || cut == image && count > last.data.count - 8, "\(name), \(count)")
    }
  }

  @Test func `chunks of other names are passed over`() throws {
    let whole = try fixtureBytes("webp/alpha-0.webp")
    let chunks = webPChunks(whole)
    #expect(chunks.map(\.name) == ["VP8X", "ALPH", "VP8 "])
    let more = [chunks[0], ("ICCP", [1, 2, 3]), chunks[1], chunks[2], ("XMP ", [7])]
    #expect(try Image(decoding: webP(more), name: "x") == Image(decoding: whole, name: "x"))
    #expect(try Image(decoding: whole + [1, 2, 3], name: "x") == Image(decoding: whole, name: "x"))
  }

  @Test func `a lossy picture has no transparency of its own`() throws {
    let chunks = webPChunks(try fixtureBytes("webp/alpha-0.webp"))
    let picture = try Image(decoding: webP([chunks[2]]), name: "x")
    #expect(picture.channels == 3)
    let clear = try Image(decoding: webP(chunks), name: "x")
    #expect(clear.channels == 4)
    #expect(picture.pixels == clear.pixels.enumerated().filter { $0.offset % 4 < 3 }.map(\.element))
  }
}

@Suite struct WebPRefusalTests {
  @Test func `what a file lacks is named`() throws {
    let still = try fixtureBytes("webp/lossy.webp")
    #expect(
      isRefused(Array(still.dropLast(2)), "within the \(still.count) bytes that it announces"))
    #expect(isRefused(webP([]), "within the first chunk"))
    var long = still
    long.replaceSubrange(16..<20, with: little(9999, 4))
    #expect(isRefused(long, "within the 9999 bytes of chunk VP8 "))
    #expect(isRefused(webP([("VP8X", [2, 0, 0])]), "within chunk VP8X"))
    #expect(isRefused(webP([canvas(2), ("ANMF", [0])]), "within chunk ANMF"))
    #expect(isRefused(webP([("VP8L", [0x2f, 1])]), "within the lossless header"))
    #expect(isRefused(webP([("VP8 ", [1, 2])]), "within the lossy header"))
  }

  private func canvas(_ flags: UInt8, _ width: Int = 35, _ height: Int = 27) -> (String, [UInt8]) {
    ("VP8X", [flags, 0, 0, 0] + little(width - 1, 3) + little(height - 1, 3))
  }

  @Test func `containers that break a rule are refused`() throws {
    #expect(
      isRefused(webP([("ICCP", [1])]), "file: found no picture, expected a chunk VP8 or VP8L"))
    #expect(isRefused(webP([canvas(2)]), "animation: found no frame"))
    #expect(isRefused(webP([canvas(0, 1 << 24, 1 << 24)]), "claims 16777216×16777216 pixels"))
    // A canvas as a large photograph has it; more bytes make it likely.
    #expect(isRefused(webP([canvas(0, 6000, 4000)]), "claims 6000×4000 pixels"))
    let long = webP([canvas(0, 6000, 4000), ("XMP ", [UInt8](repeating: 32, count: 9000))])
    #expect(isRefused(long, "file: found no picture"))
    let picture = try #require(webPChunks(try fixtureBytes("webp/lossy.webp")).first)
    #expect(
      isRefused(webP([canvas(0, 36, 27), picture]), "canvas: found 36×27 pixels, expected 35×27"))
    func animation(left: Int, width: Int) -> [UInt8] {
      let place = little(left, 3) + little(0, 3) + little(width - 1, 3) + little(26, 3)
      let frame = webP([picture]).dropFirst(12)
      return webP([canvas(2, 40, 30), ("ANMF", place + [1, 0, 0, 0] + frame)])
    }
    #expect(!isRefused(animation(left: 2, width: 35), ""))
    for (left, width) in [(3, 35), (0, 34)] {
      #expect(isRefused(animation(left: left, width: width), "animation: found a frame of 35×27"))
    }
  }

  @Test func `transparency that breaks a rule is refused`() throws {
    let chunks = webPChunks(try fixtureBytes("webp/alpha-raw.webp"))
    func file(_ data: [UInt8]) -> [UInt8] { webP([chunks[0], ("ALPH", data), chunks[2]]) }
    #expect(!isRefused(file(chunks[1].data), ""))
    #expect(isRefused(file([]), "within chunk ALPH"))
    #expect(isRefused(file([2]), "chunk ALPH: found compression 2, preparation 0"))
    #expect(isRefused(file([0x20]), "chunk ALPH: found compression 0, preparation 2"))
    #expect(isRefused(file(chunks[1].data.dropLast(2)), "the 35×27 bytes of chunk ALPH"))
  }

  @Test func `lossy streams that break a rule are refused`() throws {
    let whole = try #require(webPChunks(try fixtureBytes("webp/lossy-segments.webp")).first).data
    func file(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
      var data = whole
      change(&data)
      return webP([("VP8 ", data)])
    }
    #expect(isRefused(file { $0[0] |= 1 }, "expected a key frame that is shown"))
    #expect(isRefused(file { $0[0] &= 0xef }, "expected a key frame that is shown"))
    #expect(isRefused(file { $0[3] = 0 }, "lossy header: found bytes"))
    #expect(isRefused(file { ($0[6], $0[7]) = (0, 0) }, "lossy header: found 0×27 pixels"))
    #expect(
      isRefused(
        file { $0.replaceSubrange(6..<10, with: [0xff, 0x3f, 0xff, 0x3f]) },
        "claims 16383×16383 pixels"))
    #expect(isRefused(file { ($0[1], $0[2]) = (0xff, 0xff) }, "within the first partition of"))
    let first = Int(whole[0]) >> 5 | Int(whole[1]) << 3 | Int(whole[2]) << 11
    #expect(isRefused(file { $0 = Array($0.prefix(10 + first + 20)) }, "the sizes of partitions"))
    #expect(isRefused(file { $0[10 + first + 1] = 0xff }, "within partition 1 of 8"))
    let cut = try #require(webPChunks(try fixtureBytes("webp/lossy-fine.webp")).first).data
    #expect(
      isRefused(webP([("VP8 ", cut.dropLast(400))]), "within the macroblocks: row 1 of 2"))
  }
}

@Suite struct VP8LTests {
  @Test func `pixels of any value come back`() throws {
    for (width, height) in [(1, 1), (3, 5), (16, 2), (7, 9)] {
      let image = gradient(width: width, height: height, channels: 4)
      var stream = VP8LWriter(width: width, height: height)
      stream.putPlainStart()
      for start in stride(from: 0, to: image.pixels.count, by: 4) {
        for channel in [1, 0, 2, 3] { stream.putByte(image.pixels[start + channel]) }
      }
      #expect(try Image(decoding: webP([("VP8L", stream.bytes)]), name: "x") == image)
    }
  }

  /// A stream of codes of one symbol; the picture has the color of these.
  private func solid(_ width: Int, _ height: Int, hasAlpha: Bool = true) -> [UInt8] {
    var stream = VP8LWriter(width: width, height: height, hasAlpha: hasAlpha)
    stream.put(0, 3)
    for symbol in [2, 1, 3, 4, 0] { stream.putCode(symbol) }
    return webP([("VP8L", stream.bytes)])
  }

  @Test func `a picture of one color takes no bit a pixel`() throws {
    let image = try Image(decoding: solid(40, 30), name: "x")
    #expect(image.pixels == (0..<1200).flatMap { _ in [1, 2, 3, 4] as [UInt8] })
    #expect(try Image(decoding: solid(40, 30, hasAlpha: false), name: "x").channels == 3)
    #expect(isRefused(solid(16384, 16384), "claims 16384×16384 pixels"))
  }

  private func refusal(_ bits: [(Int, Int)], _ end: (inout VP8LWriter) -> Void = { _ in }) -> String
  {
    var stream = VP8LWriter(width: 4, height: 2)
    for (value, width) in bits { stream.put(value, width) }
    end(&stream)
    let file = webP([("VP8L", stream.bytes)])
    return problem { try Image(decoding: file, name: "x") }.map { "\($0)" } ?? "none"
  }

  @Test func `streams that break a rule are refused`() {
    let version = VP8LWriter(width: 4, height: 2, version: 1)
    #expect(isRefused(webP([("VP8L", version.bytes)]), "found signature 47, version 1"))
    #expect(refusal([(0, 1), (1, 1), (0, 4)]).contains("color cache: found a size of 0 bits"))
    #expect(refusal([(0, 1), (1, 1), (12, 4)]).contains("color cache: found a size of 12 bits"))
    // Twice the transform that takes green off.
    let twice = refusal([(1, 1), (2, 2), (1, 1), (2, 2)])
    #expect(twice.contains("transforms: found kind 2 twice, expected once"))
    // A distance code has 40 symbols.
    let symbol = refusal([(0, 3)]) { for symbol in [1, 1, 1, 1, 40] { $0.putCode(symbol) } }
    #expect(symbol.contains("prefix code: found symbol 40, expected below 40"))
    // Three lengths of one bit each in the code of lengths.
    let open = refusal([(0, 3), (0, 1), (0, 4), (1, 3), (1, 3), (1, 3), (0, 3)])
    #expect(open.contains("expected lengths of a prefix code"))
  }

  @Test func `lengths beyond the alphabet are refused`() {
    // The code of lengths has one symbol, 18: 11 zeros and more.
    let zeros = refusal([(0, 3), (0, 1), (0, 4), (0, 3), (1, 3), (0, 6), (0, 1)]) {
      for _ in 0..<3 { $0.put(127, 7) }
    }
    #expect(zeros.contains("prefix code: found 414 lengths, expected at most 280"))
    // A limit of 400 lengths in a number of ten bits.
    let limit = refusal([(0, 3), (0, 1), (8, 4), (0, 33), (1, 3), (1, 1), (4, 3), (398, 10)])
    #expect(limit.contains("prefix code: found 400 lengths, expected at most 280"))
  }

  @Test func `repeats must begin and end within the picture`() {
    // The one symbol of green is 257, two pixels; the distance is that of the pixel above.
    let repeats = refusal([(0, 3)]) { stream in
      stream.put(0, 1)
      stream.put(0, 4)
      // Of the lengths 17, 18, 0 and 1, the second and the last have a bit each: 1 and 0.
      for length in [0, 1, 0, 1] { stream.put(length, 3) }
      stream.put(0, 1)
      for (run, isEnd) in [(138, false), (119, true), (22, false)] {
        stream.put(1, 1)
        stream.put(run - 11, 7)
        if isEnd { stream.put(0, 1) }
      }
      for symbol in [1, 1, 1, 0] { stream.putCode(symbol) }
    }
    #expect(repeats.contains("row 0: found 2 pixels from 4 before, expected pixels of the picture"))
  }

  @Test func `a stream that ends is refused where it does`() {
    var stream = VP8LWriter(width: 9, height: 9)
    stream.putPlainStart()
    for _ in 0..<(4 * 9 * 5) { stream.putByte(77) }
    #expect(isRefused(webP([("VP8L", stream.bytes)]), "within the pixels: row 5 of 9"))
    #expect(
      isRefused(webP([("VP8L", Array(stream.bytes.prefix(12)))]), "ends within a prefix code"))
  }
}
