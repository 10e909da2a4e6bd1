import Drawing
import Foundation
import Text

/// A computation graph in lines of text: the values from left to right, the derivatives from right
/// to left with the chain rule spelled out, and central differences beside them.
package struct GraphText {
  private let run: ComputationGraph.Evaluation
  private var graph: ComputationGraph { run.graph }

  package init(_ run: ComputationGraph.Evaluation) { self.run = run }

  package var text: String {
    ([title, "", "forward"] + forward + ["", "backward"] + backward + kinks)
      .map { "\($0)\n" }.joined()
  }

  /// The expression and where it is taken: `J = 3*(a+b*c) at a = 5, b = 3, c = 2`.
  package var title: String {
    let point = zip(graph.variables, run.values).map { "\($0) = \($1.graphText)" }
    let place = point.isEmpty ? "" : " at \(point.joined(separator: ", "))"
    return "\(graph.resultName) = \(graph.expression.onOneLine)\(place)"
  }

  private var forward: [String] {
    graph.nodes.indices.filter { graph.nodes[$0].operation != nil }.map { index in
      let parts = [
        graph.nodes[index].name, graph.formula(of: index),
        graph.formula(of: index, at: run.values), run.values[index].graphText,
      ]
      return "  \(parts.withoutRepetitions.joined(separator: " = "))"
    }
  }

  /// A line for each node but the result, steps from the last to the first, then the variables.
  private var backward: [String] {
    let steps = graph.nodes.indices.dropLast().filter { graph.nodes[$0].operation != nil }
    let rows = (steps.reversed() + Array(graph.variables.indices)).map { index in
      [
        "\(derivativeName(of: index)) = \(run.derivatives[index].graphText)",
        differenceText(of: index), chainRule(of: index),
      ]
    }
    guard !rows.isEmpty else { return ["  there is no variable"] }
    let table = TextTable(header: ["derivative", "central difference", "chain rule"], rows: rows)
    return table.text.split(separator: "\n").map { "  \($0)" }
  }

  private func derivativeName(of index: Int) -> String {
    "d\(graph.resultName)/d\(graph.nodes[index].name)"
  }

  /// `dJ/du * du/db = 3 * c = 3 * 2`, without what would be said twice.
  func chainRule(of index: Int) -> String {
    let terms = run.terms(of: index)
    let last = graph.nodes.count - 1
    func sum(_ text: (ComputationGraph.Evaluation.ChainTerm) -> String) -> String {
      terms.map(text).joined(separator: " + ")
    }
    let rule = sum { term in
      term.user == last
        ? term.rule.asSummand(of: terms.count)
        : "\(derivativeName(of: term.user)) * d\(graph.nodes[term.user].name)/"
          + "d\(graph.nodes[index].name)"
    }
    func product(_ term: ComputationGraph.Evaluation.ChainTerm, _ slope: String) -> String {
      guard term.user != last else { return slope.asSummand(of: terms.count) }
      return "\(run.derivatives[term.user].graphOperandText) * \(slope.asFactor)"
    }
    let formula = sum { product($0, $0.rule) }
    let numbers = sum { product($0, $0.slope.graphText) }
    return [rule, formula, numbers].withoutRepetitions.joined(separator: " = ")
  }

  private func differenceText(of index: Int) -> String {
    run.centralDifferences[index].map { $0.differenceText } ?? "none"
  }

  private var kinks: [String] {
    run.kinks.map { index in
      let formula = graph.formula(of: index)
      return "\(formula) has a kink or a jump just here: "
        + "central differences do not tell its derivative"
    }
  }
}

extension Double {
  /// As many digits as a central difference has.
  fileprivate var differenceText: String { magnitude < 1e-12 ? "0" : String(format: "%.8g", self) }
}

extension String {
  /// The formula as a factor: in parentheses unless it is one name, number or call.
  fileprivate var asFactor: String {
    var depth = 0
    for (offset, character) in unicodeScalars.enumerated() {
      switch character {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case " " where depth == 0, "-" where depth == 0 && offset == 0: return "(\(self))"
      default: break
      }
    }
    return self
  }

  /// The formula as one of `count` summands: in parentheses where its sign would follow a plus.
  fileprivate func asSummand(of count: Int) -> String {
    count > 1 && hasPrefix("-") ? "(\(self))" : self
  }
}

extension [String] {
  /// The texts without those that say the same as the one before.
  fileprivate var withoutRepetitions: [String] {
    reduce(into: []) { result, text in
      if text != result.last { result.append(text) }
    }
  }
}
