import Bytes

/// What keeps an array from being read.
public struct ArrayObstacle: Hashable, Sendable, CustomStringConvertible {
  /// What is there in place of numbers or strings: `Python objects`, `the filter SZIP`.
  public let reason: String
  /// What makes an array of it that is read; nil where nothing in general does.
  public let advice: String?

  init(_ reason: String, advice: String? = nil) {
    self.reason = reason
    self.advice = advice
  }

  /// What a part of a file that is damaged or of an unknown variant keeps from being read.
  init(_ error: FormatError) {
    self.init(
      error.isUnsupported
        ? "\(error.part): \(error.found) is not supported, expected \(error.expected)"
        : "damaged: \(error)")
  }

  public var description: String { reason + (advice.map { "; \($0)" } ?? "") }
}

/// What is known of an array before its data is read.
package struct ArrayDescription: Equatable, Sendable {
  package enum Element: Equatable, Sendable {
    case numeric(ElementType)
    case text
    /// What is neither, or cannot be read.
    case other(ArrayObstacle)

    /// The type as a message names it.
    package var words: String {
      switch self {
      case .numeric(let type): type.rawValue
      case .text: "text"
      case .other(let obstacle): obstacle.reason
      }
    }
  }

  /// Nil where it is not known.
  package var shape: [Int]?
  package var element: Element
  /// The program that stores axes in reverse, for which they were turned back.
  package var axesTurnedFor: String?
  /// The name under which the file lists the array first; nil where it is this one.
  package var otherName: String?

  /// Why the array cannot be read; nil where it can.
  package var obstacle: ArrayObstacle? {
    guard case .other(let obstacle) = element else { return nil }
    return obstacle
  }

  init(shape: [Int]?, element: Element, axesTurnedFor: String? = nil) {
    self.shape = shape
    self.element = element
    self.axesTurnedFor = axesTurnedFor
  }

  /// An array of which nothing is known but what keeps it from being read.
  init(_ obstacle: ArrayObstacle) { self.init(shape: nil, element: .other(obstacle)) }
}

/// A file of one format whose headers have been read.
///
/// Each call gives nil for an unknown name.
protocol ArrayContainer: Sendable {
  var names: [String] { get }
  var metadata: [String: String] { get }
  func describe(_ name: String) throws(FormatError) -> ArrayDescription?
  /// The numbers of an array that is described as such.
  func array(named name: String) throws(FormatError) -> NumericArray?
  /// The strings of an array that is described as text.
  func strings(named name: String) throws(FormatError) -> [String]?
}

extension ArrayContainer {
  var metadata: [String: String] { [:] }

  /// Formats with strings have their own.
  func strings(named name: String) throws(FormatError) -> [String]? { nil }
}
