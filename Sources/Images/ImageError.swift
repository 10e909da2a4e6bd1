import Foundation

/// Why a picture could not be read: the file, and what is wrong with it.
public struct ImageError: Error, Equatable, Sendable {
  /// The file's path, or the name the caller gave to bytes in memory.
  public let file: String
  /// What is wrong with it.
  public let problem: Problem

  package init(file: String, problem: Problem) {
    self.file = file
    self.problem = problem
  }

  /// The facts of a refusal, without the name of the file.
  public enum Problem: Error, Equatable, Sendable {
    /// The file system did not hand out the file.
    case unreadable(reason: String)
    /// The file begins like none of the formats that can be read.
    case unknownFormat(start: [UInt8])
    /// The file is of a known format, but of none that can be read.
    case otherFormat(name: String)
    /// The file ends, or runs out of data, in the middle of `part`.
    case truncated(ImageFormat, part: String)
    /// A part of the file breaks a rule of its format.
    case malformed(ImageFormat, part: String, found: String, expected: String)
    /// The file is sound as far as was seen, and of a kind that is not read here.
    case unsupported(ImageFormat, feature: String)
    /// The file's header claims more pixels than its bytes can hold, or than any picture may have.
    case tooLarge(ImageFormat, width: Int, height: Int, bytes: Int)
    /// There is no picture of so many samples with such a size and such channels.
    case samples(Int, width: Int, height: Int, channels: Int)
  }
}

extension ImageError.Problem: LocalizedError {
  public var errorDescription: String? { description }
}

extension ImageError: CustomStringConvertible {
  public var description: String { "\(file): \(problem)" }
}

extension ImageError.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let reason):
      "cannot be read: \(reason)"
    case .unknownFormat(let start) where start.isEmpty:
      "the file is empty, expected a \(ImageFormat.choice) picture"
    case .unknownFormat(let start):
      "not a picture that can be read: found the first bytes \(hexadecimal(start)), "
        + "expected a \(ImageFormat.choice) file"
    case .otherFormat(let name):
      "a file in the format \(name), expected a \(ImageFormat.choice) picture"
    case .truncated(let format, let part):
      "the \(format.rawValue) file ends within \(part): truncated?"
    case .malformed(let format, let part, let found, let expected):
      "malformed \(format.rawValue): \(part): found \(found), expected \(expected)"
    case .unsupported(let format, let feature):
      "\(feature) \(format.rawValue) files are not supported"
    case .tooLarge(let format, let width, let height, let bytes):
      "the \(format.rawValue) header claims \(width)×\(height) pixels, "
        + "which the file's \(bytes) bytes cannot justify or which is over the limit of "
        + "\(ImageLimits.pixels) pixels"
    case .samples(_, let width, let height, _) where width < 1 || height < 1:
      "a size of \(height)×\(width) pixels, expected 1 or more"
    case .samples(_, _, _, let channels) where !(1...4).contains(channels):
      "\(channels) channels, expected 1 to 4"
    case .samples(let count, let width, let height, let channels):
      "\(count) samples, expected those of \(height)×\(width) pixels of \(channels) channel"
        + (channels == 1 ? "" : "s")
    }
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }
      .joined(separator: " ")
  }
}

extension ImageError: LocalizedError {
  public var errorDescription: String? { description }
}
