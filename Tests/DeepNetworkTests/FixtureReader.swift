import ArrayFiles
import DeepNetwork
import Foundation

/// Takes matrices out of an array of a .npz file of `Fixtures`, one after the other.
struct FixtureReader {
  private var numbers: ArraySlice<Double>

  init(_ file: String, _ name: String) throws {
    numbers = try Self.open(file).array(named: name).doubles()[...]
  }

  /// The names of the arrays of a file.
  static func names(in file: String) throws -> Set<String> { Set(try open(file).names) }

  private static func open(_ file: String) throws -> ArrayFile {
    try ArrayFile(
      contentsOf: Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(file).npz"))
  }

  var isAtEnd: Bool { numbers.isEmpty }

  mutating func matrix(_ rows: Int, _ columns: Int) -> Matrix<Double> {
    let elements = numbers.prefix(rows * columns)
    numbers = numbers.dropFirst(rows * columns)
    return Matrix(rows: rows, columns: columns, elements)
  }

  mutating func number() -> Double { numbers.popFirst() ?? .nan }
}
