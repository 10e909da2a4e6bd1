import Bytes
import Foundation

/// Data that cannot be used: the facts, and the one sentence made of them.
public struct DataError: Error, Hashable, Sendable {
  /// What kind of thing went wrong, for those who can help further.
  public enum Kind: Hashable, Sendable {
    /// There is nothing at the path.
    case missingFile
    /// The file is there, but is damaged or of no kind that is read.
    case unreadableFile
    /// What was asked for cannot be written there.
    case unwritableFile
    /// The file was read, but does not hold what is needed.
    case content
    /// An option of the source does not suit the data.
    case option
  }

  /// A place inside a file, as a person would look for it.
  public struct Place: Hashable, Sendable {
    /// The example, counted from 0 in an array and from 1 in a table.
    public var row: Int?
    /// The line of a text file, from 1.
    public var line: Int?
    /// The name of a column or of an array.
    public var column: String?

    package init(row: Int? = nil, line: Int? = nil, column: String? = nil) {
      self.row = row
      self.line = line
      self.column = column
    }
  }

  /// The kind of thing that went wrong.
  public let kind: Kind
  /// The file or source, as the user named it.
  public let file: String
  /// Where in the file; nil where no place is to blame.
  public let place: Place?
  /// What was there.
  public let found: String
  /// What would have been right, where that can be said.
  public let expected: String?
  /// What to do about it.
  public let advice: String?

  package init(
    _ kind: Kind, file: String, place: Place? = nil, found: String, expected: String? = nil,
    advice: String? = nil
  ) {
    self.kind = kind
    self.file = file
    self.place = place
    self.found = found
    self.expected = expected
    self.advice = advice
  }
}

extension DataError {
  /// What kept a file from being written, with advice where there is any.
  init(writing path: String, _ error: any Error) {
    let failure = error as? FileFailure
    self.init(
      .unwritableFile, file: path,
      found: "cannot be written: \(failure?.cause ?? error.localizedDescription)",
      advice: failure?.advice)
  }
}

extension DataError: CustomStringConvertible {
  /// `file: place: found, expected; advice`.
  public var description: String {
    var text = file
    if let place, !place.description.isEmpty { text += ": \(place)" }
    text += ": \(found)"
    if let expected { text += ", expected \(expected)" }
    if let advice { text += "; \(advice)" }
    return text
  }
}

extension DataError.Place: CustomStringConvertible {
  /// `row 3 (line 4), column "age"`.
  public var description: String {
    var text = ""
    switch (row, line) {
    case (let row?, let line?): text = "row \(row) (line \(line))"
    case (let row?, nil): text = "row \(row)"
    case (nil, let line?): text = "line \(line)"
    case (nil, nil): break
    }
    guard let column else { return text }
    return text.isEmpty ? column : "\(text), \(column)"
  }
}

extension DataError: LocalizedError {
  public var errorDescription: String? { description }
}
