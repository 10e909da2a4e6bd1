/// Finds repetitions within the last 32,768 bytes: hash chains with one step of lazy evaluation.
struct MatchFinder: ~Copyable {
  /// A literal, or a length in the upper and a distance in the lower 16 bits.
  typealias Symbol = UInt32

  private static let hashBits: UInt32 = 15
  private static let shortestMatch = 4
  /// The candidates that are tried at most.
  private static let maximumChain = 48
  /// A match of this length ends the search.
  private static let goodLength = 96

  private let input: UnsafeRawBufferPointer
  /// The first byte that has no symbol yet.
  private(set) var position = 0
  /// The last position of each hash, and of each position in the window the one before; -1: none.
  private let heads: UnsafeMutablePointer<Int>
  private let previous: UnsafeMutablePointer<Int>

  init(_ input: UnsafeRawBufferPointer) {
    self.input = input
    heads = .allocate(capacity: 1 << Int(Self.hashBits))
    heads.initialize(repeating: -1, count: 1 << Int(Self.hashBits))
    previous = .allocate(capacity: DeflateCode.window)
    previous.initialize(repeating: -1, count: DeflateCode.window)
  }

  deinit {
    heads.deallocate()
    previous.deallocate()
  }

  /// The symbols of the next part of the input; none only for an empty input.
  mutating func nextSymbols(atMost limit: Int) -> [Symbol] {
    var symbols: [Symbol] = []
    symbols.reserveCapacity(min(limit, input.count - position) + 1)
    while position < input.count, symbols.count < limit {
      var match = enter(position, longerThan: Self.shortestMatch - 1)
      while match.length > 0, match.length < Self.goodLength, position + 1 < input.count {
        let later = enter(position + 1, longerThan: match.length)
        guard later.length > match.length else {
          finish(match, entered: 2, &symbols)
          match.length = -1
          break
        }
        symbols.append(UInt32(input[position]))
        position += 1
        match = later
      }
      if match.length > 0 {
        finish(match, entered: 1, &symbols)
      } else if match.length == 0 {
        symbols.append(UInt32(input[position]))
        position += 1
      }
    }
    return symbols
  }

  /// Appends a match and enters the positions that it covers beyond the first `entered`.
  private mutating func finish(
    _ match: (length: Int, distance: Int), entered: Int, _ symbols: inout [Symbol]
  ) {
    symbols.append(UInt32(match.length) << 16 | UInt32(match.distance))
    let end = position + match.length
    for covered in position + entered..<max(end, position + entered) { enter(covered) }
    position = end
  }

  @inline(__always)
  private func hash(_ place: Int) -> Int {
    let word = input.loadUnaligned(fromByteOffset: place, as: UInt32.self)
    return Int((word &* 0x9E37_79B1) >> (32 - Self.hashBits))
  }

  private func enter(_ place: Int) {
    guard input.count - place >= 4 else { return }
    let hash = hash(place)
    previous[place & (DeflateCode.window - 1)] = heads[hash]
    heads[hash] = place
  }

  /// Enters a position and finds the longest match there; its length is 0 if none is longer than
  /// `shortest`.
  private func enter(
    _ place: Int, longerThan shortest: Int
  ) -> (length: Int, distance: Int) {
    let most = min(DeflateCode.maximumMatch, input.count - place)
    guard most >= Self.shortestMatch else { return (0, 0) }
    let hash = hash(place)
    var candidate = heads[hash]
    previous[place & (DeflateCode.window - 1)] = candidate
    heads[hash] = place

    var best = (length: 0, distance: 0)
    var bestLength = shortest
    var chain = Self.maximumChain
    while candidate >= 0, place - candidate < DeflateCode.window, chain > 0, bestLength < most {
      if input[candidate + bestLength] == input[place + bestLength] {
        let length = commonLength(candidate, place, most)
        if length > bestLength {
          bestLength = length
          best = (length, place - candidate)
          if length >= Self.goodLength { break }
        }
      }
      let next = previous[candidate & (DeflateCode.window - 1)]
      guard next < candidate else { break }
      candidate = next
      chain -= 1
    }
    return best
  }

  @inline(__always)
  private func commonLength(_ first: Int, _ second: Int, _ most: Int) -> Int {
    var length = 0
    while length + 8 <= most {
      let a = input.loadUnaligned(fromByteOffset: first + length, as: UInt64.self)
      let b = input.loadUnaligned(fromByteOffset: second + length, as: UInt64.self)
      guard a == b else { return length + (a ^ b).littleEndian.trailingZeroBitCount / 8 }
      length += 8
    }
    while length < most, input[first + length] == input[second + length] { length += 1 }
    return length
  }
}
