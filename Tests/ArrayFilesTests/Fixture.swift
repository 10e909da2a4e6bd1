import ArrayFiles
import Foundation

/// The files that `Fixtures/make_fixtures.py` made, and the numbers in them.
enum Fixture {
  static let codes: [String: ElementType] = [
    "u1": .uint8, "i1": .int8, "u2": .uint16, "i2": .int16, "u4": .uint32, "i4": .int32,
    "u8": .uint64, "i8": .int64, "f2": .float16, "f4": .float32, "f8": .float64, "b1": .bool,
  ]

  static func url(_ name: String) -> URL {
    Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(name)")
  }

  static func open(_ name: String) throws -> ArrayFile {
    try ArrayFile(contentsOf: url(name))
  }

  /// The script's `values(count, type)`.
  static func values(_ count: Int, _ type: ElementType) -> [Double] {
    (0..<count).map { index in
      let number = index * 3 % 97
      switch type {
      case .bool: return number % 2 == 1 ? 1 : 0
      case .uint8, .uint16, .uint32, .uint64: return Double(number)
      case .int8, .int16, .int32, .int64: return Double(number - 48)
      default: return Double(number - 48) / 2
      }
    }
  }
}
