import Foundation
import Text

/// One thing that is wrong, or doubtful, in a configuration: the facts, not the sentence.
public struct ConfigurationProblem: Sendable {
  /// What kind of thing is wrong.
  public enum Fault: Sendable, Equatable {
    /// The file cannot be read at all.
    case unreadable(reason: String)
    /// The text is not JSON.
    case syntax(String)
    /// No key has this name; `nearest` is one that sounds like it.
    case unknownKey(nearest: String?)
    /// No key has this name; `nearest` is one that it may be taken for, whose value means another
    /// thing.
    case otherMeaning(nearest: String, difference: String)
    /// The key was given before, on this line.
    case repeatedKey(firstLine: Int)
    /// A key that must be there is not.
    case missingKey
    /// The value is of the wrong type, out of range, or not one of a fixed set.
    case notAllowed(found: String, nearest: String?)
    /// The value is fine by itself but not together with another.
    case conflict(String)
    /// Allowed, but most likely a mistake.
    case doubtful(String)
  }

  /// What kind of thing is wrong.
  public let fault: Fault
  /// The JSON path of the value or key: `n[3]`, `data.train.path`; empty for the whole file.
  public let path: String
  /// What may stand there, as it goes on after "must be"; nil where the fault says it.
  public let allowed: String?
  package let origin: JSONOrigin?

  package init(
    _ fault: Fault, at path: JSONPath, allowed: String? = nil, origin: JSONOrigin?
  ) {
    self.fault = fault
    self.path = path.description
    self.allowed = allowed
    self.origin = origin
  }

  /// The file as it was named, or the `--set` argument.
  public var source: String { origin?.source.name ?? "" }
  /// The line in the file, from 1; nil for a `--set` argument.
  public var line: Int? { filePosition?.source.line(at: filePosition?.offset ?? 0) }
  /// The column in Unicode scalars, from 1; nil for a `--set` argument.
  public var column: Int? { filePosition?.source.column(at: filePosition?.offset ?? 0) }

  private var filePosition: JSONOrigin? {
    guard let origin, origin.source.isFile, !origin.source.bytes.isEmpty else { return nil }
    return origin
  }
}

extension ConfigurationProblem: CustomStringConvertible {
  /// `file:line:column: path: sentence`, and below it the line with a caret.
  public var description: String {
    var place = source.printable
    if let line, let column { place += ":\(line):\(column)" }
    let head = [place, path, sentence].filter { !$0.isEmpty }.joined(separator: ": ")
    guard let position = filePosition else { return head }
    let excerpt = position.source.excerpt(at: position.offset)
    return "\(head)\n  \(excerpt.line)\n  \(excerpt.caret)"
  }

  /// The sentence without its place.
  public var sentence: String {
    switch fault {
    case .unreadable(let reason): reason
    case .syntax(let text): text
    case .unknownKey(let nearest?): "unknown key; did you mean \(nearest.quoted)?"
    case .unknownKey(nil): "unknown key\(allowed.map { "; known here: \($0)" } ?? "")"
    case .otherMeaning(let nearest, let difference):
      "unknown key; did you mean \(nearest.quoted)? \(difference)"
    case .repeatedKey(let line): "given twice; the first is on line \(line)"
    case .missingKey: "missing\(allowed.map { ": must be \($0)" } ?? "")"
    case .notAllowed(let found, let nearest):
      "must be \(allowed ?? "something else"), but is \(found)"
        + (nearest.map { "; did you mean \($0.quoted)?" } ?? "")
    case .conflict(let text), .doubtful(let text): text
    }
  }
}

/// Everything that is wrong in one configuration, in the order of the text.
public struct ConfigurationError: Error, Sendable, CustomStringConvertible {
  /// All of them.
  public let problems: [ConfigurationProblem]

  package init(_ problems: [ConfigurationProblem]) { self.problems = problems }

  init(_ error: JSONError) {
    self.init([ConfigurationProblem(.syntax(error.message), at: error.path, origin: error.origin)])
  }

  /// Every problem as a compiler prints it; a first line counts them where they are several.
  public var description: String {
    let most = 50
    var lines = problems.prefix(most).map(\.description)
    if problems.count > 1, let first = problems.first {
      lines.insert("\(first.source.printable): \(problems.count) problems", at: 0)
    }
    if problems.count > most { lines.append("… and \(problems.count - most) more") }
    return lines.joined(separator: "\n")
  }
}

extension ConfigurationError: LocalizedError {
  public var errorDescription: String? { description }
}
