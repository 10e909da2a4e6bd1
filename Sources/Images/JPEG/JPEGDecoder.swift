/// Reads JPEG pictures: sequential and progressive, Huffman-coded, 8 bits a sample.
///
/// The arithmetic is that of libjpeg's defaults (slow integer transform, triangle upsampling), so
/// that a sound file gives the same samples. A file that ends early or has damaged data is refused:
/// half a picture is no example to learn from. One that lacks no more than its end marker is whole.
struct JPEGDecoder: ImageDecoder {
  private let bytes: UnsafeRawBufferPointer
  private let zigzag: UnsafePointer<Int>
  private var position = 2
  private var tables = JPEGTables()
  private var frame: JPEGFrame?
  private var color = JPEGColorHints()
  private var orientation = ImageOrientation.upright
  private var scans = 0

  /// More than any encoder writes; without a limit, a small file of many scans takes long.
  private static let scanLimit = 100

  private init(_ bytes: UnsafeRawBufferPointer, zigzag: UnsafePointer<Int>) {
    self.bytes = bytes
    self.zigzag = zigzag
  }

  static func recognizes(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= 3 && bytes[0] == 0xff && bytes[1] == JPEGMarker.startOfImage && bytes[2] == 0xff
  }

  static func decode(_ bytes: UnsafeRawBufferPointer) throws(ImageError.Problem) -> DecodedImage {
    try JPEGZigzag.naturalOrder.withUnsafeBufferPointer {
      (order) throws(ImageError.Problem) in
      guard let zigzag = order.baseAddress else { throw .truncated(.jpeg, part: "the header") }
      var decoder = JPEGDecoder(bytes, zigzag: zigzag)
      return .bytes(try decoder.run())
    }
  }

  static func look(_ bytes: UnsafeRawBufferPointer) throws(ImageError.Problem) -> ImageLook {
    try JPEGZigzag.naturalOrder.withUnsafeBufferPointer {
      (order) throws(ImageError.Problem) in
      guard let zigzag = order.baseAddress else { return ImageLook() }
      var decoder = JPEGDecoder(bytes, zigzag: zigzag)
      return try decoder.lookForFrame()
    }
  }

  /// The size that the frame's segment tells, and whether the end-of-image marker ends the file.
  private mutating func lookForFrame() throws(ImageError.Problem) -> ImageLook {
    while let marker = try nextMarker() {
      guard !JPEGMarker.isBare(marker), marker != JPEGMarker.startOfImage else { continue }
      if let feature = JPEGMarker.unsupportedFrame(marker) {
        throw .unsupported(.jpeg, feature: feature)
      }
      let segment = try segment(marker)
      guard (0xc0...0xc2).contains(marker) else { continue }
      let (height, width) = try JPEGFrame.size(segment)
      return ImageLook(
        height: height, width: width, endsWith: [0xff, UInt8(JPEGMarker.endOfImage)], in: bytes)
    }
    return ImageLook()
  }

  private mutating func run() throws(ImageError.Problem) -> Image {
    while let marker = try nextMarker() {
      try handle(marker)
      // The end marker may lack: nothing that comes would change the picture.
      if let frame, frame.isWhole { break }
    }
    guard let frame else {
      throw .malformed(
        .jpeg, part: "file", found: "no frame before the end-of-image marker",
        expected: "a start-of-frame segment")
    }
    guard frame.isCoded else {
      throw .malformed(
        .jpeg, part: "file", found: "no scan for a component", expected: "one for each")
    }
    if frame.isProgressive {
      for component in frame.components { component.transformCoefficients() }
    }
    return orientation.upright(frame.image(color.space(of: frame)))
  }

  /// The next marker; nil for the end of the image.
  ///
  /// Bytes that are no marker are passed over, as libjpeg does.
  private mutating func nextMarker() throws(ImageError.Problem) -> Int? {
    while position + 1 < bytes.count {
      let marker = Int(bytes[position + 1])
      if bytes[position] == 0xff, marker != 0, marker != 0xff {
        position += 2
        return marker == JPEGMarker.endOfImage ? nil : marker
      }
      position += 1
    }
    throw .truncated(.jpeg, part: scans > 0 ? "the scans" : "the header")
  }

