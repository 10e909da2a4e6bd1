/// Random numbers for tests: the same on every machine.
struct Numbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// 64 random bits (SplitMix64).
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

  /// A number between -1 and 1.
  mutating func number() -> Double { Double(Int64(bitPattern: next()) >> 11) / 0x1p52 }
}

/// A matrix in memory whose every byte outside its elements is known, to see what is overwritten.
///
/// The elements end where the memory ends but for a guard, so that readers behind them are caught
/// by the address sanitizer.
final class Guarded<Scalar: BinaryFloatingPoint> {
  let rows: Int
  let columns: Int
  let ld: Int
  let start: UnsafeMutablePointer<Scalar>
  private let memory: UnsafeMutableBufferPointer<Scalar>
  private static var guardCount: Int { 40 }
  private static var mark: Scalar { 123.456 }

  init(rows: Int, columns: Int, ld: Int) {
    self.rows = rows
    self.columns = columns
    self.ld = ld
    let span = rows == 0 || columns == 0 ? 0 : (rows - 1) * ld + columns
    memory = .allocate(capacity: span + 2 * Self.guardCount)
    memory.initialize(repeating: Self.mark)
    guard let base = memory.baseAddress else { fatalError("no memory") }
    start = base + Self.guardCount
  }

  deinit { memory.deallocate() }

  subscript(i: Int, j: Int) -> Scalar {
    get { start[i * ld + j] }
    set { start[i * ld + j] = newValue }
  }

  func draw(_ generator: inout Numbers) {
    for i in 0..<rows { for j in 0..<columns { self[i, j] = Scalar(generator.number()) } }
  }

  func fill(_ value: Scalar) {
    for i in 0..<rows { for j in 0..<columns { self[i, j] = value } }
  }

  var elements: [Scalar] {
    (0..<rows).flatMap { i in (0..<columns).map { self[i, $0] } }
  }

  /// Whether everything outside the elements is as it was.
  var guardsAreWhole: Bool {
    for (index, value) in memory.enumerated() where value != Self.mark {
      let offset = index - Self.guardCount
      guard offset >= 0, rows > 0, columns > 0, offset / ld < rows, offset % ld < columns else {
        return false
      }
    }
    return true
  }
}
