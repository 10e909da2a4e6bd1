import ArrayFiles
import DeepNetwork

/// What becomes of raw features before the first layer.
package enum FeatureScaling: Hashable, Sendable {
  case none
  /// x / divisor.
  case division(by: Double)
  /// (x - mean) / deviation, feature by feature.
  case standardization(mean: [Double], deviation: [Double])
}

extension ONNXGraph {
  /// The graph of a forward pass on scaled features: `x` (batch, n[0]) in, `output` (batch, n[L]) out.
  ///
  /// With `isWide`, `x` is float64 whatever the network is; NaN becomes what `fill` has for its feature.
  init<Scalar>(
    _ statement: Statement<Scalar>, filling fill: [Double]? = nil, _ scaling: FeatureScaling,
    isWide: Bool = false,
    restoring labelScaling: (mean: [Double], deviation: [Double])? = nil, name: String,
    output: String
  ) {
    var builder = ONNXGraphBuilder<Scalar>(isWide: isWide)
    let X = builder.scale(fill.map { builder.fill("x", $0) } ?? "x", scaling)
    let A = builder.add(
      statement.forRuntimes(), to: X, output: labelScaling == nil ? output : nil)
    if let labelScaling { builder.restore(A, labelScaling, output: output) }
    self.init(
      name: name, nodes: builder.nodes, initializers: builder.initializers,
      inputs: [Value(name: "x", type: builder.inputType, width: statement.input.shape[1])],
      outputs: [Value(name: output, type: builder.type, width: statement.output.shape[1])])
  }
}

/// Collects the nodes and constants of a graph; each step gives the name of its result.
private struct ONNXGraphBuilder<Scalar: NetworkScalar> {
  var nodes: [ONNXGraph.Node] = []
  var initializers: [ONNXGraph.Initializer] = []
  let type: ElementType = Scalar.self == Float.self ? .float32 : .float64
  let inputType: ElementType

  init(isWide: Bool) { inputType = isWide ? .float64 : type }

  /// The features with numbers in place of NaN, but where those are NaN too.
  mutating func fill(_ x: String, _ numbers: [Double]) -> String {
    let fill =
      inputType == .float32
      ? NumericArray(shape: [numbers.count], values: numbers.map { Float($0) })
      : NumericArray(shape: [numbers.count], values: numbers)
    return add("Where", [add("IsNaN", [x], "x.gaps"), constant("fill", fill), x], "x.filled")
  }

  /// The scaled features, computed as for training: in float32 a standardization is rounded last.
  mutating func scale(_ x: String, _ scaling: FeatureScaling) -> String {
    switch scaling {
    case .none: return cast(x, from: inputType, to: type, "x.narrow")
    case .division(let divisor):
      let number = NumericArray(shape: [1], values: [Scalar(divisor)], as: type)
      let narrow = cast(x, from: inputType, to: type, "x.narrow")
      return add("Div", [narrow, constant("divisor", number)], "x.scaled")
    case .standardization(let mean, let deviation):
      let mean = constant("mean", NumericArray(shape: [mean.count], values: mean))
      guard type == .float32 else {
        let deviation = NumericArray(shape: [deviation.count], values: deviation)
        let centered = add("Sub", [x, mean], "x.centred")
        return add("Div", [centered, constant("deviation", deviation)], "x.scaled")
      }
      let inverse = NumericArray(shape: [deviation.count], values: deviation.map { 1 / $0 })
      let wide = cast(x, from: inputType, to: .float64, "x.wide")
      let centered = add("Sub", [wide, mean], "x.centred")
      let scaled = add("Mul", [centered, constant("inverse", inverse)], "x.standard")
      return cast(scaled, from: .float64, to: .float32, "x.scaled")
    }
  }

  /// Answers to scaled labels as answers to labels as they were, computed in float64.
  mutating func restore(
    _ a: String, _ scaling: (mean: [Double], deviation: [Double]), output: String
  ) {
    let count = scaling.mean.count
    let mean = constant("labels.mean", NumericArray(shape: [count], values: scaling.mean))
    let deviation = constant(
      "labels.deviation", NumericArray(shape: [count], values: scaling.deviation))
    let wide = cast(a, from: type, to: .float64, "y.wide")
    let centered = add("Mul", [wide, deviation], "y.centred")
    let value = add("Add", [centered, mean], type == .float64 ? output : "y.value")
    _ = cast(value, from: .float64, to: type, output)
  }

  /// A tensor in another type; itself where it has that type.
  private mutating func cast(
    _ x: String, from type: ElementType, to other: ElementType, _ output: String
  ) -> String {
    guard type != other else { return x }
    return add("Cast", [x], output, ["to": .integer(ONNXElementType.code(other))])
  }

  /// The steps of a statement; the name of its output, if there is one, is the given one.
  mutating func add(_ statement: Statement<Scalar>, to X: String, output: String?) -> String {
    for tensor in statement.constants {
      let array = statement.matrix(of: tensor).numericArray
      _ = constant(tensor.name, array.reshaped(tensor.shape))
    }
    var names = [statement.input.name: X]
    if let output, statement.output != statement.input { names[statement.output.name] = output }
    for operation in statement.operations {
      let form = operation.operator.form
      let name = operation.output.name
      let integers = form.integers.enumerated().map { index, values in
        constant(
          "\(name).\(index + 1)",
          NumericArray(shape: [values.count], values: values.map { Int64($0) }))
      }
      _ = add(
        form.name, operation.inputs.map { names[$0.name] ?? $0.name } + integers,
        names[name] ?? name, form.attributes.mapValues(ONNXGraph.Attribute.init))
    }
    guard let output, statement.output == statement.input else {
      return names[statement.output.name] ?? statement.output.name
    }
    return add("Identity", [X], output)
  }

  private mutating func constant(_ name: String, _ array: NumericArray) -> String {
    initializers.append(ONNXGraph.Initializer(name: name, array: array))
    return name
  }

  private mutating func add(
    _ operation: String, _ inputs: [String], _ output: String,
    _ attributes: [String: ONNXGraph.Attribute] = [:]
  ) -> String {
    nodes.append(
      ONNXGraph.Node(
        operation: operation, inputs: inputs, output: output, attributes: attributes))
    return output
  }
}

extension ONNXGraph.Attribute {
  fileprivate init(_ attribute: OperatorAttribute) {
    switch attribute {
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .float(Float(value))
    case .integers(let values): self = .integers(values)
    }
  }
}

extension NumericArray {
  fileprivate init<Scalar: NetworkScalar>(shape: [Int], values: [Scalar], as type: ElementType) {
    self.init(shape: shape, elementType: type) { target in
      values.withUnsafeBytes { target.copyMemory(from: $0) }
    }
  }
}
