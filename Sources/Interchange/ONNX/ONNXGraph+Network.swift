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
  /// The graph of dense layers on scaled features: `x` (batch, n[0]) in, `output` (batch, n[L]) out.
  ///
  /// With `isWide`, `x` is float64 whatever the layers are.
  init<Scalar>(
    _ layers: [Dense<Scalar>], _ scaling: FeatureScaling, isWide: Bool = false,
    restoring labelScaling: (mean: [Double], deviation: [Double])? = nil, name: String,
    output: String
  ) {
    var builder = ONNXGraphBuilder<Scalar>(isWide: isWide)
    var last = builder.scale("x", scaling)
    for (index, layer) in layers.enumerated() {
      let isAnswer = index == layers.count - 1 && labelScaling == nil
      last = builder.add(
        layer, number: index + 1, to: last, output: isAnswer ? output : "a\(index + 1)")
    }
    if let labelScaling { builder.restore(last, labelScaling, output: output) }
    self.init(
      name: name, nodes: builder.nodes, initializers: builder.initializers,
      inputs: [Value(name: "x", type: builder.inputType, width: layers.first?.inputSize ?? 0)],
      outputs: [Value(name: output, type: builder.type, width: layers.last?.outputSize ?? 0)])
  }
}

/// Collects the nodes and constants of a graph; each step gives the name of its result.
private struct ONNXGraphBuilder<Scalar: NetworkScalar> {
  var nodes: [ONNXGraph.Node] = []
  var initializers: [ONNXGraph.Initializer] = []
  let type: ElementType = Scalar.self == Float.self ? .float32 : .float64
  let inputType: ElementType

  init(isWide: Bool) { inputType = isWide ? .float64 : type }

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

  mutating func add(
    _ layer: Dense<Scalar>, number l: Int, to aPrev: String, output: String
  ) -> String {
    let W = constant("W\(l)", layer.W.numericArray)
    let b = constant("b\(l)", layer.b.numericArray.reshaped([layer.b.rows]))
    let isLinear = layer.activation == .linear
    let z = add(
      "Gemm", [aPrev, W, b], isLinear ? output : "z\(l)", ["transB": .integer(1)])
    return isLinear ? z : activate(layer.activation, z, number: l, output: output)
  }

  private mutating func activate(
    _ activation: Activation, _ z: String, number l: Int, output: String
  ) -> String {
    guard activation != .linear, let function = activation.kind.onnxOperator else { return z }
    guard let leaky = activation.kind as? LeakyReLU, type == .float64 else {
      let attributes =
        function.floats.mapValues { ONNXGraph.Attribute.float(Float($0)) }
        .merging(function.integers.mapValues { .integer($0) }) { float, _ in float }
      guard function.isTimesZ else { return add(function.type, [z], output, attributes) }
      return add("Mul", [z, add(function.type, [z], "g\(l)", attributes)], output)
    }
    // LeakyRelu takes a float32 slope, and some runtimes do not have it in float64.
    let zero = constant("zero\(l)", NumericArray(shape: [1], values: [0.0]))
    let factor = constant("slope\(l)", NumericArray(shape: [1], values: [leaky.slope]))
    let isPositive = add("Greater", [z, zero], "positive\(l)")
    return add("Where", [isPositive, z, add("Mul", [z, factor], "sloped\(l)")], output)
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

extension NumericArray {
  fileprivate init<Scalar: NetworkScalar>(shape: [Int], values: [Scalar], as type: ElementType) {
    self.init(shape: shape, elementType: type) { target in
      values.withUnsafeBytes { target.copyMemory(from: $0) }
    }
  }
}
