import DeepNetwork

// What is computed of single numbers: an activation where the whole of it is one, a part of one until
// then.

extension GraphReading {
  /// What a step computes of single numbers.
  func function(of flow: Flow) -> ElementFunction { steps[flow.step].function }

  /// Whether a step is a part of an activation that is not yet whole.
  func isPart(_ flow: Flow) -> Bool {
    if case .part = steps[flow.step].work { return true }
    return false
  }

  /// The activation that a function is, behind its root; nil where it is none.
  mutating func activation(
    _ function: ElementFunction, _ node: ONNXGraph.Node, _ shape: TensorShape
  ) -> Flow? {
    guard let activation = function.activation(isDouble: isDouble) else { return nil }
    if activation == .linear { return Flow(step: function.root, shape: shape) }
    return Flow(step: add(activation, node, after: function.root, function), shape: shape)
  }

  /// The activation that a function is, or a part of one.
  mutating func computed(
    _ function: ElementFunction, _ node: ONNXGraph.Node, _ shape: TensorShape
  ) -> Flow {
    if let flow = activation(function, node, shape) { return flow }
    return Flow(step: add(.part, node, after: [function.root], function: function), shape: shape)
  }

  /// An activation of what a flow gives.
  mutating func activated(
    _ flow: Flow, by activation: Activation, _ node: ONNXGraph.Node
  ) -> Flow {
    let before = function(of: flow)
    let values = activation(Matrix(rows: 1, columns: before.values.count, before.values)).elements
    let function = ElementFunction(root: before.root, values: values)
    guard !isPart(flow) else { return computed(function, node, flow.shape) }
    return Flow(step: add(activation, node, after: flow.step, function), shape: flow.shape)
  }

  private mutating func add(
    _ activation: Activation, _ node: ONNXGraph.Node, after step: Int, _ function: ElementFunction
  ) -> Int {
    add(.layer(ImportedLayer(.activation(activation))), node, after: [step], function: function)
  }

  /// A scaling of what a flow gives, with a number for all or one for each unit.
  mutating func scaled(
    _ flow: Flow, by scaling: UnitScaling, _ node: ONNXGraph.Node
  ) throws(ImportError.Problem) -> Flow {
    guard scaling.isFinite else { throw node.problem("scales by what is no finite number") }
    var function: ElementFunction?
    if scaling.count == 1 {
      let before = self.function(of: flow)
      let values = before.values.map {
        ($0 - scaling.center[0]) * scaling.scale[0] + scaling.shift[0]
      }
      let composed = ElementFunction(root: before.root, values: values)
      if let whole = activation(composed, node, flow.shape) { return whole }
      if isPart(flow) { return computed(composed, node, flow.shape) }
      function = composed
    }
    let units = flow.shape.image?.channels ?? flow.shape.count
    let step = add(.scaling(scaling, units: units), node, after: [flow.step], function: function)
    return Flow(step: step, shape: flow.shape)
  }
}
