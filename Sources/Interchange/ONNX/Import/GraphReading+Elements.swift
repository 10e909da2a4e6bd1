import DeepNetwork

// What is computed of single numbers: an activation where the whole of it is one, a part of one until
// then.

extension GraphReading {
  /// What a step computes of single numbers.
  func functions(of flow: Flow) -> ElementFunctions { steps[flow.step].functions }

  /// Whether a step is a part of an activation that is not yet whole.
  func isPart(_ flow: Flow) -> Bool {
    if case .part = steps[flow.step].work { return true }
    return false
  }

  /// The activation that functions are, behind the step of whose numbers; nil where they are none.
  mutating func activation(
    _ functions: ElementFunctions, _ node: ONNXGraph.Node, _ shape: TensorShape
  ) -> Flow? {
    guard let (root, activation) = functions.activation(isDouble: isDouble) else { return nil }
    if activation == .linear { return Flow(step: root, shape: shape) }
    return Flow(step: add(activation, node, after: root, functions), shape: shape)
  }

  /// The activation that functions are, or a part of one.
  mutating func computed(
    _ functions: ElementFunctions, _ node: ONNXGraph.Node, _ shape: TensorShape
  ) -> Flow {
    if let flow = activation(functions, node, shape) { return flow }
    let step = add(.part, node, after: [functions.all[0].root], functions: functions)
    return Flow(step: step, shape: shape)
  }

  /// An activation of what a flow gives.
  mutating func activated(
    _ flow: Flow, by activation: Activation, _ node: ONNXGraph.Node
  ) -> Flow {
    let functions = functions(of: flow).mapped {
      activation(Matrix(rows: 1, columns: $0.count, $0)).elements
    }
    guard !isPart(flow) else { return computed(functions, node, flow.shape) }
    return Flow(step: add(activation, node, after: flow.step, functions), shape: flow.shape)
  }

  private mutating func add(
    _ activation: Activation, _ node: ONNXGraph.Node, after step: Int,
    _ functions: ElementFunctions
  ) -> Int {
    add(
      .layer(ImportedLayer(.activation(activation))), node, after: [step],
      functions: functions.within(steps.count))
  }

  /// A scaling of what a flow gives, with a number for all or one for each unit.
  mutating func scaled(
    _ flow: Flow, by scaling: UnitScaling, _ node: ONNXGraph.Node
  ) throws(ImportError.Problem) -> Flow {
    guard scaling.isFinite else { throw node.problem("scales by what is no finite number") }
    var functions: ElementFunctions?
    if scaling.count == 1 {
      let composed = self.functions(of: flow).mapped { values in
        values.map { ($0 - scaling.center[0]) * scaling.scale[0] + scaling.shift[0] }
      }
      if let whole = activation(composed, node, flow.shape) { return whole }
      if isPart(flow) { return computed(composed, node, flow.shape) }
      functions = composed.within(steps.count)
    }
    let units = flow.shape.image?.channels ?? flow.shape.count
    let step = add(
      .scaling(scaling, units: units), node, after: [flow.step], functions: functions)
    return Flow(step: step, shape: flow.shape)
  }
}
