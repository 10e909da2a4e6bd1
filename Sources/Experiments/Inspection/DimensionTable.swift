import Datasets
import DeepNetwork
import Foundation
import Text

/// The shapes that a plan proves and what they cost, a row per layer, as text or JSON.
package struct DimensionTable: Sendable {
  private let plan: NetworkPlan
  /// The examples of an update; nil where they are not known.
  private let m: Int?
  private let precision: Configuration.Precision
  private let cost: IterationCost?
  private let need: MemoryNeed?
  private let firstLayer: FirstLayerDecision?
  private let augmentation: Augmentation?

  /// The table of a plan.
  ///
  /// - Parameters:
  ///   - plan: the proven shapes.
  ///   - count: the examples of the training set; nil where they are not known.
  ///   - configuration: what governs the training.
  package init(_ plan: NetworkPlan, examples count: Int?, configuration: Configuration) {
    self.plan = plan
    precision = configuration.precision
    augmentation = configuration.data.train.augment
    let hyperparameters = configuration.hyperparameters
    let isBatchKnown = count != nil || hyperparameters.batchSize > 0
    let size = hyperparameters.batchSize
    let m = isBatchKnown ? (size == 0 ? count : min(size, count ?? size)) : nil
    self.m = m
    firstLayer = count.map { count in
      let updates = size == 0 || size >= count ? 1 : (count + size - 1) / size
      return FirstLayerDecision(
        hyperparameters, isDense: plan.layers[0].specification.units != nil,
        isFrozen: !plan.layers[0].specification.isTrainable,
        isAugmented: configuration.data.train.augment != nil, n0: plan.n[0],
        n1: plan.n[1], m: count,
        iterations: hyperparameters.duration.updates(perEpoch: updates),
        scalarSize: configuration.precision.size, hasGram: false)
    }
    let isDual = firstLayer?.isDual ?? false
    cost = m.map {
      IterationCost(plan, m: $0, isDual: isDual, optimizer: hyperparameters.optimizer)
    }
    need = m.map {
      MemoryNeed(
        plan, batchSize: $0, precision: configuration.precision,
        optimizer: configuration.hyperparameters.optimizer,
        isValidated: configuration.data.validation != nil,
        isAugmented: configuration.data.train.augment != nil)
    }
  }

  /// - Throws: `MemoryError` if the machine does not have what the training needs.
  package func requireFit() throws { try need?.requireFit() }

  private var batch: String { m.map { "\($0)" } ?? "m" }

  private func bytes(_ numbers: Double) -> Double { numbers * Double(precision.size) }

  /// The table with lines of totals.
  package var text: String {
    let isPlain = plan.isDense && plan.layers.allSatisfy(\.specification.isTrainable)
    return (isPlain ? denseTable : layerTable).text + totals.map { "\($0)\n" }.joined()
  }

  private var denseTable: TextTable {
    var header = [
      "layer", "W, dW", "b, db", "Z, A, dZ", "cache: A_prev, A", "activation", "parameters",
    ]
    if cost != nil { header += ["operations", "bytes"] }
    let rows = (1...plan.L).map { l in
      var row = [
        "\(l)", "\(plan.shapeOfW(l))", "\(plan.shapeOfB(l))", "(\(plan.n[l]), \(batch))",
        "(\(plan.n[l - 1]), \(batch)), (\(plan.n[l]), \(batch))", "\(plan.activations[l - 1])",
        "\(plan.parameterCount(l))",
      ]
      if let layer = cost?.layers[l - 1] {
        row += [layer.operations.countText, bytes(layer.numbers).byteText]
      }
      return row
    }
    return TextTable(header: header, rows: rows, rightAligned: [0, 6, 7, 8])
  }

  /// The table of layers of any kind, those inside a block below it.
  private var layerTable: TextTable {
    var header = ["layer", "type", "A", "pictures", "learns", "activation", "parameters"]
    if cost != nil { header += ["operations", "bytes"] }
    var rows: [[String]] = []
    for (index, layer) in plan.layers.enumerated() {
      rows += self.rows(layer, layer.number, cost?.layers[index])
    }
    return TextTable(header: header, rows: rows, rightAligned: [6, 7, 8])
  }

  private func rows(_ layer: PlannedLayer, _ number: String, _ cost: IterationCost.Layer?)
    -> [[String]]
  {
    var row = [
      number, layer.specification.type, "(\(layer.outputSize), \(batch))",
      layer.outputImage.map { "\($0)" } ?? "", layer.learnedText,
      "\(layer.specification.activation)", "\(layer.parameterCount)",
    ]
    if self.cost != nil {
      row += cost.map { [$0.operations.countText, bytes($0.numbers).byteText] } ?? ["", ""]
    }
    let inner = layer.inner.flatMap { rows($0, "\(number).\($0.number)", nil) }
    return [row] + inner
  }

  private var totals: [String] {
    var lines = [
      "X (\(plan.n[0]), \(batch)), Y (\(plan.n[plan.L]), \(batch)); "
        + "\(plan.parameterCount) parameters"
    ]
    if let cost {
      lines.append(
        "an iteration: \(cost.operations.countText) operations, "
          + "\(bytes(cost.numbers).byteText) read and written")
    }
    if let need {
      lines.append(
        "memory: \(Double(need.total).byteText), of it \(Double(need.parameters).byteText) for "
          + "parameters and \(Double(need.batch).byteText) for the batch")
    }
    if let firstLayer { lines.append(firstLayer.description) }
    if let augmentation { lines.append("augment: \(augmentation)") }
    return lines
  }

  /// The same as JSON.
  package var json: JSONValue {
    let batch = m.map { JSONValue($0) } ?? JSONValue(.null)
    let null = JSONValue(.null)
    let layers = (1...plan.L).map { l -> JSONValue in
      let (W, b) = (plan.shapeOfW(l).json, plan.shapeOfB(l).json)
      let Z: JSONValue = [JSONValue(plan.n[l]), batch]
      let layer = cost?.layers[l - 1]
      return [
        "layer": JSONValue(l), "type": JSONValue(plan.layers[l - 1].specification.type),
        "picture": plan.layers[l - 1].outputImage.map {
          [JSONValue($0.height), JSONValue($0.width), JSONValue($0.channels)]
        } ?? null,
        "W": W, "b": b, "learns": plan.layers[l - 1].learned, "Z": Z, "A": Z,
        "dW": W, "db": b, "dZ": Z, "cache": [[JSONValue(plan.n[l - 1]), batch], Z],
        "activation": plan.activations[l - 1].json,
        "parameters": JSONValue(plan.parameterCount(l)),
        "operations": layer.map { JSONValue($0.operations) } ?? null,
        "bytes": layer.map { JSONValue(bytes($0.numbers)) } ?? null,
      ]
    }
    return [
      "X": [JSONValue(plan.n[0]), batch], "Y": [JSONValue(plan.n[plan.L]), batch],
      "layers": JSONValue(layers), "parameters": JSONValue(plan.parameterCount), "m": batch,
      "operations": cost.map { JSONValue($0.operations) } ?? null,
      "bytes": cost.map { JSONValue(bytes($0.numbers)) } ?? null,
      "memory": need.map { JSONValue($0.total) } ?? null,
      "memoryOfParameters": need.map { JSONValue($0.parameters) } ?? null,
      "memoryOfBatch": need.map { JSONValue($0.batch) } ?? null,
      "firstLayer": firstLayer.map { JSONValue($0.isDual ? "dual" : "direct") } ?? null,
    ]
  }
}

