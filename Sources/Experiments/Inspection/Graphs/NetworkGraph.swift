import ComputationGraph
import DeepNetwork
import Text

/// The layers of a network with all shapes: what runs forward and what comes back.
package struct NetworkGraph: Sendable {
  package let plan: NetworkPlan
  package let loss: Loss
  package let l2: Double
  /// The examples of a batch; nil where they are not known.
  package let m: Int?
  /// Whether the examples have weights.
  package let isWeighted: Bool

  package init(
    _ plan: NetworkPlan, loss: Loss, l2: Double, m: Int?, isWeighted: Bool = false
  ) {
    self.isWeighted = isWeighted
    self.plan = plan
    self.loss = loss
    self.l2 = l2
    self.m = m
  }

  package func formulas(_ l: Int) -> LayerFormulas {
    LayerFormulas(plan, layer: l, loss: loss, l2: l2, isWeighted: isWeighted)
  }

  /// The shape of A[l] and Z[l], `(24, m)`.
  package func shapeOfA(_ l: Int) -> String { "(\(plan.n[l]), \(m.map { "\($0)" } ?? "m"))" }

  package var cost: String { LossFormulas(loss, plan, l2: l2, isWeighted: isWeighted).cost }

  /// The formulas with their shapes, from X to J and back.
  package var text: String {
    var rows = [["  X", shapeOfA(0), ""]]
    for l in 1...plan.L {
      let formulas = formulas(l)
      rows.append(["  W\(l), b\(l)", "\(plan.shapeOfW(l)), \(plan.shapeOfB(l))", ""])
      rows.append(["  Z\(l)", shapeOfA(l), "= \(formulas.Z)"])
      rows.append(["  A\(l)", shapeOfA(l), "= \(formulas.A)"])
    }
    rows.append(["  Y", shapeOfA(plan.L), ""])
    rows.append(["  J", "", "= \(cost)"])
    rows += [["", "", ""], ["backward", "", ""]]
    for l in (1...plan.L).reversed() {
      let formulas = formulas(l)
      if let dA = formulas.dA { rows.append(["  dA\(l)", shapeOfA(l), "= \(dA)"]) }
      rows.append(["  dZ\(l)", shapeOfA(l), "= \(formulas.dZ)"])
      rows.append(["  dW\(l)", "\(plan.shapeOfW(l))", "= \(formulas.dW)"])
      rows.append(["  db\(l)", "\(plan.shapeOfB(l))", "= \(formulas.db)"])
    }
    return TextTable(header: ["forward", "", ""], rows: rows).text
  }

  /// The layers in the language of Graphviz.
  package var dot: String {
    var lines = ["  X [label=\"X\\n\(shapeOfA(0))\", shape=ellipse];"]
    lines += (1...plan.L).map { l in
      "  layer\(l) [label=\"layer \(l), \(plan.activations[l - 1])\\n"
        + "W\(l) \(plan.shapeOfW(l))\\nb\(l) \(plan.shapeOfB(l))\"];"
    }
    lines.append("  J [label=\"J\\n\(loss.name)\"];")
    lines += (1...plan.L).map { l in
      let from = l == 1 ? "X" : "layer\(l - 1)"
      return "  \(from) -> layer\(l) [label=\"\(l == 1 ? "X" : "A\(l - 1)") \(shapeOfA(l - 1))\"];"
    }
    lines.append("  layer\(plan.L) -> J [label=\"A\(plan.L) \(shapeOfA(plan.L))\"];")
    lines.append("  Y [label=\"Y\\n\(shapeOfA(plan.L))\", shape=ellipse];")
    lines.append("  Y -> J;")
    return GraphDot.digraph(lines)
  }
}

// MARK: - As JSON

extension NetworkGraph {
  /// The layers with their shapes and formulas as JSON.
  package var json: JSONValue {
    let batch = m.map { JSONValue($0) } ?? "m"
    let layers = (1...plan.L).map { l -> JSONValue in
      let formulas = formulas(l)
      let shapeOfA: JSONValue = [JSONValue(plan.n[l]), batch]
      return [
        "layer": JSONValue(l), "activation": plan.activations[l - 1].json,
        "W": plan.shapeOfW(l).json, "b": plan.shapeOfB(l).json, "A": shapeOfA,
        "forward": ["Z\(l)": JSONValue(formulas.Z), "A\(l)": JSONValue(formulas.A)],
        "backward": JSONValue(
          (formulas.dA.map { [JSONMember("dA\(l)", JSONValue($0))] } ?? [])
            + [
              JSONMember("dZ\(l)", JSONValue(formulas.dZ)),
              JSONMember("dW\(l)", JSONValue(formulas.dW)),
              JSONMember("db\(l)", JSONValue(formulas.db)),
            ]),
      ]
    }
    return [
      "X": [JSONValue(plan.n[0]), batch], "Y": [JSONValue(plan.n[plan.L]), batch],
      "layers": JSONValue(layers), "J": JSONValue(cost),
    ]
  }
}

extension Shape {
  /// `[rows, columns]`.
  package var json: JSONValue { [JSONValue(rows), JSONValue(columns)] }
}
