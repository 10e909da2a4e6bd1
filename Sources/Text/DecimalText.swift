import Foundation

extension Double {
  /// The number with `places` places after the point, whatever the locale.
  package func decimals(_ places: Int) -> String { formatted("%.*f", places) }

  /// A share of a whole with `places` places: as all or nothing it shows only what is exactly 1 or 0.
  ///
  /// What would be rounded there is the last number before: 0.99999 for 499,999 of 500,000.
  package func share(_ places: Int) -> String {
    guard self > 0, self < 1 else { return decimals(places) }
    let least = pow(10, -Double(places))
    return min(max(self, least), 1 - least).decimals(places)
  }

  /// The number with at most `digits` significant digits, whatever the locale.
  package func significant(_ digits: Int) -> String { formatted("%.*g", digits) }

  /// The number with exactly `digits` significant digits, zeros at the end too, whatever the locale.
  package func exactly(_ digits: Int) -> String { formatted("%#.*g", digits) }

  /// The number as a power of ten with `places` places before it, whatever the locale.
  package func scientific(_ places: Int) -> String { formatted("%.*e", places) }

  /// By the C library, whose locale nobody sets: Foundation's formatting reads the data of all
  /// locales first, which takes longer than a prediction.
  private func formatted(_ format: String, _ precision: Int) -> String {
    // The longest number has 309 digits before the point.
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400 + precision) { buffer in
      let arguments: [any CVarArg] = [Int32(precision), self]
      let count = withVaList(arguments) {
        vsnprintf(buffer.baseAddress, buffer.count, format, $0)
      }
      let text = UnsafeRawBufferPointer(buffer).prefix(Int(max(count, 0)))
      return String(decoding: text, as: UTF8.self)
    }
  }
}

/// A shape as NumPy prints it: `(209, 64, 64, 3)`, `(209,)`.
package func shapeText(_ shape: [Int]) -> String {
  shape.count == 1 ? "(\(shape[0]),)" : "(\(shape.map(String.init).joined(separator: ", ")))"
}

/// A number without a needless fraction: `2`, `0.5`.
package func numberText(_ number: Double) -> String {
  Int(exactly: number).map(String.init) ?? "\(number)"
}

/// The first of many names, and how many more there are.
package func listText(_ names: [String], limit: Int = 12) -> String {
  let shown = names.prefix(limit).joined(separator: ", ")
  return names.count > limit ? "\(shown), … (\(names.count) in all)" : shown
}
