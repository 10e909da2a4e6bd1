/// What is wrong with the bytes of a format: the part, what was found there, what belongs there.
///
/// The name of the file is not known here; who opened the file adds it.
package struct FormatError: Error, Sendable {
  /// One reference instead of three strings: so the many functions that throw it stay small.
  private let facts: Facts

  private final class Facts: Sendable {
    let part: String
    let found: String
    let expected: String
    let isUnsupported: Bool

    init(_ part: String, _ found: String, _ expected: String, _ isUnsupported: Bool) {
      self.part = part
      self.found = found
      self.expected = expected
      self.isUnsupported = isUnsupported
    }
  }

  package init(_ part: String, found: String, expected: String, isUnsupported: Bool = false) {
    facts = Facts(part, found, expected, isUnsupported)
  }

  /// The part of the format, such as `deflate block` or `NPY header`.
  package var part: String { facts.part }
  package var found: String { facts.found }
  package var expected: String { facts.expected }
  /// Whether the bytes may be right and only this reader does not know the variant.
  package var isUnsupported: Bool { facts.isUnsupported }

  /// An error for a variant of the format that this reader does not know.
  package static func unsupported(_ part: String, found: String, expected: String) -> FormatError {
    FormatError(part, found: found, expected: expected, isUnsupported: true)
  }

  /// An error for bytes that end too soon.
  package static func truncated(_ part: String, has: Int, needs: Int) -> FormatError {
    FormatError(part, found: "\(has) bytes", expected: "at least \(needs)")
  }
}

extension FormatError: Equatable {
  package static func == (a: FormatError, b: FormatError) -> Bool {
    a.part == b.part && a.found == b.found && a.expected == b.expected
      && a.isUnsupported == b.isUnsupported
  }
}

extension FormatError: CustomStringConvertible {
  package var description: String { "\(part): found \(found), expected \(expected)" }
}
