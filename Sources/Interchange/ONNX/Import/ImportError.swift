import Foundation
import Text

/// Why a file of ONNX cannot become a network.
package enum ImportError: Error, Equatable, CustomStringConvertible {
  /// It is damaged, or of a kind that is not read.
  case unreadable(String)
  /// Nodes, inputs or outputs that no layer here stands for.
  case refused([Problem])

  /// What does not fit, and why.
  package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The place in the graph: `node "conv1" (Conv)`.
    package let place: String
    package let reason: String

    package var description: String { "\(place): \(reason)" }
  }

  /// More are not listed.
  private static let maximumShown = 20

  package var description: String {
    switch self {
    case .unreadable(let reason): reason
    case .refused(let problems):
      problems.count == 1
        ? problems[0].description
        : "\(problems.count) parts of the graph do not become layers:\n"
          + problems.prefix(Self.maximumShown).map { "  \($0)" }.joined(separator: "\n")
          + (problems.count > Self.maximumShown ? "\n  …" : "")
    }
  }
}

extension ImportError: LocalizedError {
  package var errorDescription: String? { description }
}

extension ImportError.Problem {
  /// Of a node, which is named with its operator.
  init(_ node: ONNXGraph.Node, _ reason: String) {
    self.init(place: node.place, reason: reason)
  }
}

extension ONNXGraph.Node {
  /// The node as messages name it.
  var place: String { "node \(name.quoted) (\(operation.printable))" }

  /// What is wrong with the node.
  func problem(_ reason: String) -> ImportError.Problem { ImportError.Problem(self, reason) }
}
