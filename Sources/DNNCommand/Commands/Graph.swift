import Bytes
import ComputationGraph
import DeepNetwork
import Drawing
import Experiments
import Foundation
import Text

struct Graph: Subcommand {
  let name = "graph"
  let summary = "Show a computation graph: values forward, derivatives backward."
  let discussion = """
    An expression is made of numbers, names, + - * / ^, parentheses, exp, log, sqrt, sin, cos, abs, \
    max, tanh, sigmoid, relu, leakyRelu, elu, gelu, silu and softplus; one that begins with a minus comes after --. With --config it is \
    the network's layers with their shapes.
    """

  private let expression = Argument<String?>.positional(
    "expression", "Such as 'sigmoid(w*x+b)', with a value for each name in --at.")
  private let at = Argument<GraphPoint?>.option(
    "at", "values", "The value of each name, such as a=5,b=3,c=2.")
  private let config = Argument<String?>.option(
    "config", "file", "The configuration of a network, a JSON file.", completion: .files(["json"]))
  private let settings = SharedArguments.settings
  private let removals = SharedArguments.removals
  private let format = Argument<GraphFormat?>.option(
    "format", "format", "How to show it; as the output file's name says, else text.")
  private let output = Argument<String?>.option(
    "output", "file", "Write to a file instead of standard output.", completion: .files())

  var arguments: [any AnyArgument] { [expression, at, config, settings, removals, format, output] }

  func run(_ values: ArgumentValues) throws -> ExitStatus {
    let text = try text(values, values[format] ?? GraphFormat(path: values[output]))
    if let path = values[output] {
      try AtomicFile.write(text, to: URL(fileURLWithPath: path))
    } else {
      try StandardOutput.write(text)
    }
    return .success
  }

  private func text(_ values: ArgumentValues, _ format: GraphFormat) throws -> String {
    switch (values[expression], values[config]) {
    case (let expression?, nil):
      let graph = try ComputationGraph(expression)
      return text(try graph.evaluate(at: values[at]?.values ?? [:]), format)
    case (nil, let path?): return try text(ofNetwork: path, values, format)
    case (nil, nil): throw usage(.missingArgument(expression.description))
    case (_?, _?): throw usage(.excluded(expression.description, config.description))
    }
  }

  private func text(_ run: ComputationGraph.Evaluation, _ format: GraphFormat) -> String {
    switch format {
    case .text: GraphText(run).text
    case .json: run.json.prettyText
    case .dot: GraphDot(run).text
    case .svg: GraphDrawing(run).svg
    }
  }

  private func text(
    ofNetwork path: String, _ values: ArgumentValues, _ format: GraphFormat
  ) throws -> String {
    guard values[at] == nil else { throw usage(.excluded(at.description, config.description)) }
    let file = try ConfigurationFile(path, values)
    let graph = try file.configuration.networkView(folder: file.folder)
    return switch format {
    case .text: graph.text
    case .json: graph.json.prettyText
    case .dot: graph.dot
    case .svg: graph.svg
    }
  }

  private func usage(_ error: ParserError) -> Program.UsageError {
    Program.UsageError(command: self, error: error)
  }
}

/// How a graph is written.
enum GraphFormat: String, CaseIterable, ArgumentValue {
  case text, json, dot, svg

  /// What the end of a file's name asks for; text where it says nothing.
  init(path: String?) {
    let ending = path.map { URL(fileURLWithPath: $0).pathExtension.lowercased() } ?? ""
    self = ending == "gv" ? .dot : GraphFormat(rawValue: ending) ?? .text
  }
}

/// Values of variables, as `--at` takes them: `a=5,b=3`.
struct GraphPoint: ArgumentValue {
  let values: [String: Double]

  init?(word: String) {
    var values: [String: Double] = [:]
    for part in word.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard sides.count == 2, !sides[0].isEmpty, values[sides[0]] == nil,
        let value = Double(sides[1]), value.isFinite
      else { return nil }
      values[sides[0]] = value
    }
    self.values = values
  }

  static var expectation: String { "names with a number each, such as a=5,b=3,c=2" }
}
