import DeepNetwork
import Reports
import Text

extension NetworkGraph {
  /// The layers with their shapes and formulas as JSON.
  package var json: JSONValue {
    let batch = m.map { JSONValue($0) } ?? "m"
    let layers = (1...plan.L).map { l -> JSONValue in
      let formulas = formulas(l)
      let shapeOfA: JSONValue = [JSONValue(plan.n[l]), batch]
      return [
        "layer": JSONValue(l), "activation": JSONValue(plan.activations[l - 1].name),
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
