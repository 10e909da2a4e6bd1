import DeepNetwork
import Drawing

/// The document that walks through one update of a network of any layers, formula beside value.
package struct LayerWalk {
  /// Sums of more products are spelled out as far as the first few.
  private static let maximumProducts = 9
  private static let firstProducts = 4

  private let trace: UpdateTrace<Double>
  private let formulas: LossFormulas
  private let hyperparameters: Hyperparameters

  package init(
    _ trace: UpdateTrace<Double>, _ plan: NetworkPlan, loss: Loss,
    _ hyperparameters: Hyperparameters
  ) {
    self.trace = trace
    self.hyperparameters = hyperparameters
    formulas = LossFormulas(
      loss, plan, l2: hyperparameters.l2, isWeighted: trace.weights != nil)
  }

  package func document(title: String, lead: [String]) -> FormulaDocument {
    typealias Section = FormulaDocument.Section
    let steps = Array(trace.layers.enumerated()).map { (l: $0.offset + 1, step: $0.element) }
    let onTheWay = steps.map {
      Section(title: "Forward, layer \($0.l): \($0.step.name)", entries: forward($0.l, $0.step))
    }
    let onTheWayBack = steps.reversed().map {
      Section(title: "Backward, layer \($0.l)", entries: backward($0.l, $0.step))
    }
    let updates = steps.map {
      Section(title: "Update, layer \($0.l)", entries: update($0.l, $0.step))
    }
    let cost = FormulaDocument.Entry(
      name: "J", formula: formulas.cost, worked: ["J = \(trace.cost.traceText)"])
    var sections = [Section(title: "Given", entries: given)]
    sections += onTheWay
    sections.append(Section(title: "Cost", entries: [cost]))
    sections += onTheWayBack
    sections += updates.filter { !$0.entries.isEmpty }
    return FormulaDocument(title: title, lead: lead, sections: sections)
  }

  private typealias Entry = FormulaDocument.Entry
  private typealias Step = UpdateTrace<Double>.LayerStep

  private var given: [Entry] {
    [Entry("X", trace.X), Entry("Y", trace.Y)]
      + (trace.weights.map { [Entry("weights", $0)] } ?? [])
  }

  // MARK: Forward

  private func forward(_ l: Int, _ step: Step) -> [Entry] {
    var entries = step.parameters.map { Entry($0.name.ofLayer(l), $0.value) }
    let known = Set(entries.map(\.name))
    guard let statement = step.statement, step.isStatedAsTrained else {
      let remark =
        step.statement == nil
        ? "without operations of its own" : "its operations are those of inference alone"
      return entries + [Entry("A\(l)", step.A, remarks: [remark])] + inference(l, step)
    }
    for constant in statement.constants where !known.contains(constant.name) {
      entries.append(Entry(constant.name, statement.matrix(of: constant)))
    }
    for operation in statement.operations {
      guard let value = step.values[operation.output.name] else { continue }
      entries.append(
        Entry(operation.output.name, operation.formula, value, worked(operation, step)))
    }
    if statement.operations.last?.output != statement.output
      || statement.output.name != "A\(l)"
    {
      entries.append(Entry("A\(l)", step.A, formula: statement.output.name))
    }
    return entries + inference(l, step)
  }

  /// A of the network in use where a training pass is another.
  private func inference(_ l: Int, _ step: Step) -> [Entry] {
    step.inferredA.map {
      [Entry("A\(l) of inference", $0, remarks: ["when the network is used and not trained"])]
    } ?? []
  }

  private func worked(_ operation: Operation, _ step: Step) -> [String] {
    guard let sum = operation.sumOfProducts(step.values) else { return [] }
    let isWhole = sum.products.count <= Self.maximumProducts
    var terms = sum.products.prefix(isWhole ? sum.products.count : Self.firstProducts).map {
      "\($0.0.traceOperand) * \($0.1.traceOperand)"
    }
    if !isWhole { terms.append("\u{2026} (\(sum.products.count) products)") }
    if let addend = sum.addend { terms.append(addend.traceOperand) }
    let name = operation.output.name + sum.place
    return ["\(name) = \(terms.joined(separator: " + ")) = \(sum.value.traceText)"]
  }

  // MARK: Backward

  private func backward(_ l: Int, _ step: Step) -> [Entry] {
    guard let dOutput = step.dOutput else {
      return [Entry(name: "dA\(l)", formula: "not computed: no layer up to here is trained")]
    }
    let isLast = l == trace.layers.count
    let start = formulas.start(isDZ: trace.beginsWithDZ)
    let head =
      isLast
      ? Entry(start.name, dOutput, formula: start.formula)
      : Entry("dA\(l)", dOutput, formula: "dA_prev of layer \(l + 1)")
    return [head]
      + step.parameters.filter { !$0.gradient.isEmpty }.map { parameter in
        let name = parameter.name.ofLayer(l)
        return Entry(
          "d\(name)", parameter.gradient, formula: gradientFormula(name, parameter.decays),
          hasNorm: true)
      }
  }

  private func gradientFormula(_ name: String, _ decays: Bool) -> String {
    let l2 = hyperparameters.l2
    return "mean over the examples" + (l2 > 0 && decays ? " + \(l2) / m * \(name)" : "")
      + (hyperparameters.clipNorm > 0
        ? ", all gradients scaled down to the norm \(hyperparameters.clipNorm)" : "")
  }

  // MARK: Update

  private func update(_ l: Int, _ step: Step) -> [Entry] {
    let optimizer = hyperparameters.optimizer.kind
    let alpha = trace.alpha.traceText
    let parameters = step.parameters.filter { !$0.gradient.isEmpty }.map { parameter in
      let name = parameter.name.ofLayer(l)
      let formula = optimizer.formula(name, alpha: alpha, decays: parameter.decays)
      return Entry(name, parameter.newValue, formula: formula, isUpdate: true)
    }
    let state = step.newState.sorted { $0.key < $1.key }.map { name, value in
      Entry("\(name.ofState(l)) of inference", value, remarks: ["kept from update to update"])
    }
    return parameters + state
  }
}

