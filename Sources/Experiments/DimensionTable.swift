import DeepNetwork
import Foundation

/// The shapes that a plan proves, a row per layer, as text or JSON.
package struct DimensionTable: Sendable {
  private let plan: NetworkPlan
  /// The examples of a batch; nil where they are not known.
  private let m: Int?
  private let need: MemoryNeed?

  /// The table of a plan for batches of `m` examples.
  package init(_ plan: NetworkPlan, m: Int?, configuration: Configuration) {
    self.plan = plan
    self.m = m
    need = m.map {
      MemoryNeed(
        plan, batchSize: $0, precision: configuration.precision,
        optimizer: configuration.hyperparameters.optimizer)
    }
  }

  /// The table with a line of totals.
  package var text: String {
    let batch = m.map { "\($0)" } ?? "m"
    let rows = (1...plan.L).map { l in
      [
        "\(l)", "\(plan.shapeOfW(l))", "\(plan.shapeOfB(l))", "(\(plan.n[l]), \(batch))",
        plan.activations[l - 1].name, "\(plan.parameterCount(l))",
      ]
    }
    let table = TextTable(
      header: ["layer", "W", "b", "Z, A", "activation", "parameters"], rows: rows,
      rightAligned: [0, 5])
    var total =
      "X (\(plan.n[0]), \(batch)), Y (\(plan.n[plan.L]), \(batch)); "
      + "\(plan.parameterCount) parameters"
    if let need { total += ", \(need.total.formatted(.byteCount(style: .memory))) of memory" }
    return "\(table.text)\(total)\n"
  }

  /// The same as JSON.
  package var json: JSONValue {
    func shape(_ shape: Shape) -> JSONValue { [JSONValue(shape.rows), JSONValue(shape.columns)] }
    let layers = (1...plan.L).map { l -> JSONValue in
      [
        "layer": JSONValue(l), "W": shape(plan.shapeOfW(l)), "b": shape(plan.shapeOfB(l)),
        "Z": [JSONValue(plan.n[l]), m.map { JSONValue($0) } ?? JSONValue(.null)],
        "activation": JSONValue(plan.activations[l - 1].name),
        "parameters": JSONValue(plan.parameterCount(l)),
      ]
    }
    return [
      "layers": JSONValue(layers), "parameters": JSONValue(plan.parameterCount),
      "m": m.map { JSONValue($0) } ?? JSONValue(.null),
      "memory": need.map { JSONValue($0.total) } ?? JSONValue(.null),
    ]
  }
}

/// Columns of text under a header.
struct TextTable {
  let header: [String]
  let rows: [[String]]
  /// The columns whose texts end below each other.
  let rightAligned: Set<Int>

  var text: String {
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    return ([header] + rows).map { row in
      let cells = row.indices.map { column in
        let blanks = String(repeating: " ", count: widths[column] - row[column].count)
        return rightAligned.contains(column) ? blanks + row[column] : row[column] + blanks
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
    }.joined()
  }
}
