/// The mean of each channel of pictures, (batch, channels, 1, 1).
struct GlobalMean: OperatorKind {
  static let names = ["GlobalAveragePool"]

  init() {}

  init?(_ form: OperatorForm) {
    guard form == GlobalMean().form else { return nil }
  }

  var form: OperatorForm { OperatorForm("GlobalAveragePool") }

  func shape(of inputs: [[Int]]) -> [Int]? {
    inputs.count == 1 && inputs[0].count == 4 ? [inputs[0][0], inputs[0][1], 1, 1] : nil
  }

  func value<Scalar>(of inputs: [TensorValue<Scalar>], shape: [Int]) -> TensorValue<Scalar> {
    AxesMean([2, 3]).value(of: inputs, shape: shape)
  }

  func composed<Scalar>(_ inputs: [Tensor], in statement: inout Statement<Scalar>) -> Tensor? {
    statement.apply(.mean(axes: [2, 3]), inputs[0])
  }
}

/// The mean over some axes, which stay with the size 1.
struct AxesMean: OperatorKind {
  static let names = ["ReduceMean"]

  let axes: [Int]

  init(_ axes: [Int]) { self.axes = axes }

  init?(_ form: OperatorForm) {
    guard form.name == "ReduceMean", form.integers.count == 1,
      form.integers[0].allSatisfy(\.isSize), form.integer("keepdims", default: 1) == 1
    else { return nil }
    self.init(form.integers[0])
  }

  var form: OperatorForm { OperatorForm("ReduceMean", integers: [axes]) }

  func formula(of inputs: [String]) -> String { "mean(\(inputs[0]), axes \(axes))" }

  func shape(of inputs: [[Int]]) -> [Int]? {
    guard inputs.count == 1, axes.allSatisfy({ $0 < inputs[0].count && inputs[0][$0] > 0 }) else {
      return nil
    }
    return inputs[0].enumerated().map { axes.contains($0) ? 1 : $1 }
  }

  func value<Scalar>(of inputs: [TensorValue<Scalar>], shape: [Int]) -> TensorValue<Scalar> {
    let (sizes, strides) = (inputs[0].shape, inputs[0].shape.strides)
    let order = sizes.indices.filter { !axes.contains($0) } + sizes.indices.filter(axes.contains)
    let sorted = inputs[0].read(order.map { sizes[$0] }, strides: order.map { strides[$0] })
    let rows = sorted.numbers.reshaped(
      rows: shape.product, columns: sizes.indices.filter(axes.contains).map { sizes[$0] }.product)
    return TensorValue(shape, rows.rowMeans())
  }
}

/// e^xᵢ / Σⱼ e^xⱼ over an axis.
struct SoftmaxOperator: OperatorKind {
  static let names = ["Softmax"]

  let axis: Int

  init(_ axis: Int) { self.axis = axis }

  init?(_ form: OperatorForm) {
    guard form.name == "Softmax", let axis = form.integer("axis", default: -1), axis >= -1,
      axis < maximumRank
    else { return nil }
    self.init(axis)
  }

  var form: OperatorForm { OperatorForm("Softmax", ["axis": .integer(axis)]) }

  func formula(of inputs: [String]) -> String { "softmax(\(inputs[0]))" }

  func shape(of inputs: [[Int]]) -> [Int]? {
    inputs.count == 1 && !inputs[0].isEmpty && axis < inputs[0].count ? inputs[0] : nil
  }

  func value<Scalar>(of inputs: [TensorValue<Scalar>], shape: [Int]) -> TensorValue<Scalar> {
    let axis = axis < 0 ? shape.count - 1 : axis
    var order = Array(shape.indices)
    order.swapAt(axis, shape.count - 1)
    // Exchanged twice, two axes stand as they stood.
    let sorted = AxesOrder(order).value(of: inputs, shape: order.map { shape[$0] })
    let rows = sorted.numbers.reshaped(
      rows: shape[axis] == 0 ? 0 : shape.product / shape[axis], columns: shape[axis])
    let result = TensorValue(sorted.shape, softmax(rows.transposed).transposed)
    return AxesOrder(order).value(of: [result], shape: shape)
  }
}

/// scale · (x - mean) / √(variance + epsilon) + shift for each channel, axis 1.
struct BatchScaling: OperatorKind {
  static let names = ["BatchNormalization"]

  let epsilon: Double

  init(epsilon: Double) { self.epsilon = epsilon }

  init?(_ form: OperatorForm) {
    guard form.name == "BatchNormalization", form.integer("training_mode", default: 0) == 0,
      let epsilon = form.number("epsilon", default: 1e-5)
    else { return nil }
    self.init(epsilon: epsilon)
  }

  var form: OperatorForm { OperatorForm("BatchNormalization", ["epsilon": .number(epsilon)]) }

  func formula(of inputs: [String]) -> String {
    let (x, gamma, beta, mean, variance) = (inputs[0], inputs[1], inputs[2], inputs[3], inputs[4])
    return "\(gamma) * (\(x) - \(mean)) / sqrt(\(variance) + \(epsilon)) + \(beta)"
  }

  func shape(of inputs: [[Int]]) -> [Int]? {
    guard inputs.count == 5, inputs[0].count >= 2,
      inputs.dropFirst().allSatisfy({ $0 == [inputs[0][1]] })
    else { return nil }
    return inputs[0]
  }

  func value<Scalar>(of inputs: [TensorValue<Scalar>], shape: [Int]) -> TensorValue<Scalar> {
    let channels = [shape[1]] + Array(repeating: 1, count: shape.count - 2)
    let parts = inputs.dropFirst().map {
      TensorValue(channels, $0.numbers).stretched(to: shape).numbers
    }
    let deviation = sqrt(parts[3] + Scalar(epsilon))
    return TensorValue(shape, (inputs[0].numbers - parts[2]) ./ deviation .* parts[0] + parts[1])
  }

  /// The attribute is a number in float32: the rest of epsilon becomes part of the variance.
  func composed<Scalar>(_ inputs: [Tensor], in statement: inout Statement<Scalar>) -> Tensor? {
    let rounded = Float(epsilon)
    let below = Double(rounded) > epsilon ? Double(rounded.nextDown) : Double(rounded)
    guard below != epsilon else { return nil }
    let variance = statement.value(of: inputs[4])
    let shifted = statement.constant(
      inputs[4].name, variance.numbers + Scalar(epsilon - below), shape: variance.shape)
    return statement.apply(Operator(BatchScaling(epsilon: below)), Array(inputs[..<4]) + [shifted])
  }
}

extension Operator {
  /// GlobalAveragePool: the mean of each channel of pictures, (batch, channels, 1, 1).
  public static let globalAveragePool = Operator(GlobalMean())
  /// ReduceMean: the mean over some axes, which stay with the size 1.
  public static func mean(axes: [Int]) -> Operator { Operator(AxesMean(axes)) }
  /// Softmax over an axis, the last unless given.
  public static func softmax(axis: Int = -1) -> Operator { Operator(SoftmaxOperator(axis)) }
  /// BatchNormalization of x by scale, shift, mean and variance (channels) each:
  /// scale · (x - mean) / √(variance + epsilon) + shift along axis 1.
  public static func batchNormalization(epsilon: Double) -> Operator {
    Operator(BatchScaling(epsilon: epsilon))
  }
}
