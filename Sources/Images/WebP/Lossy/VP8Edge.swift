/// Sixteen lines of eight pixels across an edge between blocks, filtered together.
///
/// They lie in a buffer by their place in the line, so that the compiler makes vectors of them: `p` is
/// before the edge and `q` behind it, each counted from the edge.
struct VP8Edge {
  typealias Pixels = UnsafeMutablePointer<UInt8>

  /// Lines that are filtered together, in two runs.
  static let lines = 16
  private static let run = 8
  private static let length = 8

  private let values: UnsafeMutablePointer<Int16>

  init() {
    values = .allocate(capacity: Self.lines * Self.length)
    values.initialize(repeating: 0, count: Self.lines * Self.length)
  }

  func deallocate() { values.deallocate() }

  /// Takes the lines of two runs, which begin at the first pixels behind the edge.
  func load(_ runs: (Pixels, Pixels), across: Int, along: Int) {
    load(runs.0, across, along, to: values)
    load(runs.1, across, along, to: values + Self.run)
  }

  private func load(
    _ at: Pixels, _ across: Int, _ along: Int, to target: UnsafeMutablePointer<Int16>
  ) {
    if along == 1 {
      for place in 0..<Self.length {
        let (row, target) = (at + (place &- 4) &* across, target + place &* Self.lines)
        for k in 0..<Self.run { target[k] = Int16(row[k]) }
      }
    } else {
      for k in 0..<Self.run {
        let (line, target) = (at + (k &* along &- 4), target + k)
        for place in 0..<Self.length { target[place &* Self.lines] = Int16(line[place]) }
      }
    }
  }

  /// Puts the inner six pixels of each line back.
  func store(_ runs: (Pixels, Pixels), across: Int, along: Int) {
    store(values, across, along, to: runs.0)
    store(values + Self.run, across, along, to: runs.1)
  }

  private func store(
    _ source: UnsafeMutablePointer<Int16>, _ across: Int, _ along: Int, to at: Pixels
  ) {
    if along == 1 {
      for place in 1..<(Self.length - 1) {
        let (row, source) = (at + (place &- 4) &* across, source + place &* Self.lines)
        for k in 0..<Self.run { row[k] = UInt8(truncatingIfNeeded: source[k]) }
      }
    } else {
      for k in 0..<Self.run {
        let (line, source) = (at + (k &* along &- 4), source + k)
        for place in 1..<(Self.length - 1) {
          line[place] = UInt8(truncatingIfNeeded: source[place &* Self.lines])
        }
      }
    }
  }
}

extension VP8Edge {
  /// Filters the lines; false if none of them changes.
  ///
  /// A line is filtered where its pixels at the edge differ by little, and neighbors too unless the
  /// filter is simple. Where those at the edge differ from those beside, two pixels change, as they
  /// do in the simple filter; else four, or six between macroblocks, the farther the less.
  func filter(
    _ limit: Int16, _ inside: Int16, _ variance: Int16, isInner: Bool, isSimple: Bool
  ) -> Bool {
    let v = values
    var isAny: Int16 = 0
    for k in 0..<Self.lines {
      let (p3, p2, p1, p0) = (v[k], v[16 &+ k], v[32 &+ k], v[48 &+ k])
      let (q0, q1, q2, q3) = (v[64 &+ k], v[80 &+ k], v[96 &+ k], v[112 &+ k])
      let (atP, atQ) = (distance(p1, p0), distance(q1, q0))
      let rough = max(
        max(max(distance(p3, p2), distance(p2, p1)), max(distance(q3, q2), distance(q2, q1))),
        max(atP, atQ))
      let isFlat = mask(4 &* distance(p0, q0) &+ distance(p1, q1) <= limit)
      let on = isFlat & (isSimple ? -1 : mask(rough <= inside))
      let two = isSimple ? -1 : mask(max(atP, atQ) > variance)

      let step = 3 &* (q0 &- p0)
      let beside = signed(p1 &- q1)
      let a = isInner ? step &+ beside & two : step &+ beside
      var (before, behind) = (signed(a &+ 3) &>> 3, signed(a &+ 4) &>> 3)
      var (middle, far): (Int16, Int16) = ((behind &+ 1) &>> 1, 0)
      if !isInner {
        let w = signed(a)
        let near = (27 &* w &+ 63) &>> 7
        before = two == 0 ? near : before
        behind = two == 0 ? near : behind
        middle = (18 &* w &+ 63) &>> 7
        far = (9 &* w &+ 63) &>> 7 & ~two & on
      }
      middle &= ~two & on
      v[16 &+ k] = pixel(p2 &+ far)
      v[32 &+ k] = pixel(p1 &+ middle)
      v[48 &+ k] = pixel(p0 &+ before & on)
      v[64 &+ k] = pixel(q0 &- behind & on)
      v[80 &+ k] = pixel(q1 &- middle)
      v[96 &+ k] = pixel(q2 &- far)
      isAny |= on
    }
    return isAny != 0
  }

  @inline(__always)
  private func mask(_ condition: Bool) -> Int16 { condition ? -1 : 0 }

  @inline(__always)
  private func distance(_ a: Int16, _ b: Int16) -> Int16 { max(a, b) &- min(a, b) }

  /// Within the range of a signed byte.
  @inline(__always)
  private func signed(_ value: Int16) -> Int16 { min(max(value, -128), 127) }

  @inline(__always)
  private func pixel(_ value: Int16) -> Int16 { min(max(value, 0), 255) }
}
