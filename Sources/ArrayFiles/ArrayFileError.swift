import Bytes
import Foundation

/// Why a file of arrays, or an array of it, could not be read.
public struct ArrayFileError: Error, Equatable, Sendable {
  /// What went wrong, as facts.
  public enum Problem: Equatable, Sendable {
    /// The file cannot be opened; the reason in words.
    case unreadable(reason: String)
    /// A part of the file is not what the format says: damaged, cut short or of another format.
    case malformed(part: String, found: String, expected: String)
    /// The file is of a kind that holds no arrays, or none that are read; what would help.
    case otherFormat(name: String, advice: String?)
    /// A part of the file is of a variant that is not supported.
    case unsupported(part: String, found: String, expected: String)
    /// The file has no array of this name; the names that it has.
    case noArray(name: String, available: [String])
    /// The array of this name is there, but is not of what was asked for, or cannot be read.
    case unreadableArray(name: String, ArrayObstacle)
  }

  /// The file, as it was named by who opened it.
  public let file: String
  /// What is wrong.
  public let problem: Problem

  init(file: String, problem: Problem) {
    self.file = file
    self.problem = problem
  }

  init(_ error: FileReadError) {
    self.init(file: error.path, problem: .unreadable(reason: error.reason))
  }

  init(file: String, _ error: FormatError) {
    self.init(
      file: file,
      problem: error.isUnsupported
        ? .unsupported(part: error.part, found: error.found, expected: error.expected)
        : .malformed(part: error.part, found: error.found, expected: error.expected))
  }
}

extension ArrayFileError: LocalizedError, CustomStringConvertible {
  /// The names that a message lists at most.
  private static let listedNames = 20

  public var description: String {
    switch problem {
    case .unreadable(let reason):
      "\(file): \(reason)"
    case .malformed(let part, let found, let expected):
      "\(file): \(part): found \(found), expected \(expected)"
    case .unsupported(let part, let found, let expected):
      "\(file): \(part): \(found) is not supported, expected \(expected)"
    case .otherFormat(let name, let advice):
      "\(file): \(name), expected \(ArrayFormats.names)" + (advice.map { "; \($0)" } ?? "")
    case .unreadableArray(let name, let obstacle):
      "\(file): array '\(name)': \(obstacle)"
    case .noArray(let name, let available):
      "\(file): no array '\(name)'; \(Self.list(available))"
    }
  }

  public var errorDescription: String? { description }

  private static func list(_ names: [String]) -> String {
    guard !names.isEmpty else { return "the file has none" }
    let listed = names.prefix(listedNames).map { "'\($0)'" }.joined(separator: ", ")
    let rest = names.count - listedNames
    return "the file has \(listed)" + (rest > 0 ? " and \(rest) more" : "")
  }
}
