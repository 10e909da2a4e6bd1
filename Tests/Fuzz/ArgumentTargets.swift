import ComputationGraph
import DeepNetwork
import Experiments
import Foundation
import Text

/// What people type on the command line and other programs may compose for them.
let argumentTargets: [FuzzTarget] = [
  FuzzTarget(
    name: "expression", folders: ["Fuzz/Corpus/expression"], extensions: ["txt"],
    words: [
      "+", "-", "*", "/", "^", "(", ")", ",", "sigmoid(", "max(", "exp(", "log(", "relu(", "1e308",
      "1e-320", "((((((((", "--------", "a", "b", "\n", "=", "nan", "0", "<xss>", "\u{1B}[2J", "é",
    ], decode: drawExpression),
  FuzzTarget(
    name: "override", folders: ["Fuzz/Corpus/override"], extensions: ["txt"],
    words: configurationWords + [
      "\n", "=", ".", "[0]", "[9]", "data.train", "n", "optimizer.method", "$schema", "name",
    ], decode: readOverrides),
  FuzzTarget(
    name: "vary", folders: ["Fuzz/Corpus/override"], extensions: ["txt"],
    words: ["=", ",", "[", "]", "{", "}", "\"", "\\", " ", "\n", "1", "alpha"],
    decode: readVariations),
]

/// An expression in the first line, values of its variables in the second; drawn in every form.
@Sendable private func drawExpression(_ bytes: [UInt8]) throws {
  let lines = String(decoding: bytes, as: UTF8.self)
    .split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
  let graph = try ComputationGraph(String(lines[0]))
  var point: [String: Double] = [:]
  for part in (lines.count > 1 ? lines[1] : "").split(separator: ",") {
    let sides = part.split(separator: "=")
    if sides.count == 2 { point[String(sides[0])] = Double(sides[1]) }
  }
  let run = try graph.evaluate(at: point)
  let pages = [GraphText(run).text, GraphDot(run).text, GraphDrawing(run).svg]
  requireHarmless(pages, sayingWhat: "expression")
  guard JSONValue(text: run.json.prettyText) != nil else { fatalError("JSON that is none") }
}

private let base = Array(
  """
  {"n": [4, 3, 1], "activations": ["relu", "sigmoid"], "alpha": 0.5, "epochs": 5,
   "optimizer": {"method": "adam"}, "data": {"train": {"path": "a.csv"}}}
  """.utf8)

/// A line is what follows one `--set`, and its key what follows one `--unset`.
@Sendable private func readOverrides(_ bytes: [UInt8]) throws {
  let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { String($0) }
  _ = try? readBase(ConfigurationReader(removals: lines.map { String($0.prefix { $0 != "=" }) }))
  try readBase(ConfigurationReader(overrides: lines))
}

private func readBase(_ reader: ConfigurationReader) throws {
  do {
    let reading = try reader.read(base, file: "base.json", name: "base", folder: here)
    _ = try DimensionChecker.check(reading.configuration.architecture)
  } catch let error as ConfigurationError {
    requireHarmless(["\(error)"], sayingWhat: "message")
    throw error
  }
}

@Sendable private func readVariations(_ bytes: [UInt8]) throws {
  for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
    guard let variation = Variation(String(line)) else { continue }
    guard !variation.values.isEmpty else { fatalError("a variation without a value") }
  }
}

/// Ends the program where a text holds what steers a terminal, or a page markup that is not ours.
///
/// The mark `<xss` is among the words of the targets: it gets into names of every kind.
func requireHarmless(_ texts: [String], sayingWhat kind: String) {
  for text in texts {
    let steers = text.unicodeScalars.contains {
      $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t"
    }
    if steers { fatalError("a control character in \(kind)") }
  }
}