  /// The payload of a segment, behind its two bytes of length.
  private mutating func segment(
    _ marker: Int
  ) throws(ImageError.Problem) -> UnsafeRawBufferPointer {
    let part = "the segment of \(JPEGMarker.name(marker))"
    guard bytes.count - position >= 2 else { throw .truncated(.jpeg, part: part) }
    let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
    guard length >= 2 else {
      throw .malformed(.jpeg, part: part, found: "length \(length)", expected: "at least 2")
    }
    guard length <= bytes.count - position else { throw .truncated(.jpeg, part: part) }
    defer { position += length }
    return UnsafeRawBufferPointer(rebasing: bytes[(position + 2)..<(position + length)])
  }

  private mutating func handle(_ marker: Int) throws(ImageError.Problem) {
    if let feature = JPEGMarker.unsupportedFrame(marker) {
      throw .unsupported(.jpeg, feature: feature)
    }
    guard !JPEGMarker.isBare(marker), marker != JPEGMarker.startOfImage else { return }
    let segment = try segment(marker)
    switch marker {
    case 0xc0, 0xc1, 0xc2: try startFrame(segment, isProgressive: marker == 0xc2)
    case JPEGMarker.huffmanTables: try tables.defineHuffman(segment)
    case JPEGMarker.quantizationTables: try tables.defineQuantization(segment)
    case JPEGMarker.startOfScan: try decodeScan(segment)
    case JPEGMarker.restartInterval: try defineRestartInterval(segment)
    case JPEGMarker.jfif: color.readJFIF(segment)
    case JPEGMarker.adobe: color.readAdobe(segment)
    case JPEGMarker.exif: orientation = ImageOrientation(segment: segment) ?? orientation
    default: break
    }
  }

  private mutating func startFrame(
    _ segment: UnsafeRawBufferPointer, isProgressive: Bool
  ) throws(ImageError.Problem) {
    guard frame == nil else {
      throw .malformed(.jpeg, part: "file", found: "a second frame", expected: "one")
    }
    frame = try JPEGFrame(segment, isProgressive: isProgressive, fileSize: bytes.count)
  }

  private mutating func defineRestartInterval(
    _ segment: UnsafeRawBufferPointer
  ) throws(ImageError.Problem) {
    guard segment.count == 2 else {
      throw .malformed(
        .jpeg, part: "restart interval", found: "\(segment.count) bytes", expected: "2")
    }
    tables.restartInterval = Int(segment[0]) << 8 | Int(segment[1])
  }

  private mutating func decodeScan(_ segment: UnsafeRawBufferPointer) throws(ImageError.Problem) {
    guard let frame else {
      throw .malformed(.jpeg, part: "file", found: "a scan before the frame", expected: "a frame")
    }
    scans += 1
    guard scans <= Self.scanLimit else {
      throw .unsupported(.jpeg, feature: "more-than-\(Self.scanLimit)-scan")
    }
    let scan = try JPEGScan(segment, frame: frame, tables: tables)
    try startComponents(of: scan)

    var reader = JPEGBitReader(bytes, at: position)
    if frame.isProgressive {
      var decoder = JPEGProgressiveDecoder(scan, zigzag: zigzag)
      try scan.walk(
        &decoder, frame: frame, restartInterval: tables.restartInterval, reader: &reader)
    } else {
      try decodeSequential(scan, frame, &reader)
    }
    position = reader.position
    for part in scan.parts { part.component.markCoded(scan.band, missingBits: scan.lowBit) }
  }

  private func decodeSequential(
    _ scan: JPEGScan, _ frame: JPEGFrame, _ reader: inout JPEGBitReader
  ) throws(ImageError.Problem) {
    let block = UnsafeMutablePointer<Int16>.allocate(capacity: 64)
    defer { block.deallocate() }
    block.initialize(repeating: 0, count: 64)
    var decoder = JPEGSequentialDecoder(scan, zigzag: zigzag, block: block)
    try scan.walk(
      &decoder, frame: frame, restartInterval: tables.restartInterval, reader: &reader)
  }

  /// Fixes the quantization of components whose first scan this is.
  private func startComponents(of scan: JPEGScan) throws(ImageError.Problem) {
    guard scan.band.lowerBound == 0 else { return }
    for part in scan.parts where !part.component.isCoded {
      let slot = part.component.quantizationTable
      guard let steps = tables.quantization[slot] else {
        throw .malformed(
          .jpeg, part: "component \(part.component.id)",
          found: "quantization table \(slot), which no segment defines", expected: "a table")
      }
      part.component.begin(steps: steps)
    }
  }
}
