import ComputationGraph
import DeepNetwork
import Text

/// The layers of any network with their parameters and operations, those inside a block between its ends.
package struct LayerGraph: Sendable {
  package let plan: NetworkPlan
  package let boxes: [LayerBox]
  let loss: Loss
  let l2: Double
  let isWeighted: Bool
  /// Whether the way back begins with dZ of the last layer.
  let beginsWithDZ: Bool
  private let m: Int?

  /// The graph of planned layers; the examples of a batch are nil where they are not known.
  ///
  /// - Throws: `MemoryError` where there is none for the parameters.
  package init(
    _ plan: NetworkPlan, loss: Loss, l2: Double, m: Int?, isWeighted: Bool = false
  ) throws {
    try MemoryNeed(plan, batchSize: 1, precision: .float32, optimizer: .gradientDescent)
      .requireFit()
    var random = RandomState(seed: 1)
    let model = Model<Float>(plan, initializer: .zeros, from: &random)
    boxes = zip(plan.layers, zip(model.layers, model.statements())).map { layer, stated in
      LayerBox(layer, layer.number, name: stated.0.name, stated.1.map { $0.operations })
    }
    beginsWithDZ = model.layers.last is any OutputLayer<Float>
    self.plan = plan
    self.loss = loss
    self.l2 = l2
    self.m = m
    self.isWeighted = isWeighted
  }

  /// The examples of a batch, `m` where they are not known.
  var batch: String { m.map { "\($0)" } ?? "m" }

  /// What the layers before the first hand on.
  var input: LayerEnds { LayerEnds("X", plan.n[0], plan.image) }

  package var cost: String { LossFormulas(loss, plan, l2: l2, isWeighted: isWeighted).cost }

  /// The gradient that the way back begins with, and its formula.
  var start: (name: String, formula: String) {
    LossFormulas(loss, plan, l2: l2, isWeighted: isWeighted).start(isDZ: beginsWithDZ)
  }
}

/// What goes from a layer to the next.
struct LayerEnds: Sendable {
  let name: String
  let size: Int
  let image: ImageShape?

  init(_ name: String, _ size: Int, _ image: ImageShape?) {
    self.name = name
    self.size = size
    self.image = image
  }

  /// `(256, m), pictures 8x8x4`.
  func shape(_ batch: String) -> String {
    "(\(size), \(batch))" + (image.map { ", pictures \($0)" } ?? "")
  }
}

/// One layer: its parameters, what it computes, and the layers inside.
package struct LayerBox: Sendable {
  /// `4`, inside of a block `4.1` or `4.shortcut.1`.
  package let number: String
  /// Its type and activation, and whether it is frozen.
  let title: String
  /// Whether training leaves it, or the block around it, as it is.
  private let isFrozen: Bool
  /// The names and shapes of its own parameters, layers inside aside.
  let parameters: [(name: String, shape: Shape)]
  let output: LayerEnds
  /// Name and formula of each step; nil where the layer states none.
  package let steps: [LayerStepText]?
  /// What messages call a layer that states no steps.
  let name: String?
  /// The layers inside on each path from A_prev to where they meet; a path without layers hands A_prev on.
  package let paths: [[LayerBox]]
  /// What each path is called; nil where it needs no name.
  let pathNames: [String?]

  init(
    _ layer: PlannedLayer, _ number: String, name: String?, _ operations: [Operation]?,
    isInFrozen: Bool = false
  ) {
    let isFrozen = isInFrozen || !layer.specification.isTrainable
    self.number = number
    self.isFrozen = isFrozen
    self.name = operations == nil ? name : nil
    let activation = layer.specification.activation
    title =
      layer.specification.type + (activation == .linear ? "" : ", \(activation)")
      + (isFrozen ? ", frozen" : "")
    output = LayerEnds("A\(number)", layer.outputSize, layer.outputImage)
    steps = operations.map { $0.filter { $0.layer == number }.map(LayerStepText.init) }
    paths = layer.specification.kind.paths(layer).map { path in
      path.map {
        LayerBox($0, "\(number).\($0.number)", name: nil, operations, isInFrozen: isFrozen)
      }
    }
    pathNames = paths.indices.map { layer.specification.kind.nameOfPath($0) }
    parameters =
      paths.isEmpty
      ? layer.parameters.map { ("\($0.name)\(number)", $0.shape) } : []
  }

  var parameterTexts: [String] { parameters.map { "\($0.name) \($0.shape)" } }
}

/// A step of a layer in words: `Z1` and `Conv(X, W1) + b1`.
package struct LayerStepText: Sendable {
  package let name: String
  package let formula: String
  /// The names of what it takes.
  let inputs: [String]

  init(_ operation: Operation) {
    name = operation.output.name
    formula = operation.formula
    inputs = operation.inputs.map(\.name)
  }

  var text: String { "\(name) = \(formula)" }
}

// MARK: - As text

extension LayerGraph: NetworkView {
  package var text: String {
    var lines = ["forward", "", "X   \(input.shape(batch))"]
    var aPrev = "X"
    for box in boxes {
      lines += [""] + box.lines(from: aPrev, batch)
      aPrev = box.output.name
    }
    lines += ["", "Y   (\(plan.n[plan.L]), \(batch))", "J = \(cost)", "", "backward", ""]
    lines.append("\(start.name) = \(start.formula)   (\(plan.n[plan.L]), \(batch))")
    let firstTrained = boxes.firstIndex { !$0.gradients.isEmpty } ?? boxes.count
    for (index, box) in boxes.enumerated().reversed() {
      let gradients = box.gradients
      if !gradients.isEmpty { lines.append(gradients.joined(separator: ", ")) }
      if index > firstTrained { lines.append("dA\(index)   (\(plan.n[index]), \(batch))") }
    }
    return lines.map { "\($0.printable)\n" }.joined()
  }
}

