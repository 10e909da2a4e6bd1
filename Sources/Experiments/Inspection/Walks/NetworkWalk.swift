import DeepNetwork
import Drawing

/// The document that walks through one update of a network, formula beside value.
package struct NetworkWalk {
  /// Sums of more terms are not spelled out.
  private static let maximumTerms = 4

  private let trace: NetworkTrace<Double>
  private let graph: NetworkGraph
  private let hyperparameters: Hyperparameters
  private var L: Int { trace.layers.count }
  private var m: Int { trace.X.columns }

  package init(
    _ trace: NetworkTrace<Double>, _ graph: NetworkGraph, _ hyperparameters: Hyperparameters
  ) {
    self.trace = trace
    self.graph = graph
    self.hyperparameters = hyperparameters
  }

  package func document(title: String, lead: [String]) -> FormulaDocument {
    typealias Section = FormulaDocument.Section
    let numbers = Array(1...L)
    let sections =
      [Section(title: "Given", entries: given)]
      + numbers.map { Section(title: "Forward, layer \($0)\(describe($0))", entries: forward($0)) }
      + [Section(title: "Cost", entries: [cost])]
      + numbers.reversed().map { Section(title: "Backward, layer \($0)", entries: backward($0)) }
      + numbers.map { Section(title: "Update, layer \($0)", entries: update($0)) }
    return FormulaDocument(title: title, lead: lead, sections: sections)
  }

  private func describe(_ l: Int) -> String {
    ": \(graph.plan.n[l - 1]) -> \(graph.plan.n[l]), \(graph.plan.activations[l - 1].name)"
  }

  private var given: [FormulaDocument.Entry] {
    var entries = [entry("X", nil, trace.X), entry("Y", nil, trace.Y)]
    if let weights = trace.weights { entries.append(entry("weights", nil, weights)) }
    return entries
  }

  private func entry(
    _ name: String, _ formula: String?, _ matrix: Matrix<Double>, _ worked: [String] = []
  ) -> FormulaDocument.Entry {
    let excerpt = MatrixExcerpt(matrix)
    return .init(
      name: name, formula: formula, shape: "\(excerpt.shape)",
      numbers: excerpt.lines + (excerpt.remark.map { [$0] } ?? []), worked: worked)
  }

  private func input(_ l: Int) -> (name: String, value: Matrix<Double>) {
    l == 1 ? ("X", trace.X) : ("A\(l - 1)", trace.layers[l - 2].A)
  }

  // MARK: Forward

  private func forward(_ l: Int) -> [FormulaDocument.Entry] {
    let (step, formulas) = (trace.layers[l - 1], graph.formulas(l))
    var entries = [entry("W\(l)", nil, step.W), entry("b\(l)", nil, step.b)]
    entries.append(entry("Z\(l)", formulas.Z, step.Z, workedZ(l)))
    if let mask = step.mask { entries.append(entry("D\(l) / \(keep(l))", nil, mask)) }
    entries.append(entry("A\(l)", formulas.A, step.A, workedA(l)))
    return entries
  }

  private func keep(_ l: Int) -> Double { graph.plan.keepProbabilities[l - 1] }

  private func workedZ(_ l: Int) -> [String] {
    let (step, value) = (trace.layers[l - 1], input(l).value)
    let bias = step.b[0, 0].traceOperand
    guard value.rows <= Self.maximumTerms else {
      let products = "sum of \(value.rows) products + \(bias)"
      return ["Z\(l)[0,0] = \(products) = \(step.Z[0, 0].traceText)"]
    }
    let products = (0..<value.rows).map {
      "\(step.W[0, $0].traceOperand) * \(value[$0, 0].traceOperand)"
    }
    let sum = (products + [bias]).joined(separator: " + ")
    return ["Z\(l)[0,0] = \(sum) = \(step.Z[0, 0].traceText)"]
  }

  private func workedA(_ l: Int) -> [String] {
    let (step, activation) = (trace.layers[l - 1], graph.plan.activations[l - 1])
    let (z, a) = (step.Z[0, 0], step.A[0, 0].traceText)
    let scale = step.mask.map { " * \($0[0, 0].traceText)" } ?? ""
    if activation == .linear {
      return scale.isEmpty ? [] : ["A\(l)[0,0] = \(z.traceOperand)\(scale) = \(a)"]
    }
    if activation == .softmax {
      return ["A\(l)[0,0] = exp(\(z.traceText)) / sum of the column's exp = \(a)"]
    }
    return ["A\(l)[0,0] = \(activation.kind.text(of: z.traceText))\(scale) = \(a)"]
  }

  // MARK: Cost

  private var cost: FormulaDocument.Entry {
    .init(name: "J", formula: graph.cost, worked: workedCost)
  }

  private var workedCost: [String] {
    let value = trace.cost.traceText
    let isSpelledOut =
      m == 1 && trace.Y.rows == 1 && hyperparameters.l2 == 0 && trace.weights == nil
    guard isSpelledOut else { return ["J = \(value)"] }
    let worked = graph.loss.kind.worked(a: trace.layers[L - 1].A[0, 0], y: target) { $0.traceText }
    return ["J = \(worked.map { "\($0) = " } ?? "")\(value)"]
  }

  /// The first label as the loss takes it.
  private var target: Double { graph.loss.kind.targets(trace.Y)[0, 0] }

  // MARK: Backward

  private func backward(_ l: Int) -> [FormulaDocument.Entry] {
    let (step, formulas) = (trace.layers[l - 1], graph.formulas(l))
    var entries: [FormulaDocument.Entry] = []
    if let dA = step.dA { entries.append(entry("dA\(l)", formulas.dA, dA, workedDA(l))) }
    entries.append(entry("dZ\(l)", formulas.dZ, step.dZ, workedDZ(l)))
    let clipped =
      hyperparameters.clipNorm > 0
      ? ", all gradients scaled down to the norm \(hyperparameters.clipNorm)" : ""
    entries.append(entry("dW\(l)", formulas.dW + clipped, step.dW, workedDW(l)))
    entries.append(entry("db\(l)", formulas.db + clipped, step.db))
    return entries
  }

  private func workedDA(_ l: Int) -> [String] {
    guard l < L, let dA = trace.layers[l - 1].dA else { return [] }
    let next = trace.layers[l]
    guard next.W.rows <= Self.maximumTerms else { return [] }
    let products = (0..<next.W.rows).map {
      "\(next.W[$0, 0].traceOperand) * \(next.dZ[$0, 0].traceOperand)"
    }
    let sum = products.joined(separator: " + ")
    return ["dA\(l)[0,0] = \(sum) = \(dA[0, 0].traceText)"]
  }

  private func workedDZ(_ l: Int) -> [String] {
    let step = trace.layers[l - 1]
    let result = step.dZ[0, 0].traceText
    guard let dA = step.dA else {
      let weight = trace.weights.map { " * \($0[0, 0].traceText)" } ?? ""
      let difference = "\(step.A[0, 0].traceText) - \(target.traceOperand)"
      let term = weight.isEmpty ? difference : "(\(difference))\(weight)"
      return ["dZ\(l)[0,0] = \(term) = \(result)"]
    }
    guard let slope = slope(of: graph.plan.activations[l - 1], at: step.Z[0, 0]) else { return [] }
    let scale = step.mask.map { " * \($0[0, 0].traceText)" } ?? ""
    return [
      "dZ\(l)[0,0] = \(dA[0, 0].traceOperand)\(scale) * \(slope.traceText) = \(result)"
    ]
  }

  /// g'(z); nil where a unit depends on all, as in softmax.
  private func slope(of activation: Activation, at z: Double) -> Double? {
    guard activation.kind.isElementwise else { return nil }
    let kept = activation.forward(Matrix(rows: 1, columns: 1, [z])).kept
    return activation.backward(Matrix(rows: 1, columns: 1, [1]), kept: kept).dZ[0, 0]
  }

  private func workedDW(_ l: Int) -> [String] {
    let (step, value) = (trace.layers[l - 1], input(l).value)
    guard m <= Self.maximumTerms, hyperparameters.l2 == 0, hyperparameters.clipNorm == 0 else {
      return []
    }
    let products = (0..<m).map {
      "\(step.dZ[0, $0].traceOperand) * \(value[0, $0].traceOperand)"
    }
    let sum = products.joined(separator: " + ")
    let mean = m == 1 ? sum : "(\(sum)) / \(m)"
    return ["dW\(l)[0,0] = \(mean) = \(step.dW[0, 0].traceText)"]
  }

  // MARK: Update

  private func update(_ l: Int) -> [FormulaDocument.Entry] {
    let step = trace.layers[l - 1]
    let optimizer = hyperparameters.optimizer.kind
    let alpha = trace.alpha.traceText
    var worked: [String] = []
    if optimizer is GradientDescent {
      let product = "\(alpha) * \(step.dW[0, 0].traceOperand)"
      worked = [
        "W\(l)[0,0] := \(step.W[0, 0].traceText) - \(product) = \(step.newW[0, 0].traceText)"
      ]
    }
    let updates = [
      entry(
        "W\(l)", optimizer.formula("W\(l)", alpha: alpha, decays: true), step.newW, worked),
      entry("b\(l)", optimizer.formula("b\(l)", alpha: alpha, decays: false), step.newB),
    ]
    return updates.map { update in
      var update = update
      update.isUpdate = true
      return update
    }
  }
}
