import DeepNetwork
import Drawing
import Images
import Text

/// Turns predictions into a table, JSON or CSV, example by example.
package struct PredictionWriter {
  package enum Format: String, CaseIterable, Sendable {
    case table, json, csv
  }

  private let format: Format
  private var isFirst = true

  package init(_ format: Format) { self.format = format }

  /// Characters that are handed on at once.
  private static let pieceSize = 1 << 16

  /// The text of the examples of the next input.
  package mutating func text(of predictions: Predictions) -> String {
    var text = ""
    write(predictions) { text += $0 }
    return text
  }

  /// Hands on the text of the examples of the next input, piece by piece.
  package mutating func write(
    _ predictions: Predictions, to sink: (String) throws -> Void
  ) rethrows {
    var text = ""
    for example in 0..<predictions.outputs.count {
      switch format {
      case .table: text += predictions.tableLine(example) + "\n"
      case .json:
        text += (isFirst ? "[\n  " : ",\n  ") + predictions.json(example).compactText
      case .csv:
        if isFirst { text += predictions.csvHeader + "\n" }
        text += predictions.csvLine(example) + "\n"
      }
      isFirst = false
      guard text.utf8.count >= Self.pieceSize else { continue }
      try sink(text)
      text = ""
    }
    if !text.isEmpty { try sink(text) }
  }

  /// What comes after the last example.
  package var ending: String {
    guard format == .json else { return "" }
    return isFirst ? "[]\n" : "\n]\n"
  }
}

extension Predictions {
  func number(_ output: Double) -> JSONValue {
    output.isFinite ? JSONValue(.number(JSONNumber(literal: text(output)))) : JSONValue(.null)
  }

  /// `{"input": …, "index": …, "probabilities": […], "label": …, "class": …}`, with `labels` in place
  /// of the last two where several can be true at once, and `values` in place of the last three where
  /// the network answers with values.
  fileprivate func json(_ example: Int) -> JSONValue {
    var members = [
      JSONMember("input", JSONValue(name(of: example))),
      JSONMember("index", JSONValue(index(of: example))),
      JSONMember(
        loss.hasClasses ? "probabilities" : "values", JSONValue(outputs[example].map(number))),
    ]
    let answer = self[example]
    if let label = answer.label {
      members.append(JSONMember("label", JSONValue(label)))
      if let name = answer.className { members.append(JSONMember("class", JSONValue(name))) }
    }
    if answer.isSeveralLabels {
      let names = answer.labels.map { className($0).map { JSONValue($0) } ?? JSONValue($0) }
      members.append(JSONMember("labels", JSONValue(names)))
    }
    return JSONValue(members)
  }

  fileprivate var csvHeader: String {
    let base = loss.hasClasses ? "probability" : "value"
    let columns =
      outputs.width == 1
      ? [base]
      : (0..<outputs.width).map { output in
        "\(base)_\(loss.hasClasses ? named(output) : "\(output)")"
      }
    let answer = hasLabels ? ["label", "class"] : loss.hasClasses ? ["labels"] : []
    return (["input", "index"] + columns + answer).map(\.csvField).joined(separator: ",")
  }

  private var hasLabels: Bool { loss.namesOneClass(outputs: outputs.width) }

  fileprivate func csvLine(_ example: Int) -> String {
    var fields = [name(of: example), "\(index(of: example))"]
    fields += outputs[example].map(text)
    let answer = self[example]
    if let label = answer.label { fields += ["\(label)", answer.className ?? ""] }
    if answer.isSeveralLabels { fields.append(answer.labelNames.joined(separator: ";")) }
    return fields.map(\.csvField).joined(separator: ",")
  }

  /// `photo.jpg: cat 0.93`, with the place in its file where that holds several examples; of many
  /// classes the three most likely, of several that can be true at once those that are.
  fileprivate func tableLine(_ example: Int) -> String {
    var place = name(of: example)
    if exampleNames == nil, outputs.count > 1 { place += " \(index(of: example))" }
    return "\(place.printable): \(answer(example).printable)"
  }

  private func answer(_ example: Int) -> String {
    let outputs = outputs[example]
    func told(_ label: Int, _ probability: Double) -> String {
      "\(named(label)) \(probability.share(4))"
    }
    func told(_ labels: some Sequence<(offset: Int, element: Double)>) -> String {
      labels.map { told($0.offset, $0.element) }.joined(separator: ", ")
    }
    if self[example].isSeveralLabels {
      let (labels, all) = (self[example].labels, Array(outputs))
      guard labels.isEmpty else { return told(labels.map { ($0, all[$0]) }) }
      // NaN is the largest of nothing.
      let nearest = all.enumerated().max { $0.element < $1.element }
      return "none" + (nearest.map { " (\(told($0.offset, $0.element)))" } ?? "")
    }
    guard let label = label(of: example) else { return outputs.map(text).joined(separator: " ") }
    guard outputs.count > 1 else { return told(label, probability(of: label, for: example)) }
    return told(outputs.enumerated().sorted { $0.element > $1.element }.prefix(3))
  }

  /// What a class is called: its name, else its index.
  private func named(_ label: Int) -> String { classNames.name(of: label) }
}

extension String {
  /// The text as a field of a CSV file, quoted where it must be.
  var csvField: String {
    guard contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return self }
    return "\"" + replacing("\"", with: "\"\"") + "\""
  }
}

/// A picture in the terminal with the answer beside it.
package enum PredictionImage {
  private static let columns = 32

  /// The picture with `answer` beside its middle; nil where the terminal cannot show it.
  package static func text(
    of image: Image, answer: String, on terminal: Terminal, _ colors: Terminal.Colors
  ) -> String? {
    guard terminal.hasColor, terminal.hasUnicode, colors != .few,
      terminal.width >= columns + answer.count + 4
    else { return nil }
    var lines = TerminalImage.lines(image, columns: columns, colors)
    lines[lines.count / 2] += "  " + answer
    return lines.map { $0 + "\n" }.joined()
  }
}