extension LayerBox {
  /// The gradients of its parameters with their shapes, those of layers inside too; none where it is
  /// frozen.
  var gradients: [String] {
    (isFrozen ? [] : parameterTexts.map { "d\($0)" }) + paths.joined().flatMap(\.gradients)
  }

  /// The layer in lines; around the layers inside a block runs its shortcut.
  fileprivate func lines(from aPrev: String, _ batch: String) -> [String] {
    var lines = ["layer \(number): \(title)"]
    if !parameters.isEmpty { lines.append("  " + parameterTexts.joined(separator: ", ")) }
    guard let steps else { return lines + unstated(batch) }
    lines += pathLines(from: aPrev, batch)
    let shape = "   \(output.shape(batch))"
    for (index, step) in steps.enumerated() {
      let arrow = paths.isEmpty ? "  " : index == 0 ? "  +-> " : "      "
      lines.append(arrow + step.text + (step.name == output.name ? shape : ""))
    }
    if steps.last?.name != output.name {
      let last = steps.last?.name ?? paths.first?.last?.output.name ?? aPrev
      lines.append("  \(output.name) = \(last)" + shape)
    }
    return lines
  }

  private func pathLines(from aPrev: String, _ batch: String) -> [String] {
    guard !paths.isEmpty else { return [] }
    var lines = ["  +-- \(aPrev)"]
    for (name, path) in zip(pathNames, paths) {
      if let name { lines.append("  |   \(name)" + (path.isEmpty ? ": \(aPrev) itself" : "")) }
      var from = aPrev
      for box in path {
        lines += box.lines(from: from, batch).map { "  |   " + (name == nil ? "" : "  ") + $0 }
        from = box.output.name
      }
    }
    return lines
  }

  private func unstated(_ batch: String) -> [String] {
    (name.map { ["  \($0), without operations"] } ?? ["  without operations"])
      + paths.joined().flatMap { $0.lines(from: "", batch) }.map { "  | \($0)" }
      + ["  \(output.name)   \(output.shape(batch))"]
  }
}

// MARK: - As JSON and for Graphviz

extension LayerGraph {
  package var json: JSONValue {
    [
      "X": input.json(batch), "Y": LayerEnds("Y", plan.n[plan.L], nil).json(batch),
      "layers": JSONValue(boxes.map { $0.json(batch) }), "J": JSONValue(cost),
    ]
  }

  package var dot: String {
    var lines = ["  X [label=\"X\\n\(input.shape(batch))\", shape=ellipse];"]
    var from = (node: "X", name: "X")
    for box in boxes { from = box.dot(from: from, batch, &lines) }
    lines.append("  J [label=\"J\\n\(loss.name)\"];")
    lines.append("  \(from.node) -> J [label=\"\(from.name)\"];")
    lines.append("  Y [label=\"Y\\n(\(plan.n[plan.L]), \(batch))\", shape=ellipse];")
    return GraphDot.digraph(lines + ["  Y -> J;"])
  }
}

extension LayerEnds {
  fileprivate func json(_ batch: String) -> JSONValue {
    [JSONValue(size), Int(batch).map { JSONValue($0) } ?? JSONValue(batch)]
  }
}

extension LayerBox {
  fileprivate func json(_ batch: String) -> JSONValue {
    let forward = steps?.map { JSONMember($0.name, JSONValue($0.formula)) }
    let picture: JSONValue =
      output.image.map { [JSONValue($0.height), JSONValue($0.width), JSONValue($0.channels)] }
      ?? JSONValue(.null)
    return [
      "layer": JSONValue(number), "type": JSONValue(title),
      "parameters": JSONValue(parameters.map { JSONMember($0.name, $0.shape.json) }),
      "A": output.json(batch), "picture": picture,
      "forward": forward.map { JSONValue($0) } ?? JSONValue(.null),
      "paths": JSONValue(paths.map { path in JSONValue(path.map { $0.json(batch) }) }),
    ]
  }

  /// Adds the layer, and around the layers inside a block an edge for its shortcut; returns its end.
  fileprivate func dot(
    from: (node: String, name: String), _ batch: String, _ lines: inout [String]
  ) -> (node: String, name: String) {
    let node = "layer" + number.map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
    let details = parameterTexts + (steps.map { $0.map(\.text) } ?? ["without operations"])
    let label = (["\(number) \u{b7} \(title)"] + details).map(\.asDotText).joined(separator: "\\n")
    lines.append("  \(node) [label=\"\(label)\"];")
    var ends: [(node: String, name: String)] = []
    for path in paths {
      var end = from
      for box in path { end = box.dot(from: end, batch, &lines) }
      ends.append(end)
    }
    for (index, end) in (paths.isEmpty ? [from] : ends).enumerated() {
      let name = (paths.isEmpty ? nil : pathNames[index]).map { "\($0), " } ?? ""
      lines.append("  \(end.node) -> \(node) [label=\"\(name)\(end.name)\"];")
    }
    return (node, output.name)
  }
}

extension String {
  /// The text inside quotation marks.
  fileprivate var asDotText: String {
    printable.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }
}
