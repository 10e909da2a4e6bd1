/// What is wrong with the bytes of a format: the part, what was found there, what belongs there.
///
/// The name of the file is not known here; who opened the file adds it.
package struct FormatError: Error, Equatable, Sendable {
  /// The part of the format, such as `deflate block` or `NPY header`.
  package let part: String
  package let found: String
  package let expected: String
  /// Whether the bytes may be right and only this reader does not know the variant.
  package let isUnsupported: Bool

  package init(_ part: String, found: String, expected: String, isUnsupported: Bool = false) {
    self.part = part
    self.found = found
    self.expected = expected
    self.isUnsupported = isUnsupported
  }

  /// An error for a variant of the format that this reader does not know.
  package static func unsupported(_ part: String, found: String, expected: String) -> FormatError {
    FormatError(part, found: found, expected: expected, isUnsupported: true)
  }

  /// An error for bytes that end too soon.
  package static func truncated(_ part: String, has: Int, needs: Int) -> FormatError {
    FormatError(part, found: "\(has) bytes", expected: "at least \(needs)")
  }
}

extension FormatError: CustomStringConvertible {
  package var description: String { "\(part): found \(found), expected \(expected)" }
}
