/// An entropy-coded image of a lossless stream: its prefix codes, and its pixels as ARGB.
///
/// The picture itself is one, and so is every small picture that says how to read or transform it.
struct VP8LImage {
  /// The five codes that pixels of a region are read by.
  private struct Group {
    let green: VP8LCode
    let red: VP8LCode
    let blue: VP8LCode
    let alpha: VP8LCode
    let distance: VP8LCode
  }

  private let width: Int
  private let height: Int
  private let neighbors = VP8LNeighbors.places
  private var cache: [UInt32] = []
  private var cacheBits: UInt32 = 0
  private var codes = VP8LCodes()
  private var groups: [Group] = []
  /// By region the group of codes; empty where one serves all.
  private var regions: [UInt32] = []
  /// A region is a square of pixels with a side of this many bits.
  private var regionBits = 0

  /// Reads an image of so many pixels; only the main one has regions of codes of their own.
  static func read(
    _ bits: inout VP8LBits, width: Int, height: Int, isMain: Bool = false
  ) throws(ImageError.Problem) -> [UInt32] {
    var image = VP8LImage(width: width, height: height)
    try image.readCache(&bits)
    if isMain { try image.readRegions(&bits) }
    try image.readGroups(&bits)
    var pixels = [UInt32](repeating: 0, count: width * height)
    try image.readPixels(&bits, &pixels)
    return pixels
  }

  private init(width: Int, height: Int) { (self.width, self.height) = (width, height) }

  private mutating func readCache(_ bits: inout VP8LBits) throws(ImageError.Problem) {
    guard bits.take(1) == 1 else { return }
    let size = bits.take(4)
    guard (1...11).contains(size) else {
      throw .malformed(
        .webp, part: "color cache", found: "a size of \(size) bits", expected: "1 to 11")
    }
    cacheBits = UInt32(size)
    cache = [UInt32](repeating: 0, count: 1 << size)
  }

  private mutating func readRegions(_ bits: inout VP8LBits) throws(ImageError.Problem) {
    guard bits.take(1) == 1 else { return }
    regionBits = 2 + bits.take(3)
    regions = try Self.read(
      &bits, width: VP8LTransform.blocks(width, regionBits),
      height: VP8LTransform.blocks(height, regionBits)
    ).map { $0 >> 8 & 0xffff }
  }

  private mutating func readGroups(_ bits: inout VP8LBits) throws(ImageError.Problem) {
    for _ in 0...(regions.max() ?? 0) {
      groups.append(
        Group(
          green: try codes.read(&bits, alphabet: 256 + 24 + cache.count),
          red: try codes.read(&bits, alphabet: 256), blue: try codes.read(&bits, alphabet: 256),
          alpha: try codes.read(&bits, alphabet: 256),
          distance: try codes.read(&bits, alphabet: 40)))
    }
  }

  private mutating func readPixels(
    _ bits: inout VP8LBits, _ pixels: inout [UInt32]
  ) throws(ImageError.Problem) {
    var problem: ImageError.Problem?
    pixels.withUnsafeMutableBufferPointer { pixels in
      codes.entries.withUnsafeBufferPointer { entries in
        guard let pixels = pixels.baseAddress, let entries = entries.baseAddress else { return }
        do throws(ImageError.Problem) {
          try decode(&bits, entries, pixels)
        } catch {
          problem = error
        }
      }
    }
    if let problem { throw problem }
  }

  private mutating func decode(
    _ bits: inout VP8LBits, _ entries: UnsafePointer<UInt32>,
    _ pixels: UnsafeMutablePointer<UInt32>
  ) throws(ImageError.Problem) {
    let (count, regionMask) = (width * height, regions.isEmpty ? -1 : 1 << regionBits - 1)
    var (place, x, y, cached) = (0, 0, 0, 0)
    var group = groups[0]
    while place < count {
      if x & regionMask == 0, !regions.isEmpty { group = self.group(x, y) }
      bits.fill()
      let symbol = bits.symbol(group.green, entries)
      var length = 1
      if symbol < 256 {
        pixels[place] = literal(symbol, &bits, group, entries)
      } else if symbol < 280 {
        length = try copy(symbol &- 256, &bits, group, entries, pixels, place)
      } else {
        remember(pixels, cached..<place)
        cached = place
        pixels[place] = cache[symbol &- 280]
      }
      place &+= length
      x &+= length
      if x >= width {
        if bits.isExhausted { throw truncation(y) }
        y &+= x / width
        x %= width
      }
      if length > 1, place < count, !regions.isEmpty { group = self.group(x, y) }
    }
    if bits.isExhausted { throw truncation(y) }
  }

  /// The codes of the pixel in column x and row y.
  @inline(__always)
  private func group(_ x: Int, _ y: Int) -> Group {
    let regionsInRow = VP8LTransform.blocks(width, regionBits)
    return groups[Int(regions[(y &>> regionBits) &* regionsInRow &+ x &>> regionBits])]
  }

  /// Repeats pixels, and returns how many.
  private func copy(
    _ symbol: Int, _ bits: inout VP8LBits, _ group: Group, _ entries: UnsafePointer<UInt32>,
    _ pixels: UnsafeMutablePointer<UInt32>, _ place: Int
  ) throws(ImageError.Problem) -> Int {
    let length = Self.number(symbol, &bits)
    bits.fill()
    let distance = distance(Self.number(bits.symbol(group.distance, entries), &bits))
    guard distance <= place, length <= width * height - place else {
      if bits.isExhausted { throw truncation(place / width) }
      throw .malformed(
        .webp, part: "row \(place / width)", found: "\(length) pixels from \(distance) before",
        expected: "pixels of the picture")
    }
    for i in place..<(place &+ length) { pixels[i] = pixels[i &- distance] }
    return length
  }

  private func truncation(_ y: Int) -> ImageError.Problem {
    .truncated(.webp, part: "the pixels: row \(y) of \(height)")
  }

  @inline(__always)
  private func literal(
    _ green: Int, _ bits: inout VP8LBits, _ group: Group, _ entries: UnsafePointer<UInt32>
  ) -> UInt32 {
    let red = bits.symbol(group.red, entries)
    let blue = bits.symbol(group.blue, entries)
    bits.fill()
    let alpha = bits.symbol(group.alpha, entries)
    return UInt32(truncatingIfNeeded: alpha &<< 24 | red &<< 16 | green &<< 8 | blue)
  }

  /// Keeps pixels where the hash of their color leads.
  private mutating func remember(_ pixels: UnsafeMutablePointer<UInt32>, _ range: Range<Int>) {
    let shift = 32 &- cacheBits
    for i in range {
      cache[Int(truncatingIfNeeded: (0x1e35_a7bd &* pixels[i]) &>> shift)] = pixels[i]
    }
  }

  /// A length or distance: the lowest four symbols are numbers, others have further bits.
  @inline(__always)
  private static func number(_ symbol: Int, _ bits: inout VP8LBits) -> Int {
    guard symbol >= 4 else { return symbol &+ 1 }
    let extra = (symbol &- 2) &>> 1
    return (2 &+ symbol & 1) &<< extra &+ bits.takeReady(extra) &+ 1
  }

  /// The first 120 distances are places nearby; others count pixels.
  @inline(__always)
  private func distance(_ code: Int) -> Int {
    guard code <= 120 else { return code &- 120 }
    let (x, y) = neighbors[code &- 1]
    return max(1, x &+ y &* width)
  }
}
