import Foundation

extension Double {
  /// The number with `places` places after the point, whatever the locale.
  package func decimals(_ places: Int) -> String { formatted("%.*f", places) }

  /// The number with at most `digits` significant digits, whatever the locale.
  package func significant(_ digits: Int) -> String { formatted("%.*g", digits) }

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
