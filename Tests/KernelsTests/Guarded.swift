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