extension PlannedLayer {
  /// `gamma (4, 1), beta (4, 1)`: the layer's own parameters, those of layers inside left out.
  var learnedText: String {
    let own = parameters.filter { !$0.name.contains(".") }.map { "\($0.name) \($0.shape)" }
    return (own + (specification.isTrainable ? [] : ["frozen"])).joined(separator: ", ")
  }

  /// The shapes of all parameters by name.
  fileprivate var learned: JSONValue {
    JSONValue(parameters.map { JSONMember($0.name, $0.shape.json) })
  }
}

/// What one update computes and moves.
struct IterationCost: Sendable {
  struct Layer: Sendable {
    /// Multiplications and additions of the matrix products.
    let operations: Double
    /// Elements of matrices, each counted whenever it is read or written.
    let numbers: Double
  }

  let layers: [Layer]

  var operations: Double { layers.reduce(0) { $0 + $1.operations } }
  var numbers: Double { layers.reduce(0) { $0 + $1.numbers } }

  /// The cost for batches of m examples; the first layer in the space of the examples if it is dual.
  init(_ plan: NetworkPlan, m: Int, isDual: Bool, optimizer: Optimizer) {
    let states = Double(optimizer.kind.memory.count)
    layers = (1...plan.L).map { l in
      guard plan.layers[l - 1].specification.units != nil else {
        return Layer(plan.layers[l - 1], m: Double(m), isFirst: l == 1, states: states)
      }
      let (m, output) = (Double(m), Double(plan.n[l]))
      // In the dual form (S | C) takes the place of W, and the products of the examples that of X.
      let input = isDual && l == 1 ? m + output : Double(plan.n[l - 1])
      let product = 2 * output * input * m
      // Forward, dW and, but for the first layer, dA_prev; the dual dS is no product.
      let products: Double = l > 1 ? 3 : isDual ? 1 : 2
      let (W, aPrev, a) = (output * input + output, input * m, output * m)
      let forward = W + aPrev + a
      let backward = aPrev + 3 * a + W + (l == 1 ? 0 : W + aPrev)
      let update = (3 + 2 * states) * W
      return Layer(operations: products * product, numbers: forward + backward + update)
    }
  }
}

extension IterationCost.Layer {
  /// The cost of a layer that is not dense.
  fileprivate init(_ layer: PlannedLayer, m: Double, isFirst: Bool, states: Double) {
    let parameters = Double(layer.parameterCount)
    let (aPrev, a) = (Double(layer.inputSize) * m, Double(layer.outputSize) * m)
    let products: Double = isFirst ? 2 : 3
    guard layer.inner.isEmpty else {
      let inner = layer.inner.map { Self($0, m: m, isFirst: false, states: states) }
      self.init(
        operations: inner.reduce(0) { $0 + $1.operations },
        numbers: inner.reduce(0) { $0 + $1.numbers } + 6 * a)
      return
    }
    let operations = products * layer.arithmetic * m
    let forward = parameters + aPrev + a
    let backward = aPrev + 3 * a + parameters + (isFirst ? 0 : parameters + aPrev)
    self.init(
      operations: operations, numbers: forward + backward + (3 + 2 * states) * parameters)
  }
}

extension Configuration.Precision {
  /// Bytes of a number.
  var size: Int { self == .float32 ? 4 : 8 }
}

extension Double {
  /// A number of bytes in units of 1024.
  var byteText: String {
    var (number, unit) = (self, 0)
    let units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"]
    while number >= 1024, unit < units.count - 1 { (number, unit) = (number / 1024, unit + 1) }
    return "\(number < 1000 ? number.significant(3) : number.decimals(0)) \(units[unit])"
  }

  /// A count in words: whole while it is small, else with two digits.
  fileprivate var countText: String { self < 1e6 ? decimals(0) : significant(2) }
}