extension String {
  /// The name of a state of a layer among those of its network: `mean2`, of a layer inside `mean4.2`.
  fileprivate func ofState(_ l: Int) -> String {
    let parts = split(separator: ".")
    return ([(parts.last ?? "") + "\(l)"] + parts.dropLast().map(String.init))
      .joined(separator: ".")
  }
}

extension FormulaDocument.Entry {
  fileprivate init(
    _ name: String, _ matrix: Matrix<Double>, formula: String? = nil, isUpdate: Bool = false,
    hasNorm: Bool = false, remarks: [String] = []
  ) {
    let excerpt = MatrixExcerpt(matrix)
    let remark = excerpt.remark ?? (hasNorm ? "norm \(excerpt.norm.traceText)" : nil)
    self.init(
      name: name, formula: formula, shape: "\(excerpt.shape)",
      numbers: excerpt.lines + (remark.map { [$0] } ?? []), worked: remarks)
    self.isUpdate = isUpdate
  }

  /// A tensor: of examples (n, m), of pictures the first channel of the first example.
  fileprivate init(
    _ name: String, _ formula: String, _ value: TensorValue<Double>, _ worked: [String]
  ) {
    guard value.shape.count == 4 else {
      self.init(name, value.matrix.transposed, formula: formula, remarks: worked)
      return
    }
    let excerpt = MatrixExcerpt(value.firstPicture)
    let others = value.shape[0] * value.shape[1] > 1
    self.init(
      name: name, formula: formula,
      shape: "(" + value.shape.map { "\($0)" }.joined(separator: ", ") + ")",
      numbers: excerpt.lines + (others ? ["channel 0 of example 0"] : []),
      worked: worked)
  }
}
