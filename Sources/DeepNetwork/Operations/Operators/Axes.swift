/// The same elements in the same order along other axes.
struct Reshaping: OperatorKind {
  static let names = ["Reshape"]

  /// The new axes; 0: as the input has it there.
  let axes: [Int]

  init(_ axes: [Int]) { self.axes = axes }

  init?(_ form: OperatorForm) {
    guard form.name == "Reshape", form.integers.count == 1, form.integers[0].count <= maximumRank,
      form.integers[0].allSatisfy(\.isSize)
    else { return nil }
    self.init(form.integers[0])
  }

  var form: OperatorForm { OperatorForm("Reshape", integers: [axes]) }

  func shape(of inputs: [[Int]]) -> [Int]? {
    guard inputs.count == 1 else { return nil }
    let shape = axes.enumerated().map { index, size in
      size == 0 && index < inputs[0].count ? inputs[0][index] : size
    }
    return shape.checkedProduct == inputs[0].product ? shape : nil
  }

  func value<Scalar>(of inputs: [TensorValue<Scalar>], shape: [Int]) -> TensorValue<Scalar> {
    TensorValue(shape, inputs[0].numbers)
  }
}

/// All axes behind the first as one.
struct Flattening: OperatorKind {
  static let names = ["Flatten"]

  init() {}

  init?(_ form: OperatorForm) {
    guard form.name == "Flatten", form.integer("axis", default: 1) == 1 else { return nil }
  }

  var form: OperatorForm { OperatorForm("Flatten", ["axis": .integer(1)]) }

  func shape(of inputs: [[Int]]) -> [Int]? {
    guard inputs.count == 1, let batch = inputs[0].first else { return nil }
    return [batch, inputs[0].dropFirst().product]
  }

  func value<Scalar>(of inputs: [TensorValue<Scalar>], shape: [Int]) -> TensorValue<Scalar> {
    TensorValue(shape, inputs[0].numbers)
  }
}

/// The axes in another order.
struct AxesOrder: OperatorKind {
  static let names = ["Transpose"]

  /// For each axis of the result that of the input.
  let order: [Int]

  init(_ order: [Int]) { self.order = order }

  init?(_ form: OperatorForm) {
    guard form.name == "Transpose", case .integers(let order)? = form.attributes["perm"],
      order.sorted() == Array(order.indices)
    else { return nil }
    self.init(order)
  }

  var form: OperatorForm { OperatorForm("Transpose", ["perm": .integers(order)]) }

  func formula(of inputs: [String]) -> String { "Transpose(\(inputs[0]), \(order))" }

  func shape(of inputs: [[Int]]) -> [Int]? {
    guard inputs.count == 1, inputs[0].count == order.count else { return nil }
    return order.map { inputs[0][$0] }
  }

  func value<Scalar>(of inputs: [TensorValue<Scalar>], shape: [Int]) -> TensorValue<Scalar> {
    let strides = inputs[0].shape.strides
    return inputs[0].read(shape, strides: order.map { strides[$0] })
  }
}

/// Tensors one behind the other along an axis.
struct Joining: OperatorKind {
  static let names = ["Concat"]

  let axis: Int

  init(_ axis: Int) { self.axis = axis }

  init?(_ form: OperatorForm) {
    guard form.name == "Concat", case .integer(let axis)? = form.attributes["axis"], axis.isSize
    else { return nil }
    self.init(axis)
  }

  var form: OperatorForm { OperatorForm("Concat", ["axis": .integer(axis)]) }

  func shape(of inputs: [[Int]]) -> [Int]? {
    guard var shape = inputs.first, axis < shape.count else { return nil }
    for other in inputs.dropFirst() {
      guard other.count == shape.count,
        shape.indices.allSatisfy({ $0 == axis || shape[$0] == other[$0] })
      else { return nil }
      shape[axis] += other[axis]
    }
    return shape.checkedProduct == nil ? nil : shape
  }

  func value<Scalar>(of inputs: [TensorValue<Scalar>], shape: [Int]) -> TensorValue<Scalar> {
    var start = 0
    var result = TensorValue<Scalar>(shape, repeating: 0)
    for input in inputs {
      result.write(input, from: start * shape.strides[axis])
      start += input.shape[axis]
    }
    return result
  }
}

/// A part of the places along some axes.
struct Slicing: OperatorKind {
  static let names = ["Slice"]

  let starts, ends, axes, steps: [Int]

  init(starts: [Int], ends: [Int], axes: [Int], steps: [Int]) {
    (self.starts, self.ends, self.axes, self.steps) = (starts, ends, axes, steps)
  }

  init?(_ form: OperatorForm) {
    guard form.name == "Slice", form.integers.count == 4,
      form.integers.allSatisfy({ $0.count == form.integers[0].count && $0.allSatisfy(\.isSize) }),
      form.integers[3].allSatisfy({ $0 > 0 }), Set(form.integers[2]).count == form.integers[2].count
    else { return nil }
    self.init(
      starts: form.integers[0], ends: form.integers[1], axes: form.integers[2],
      steps: form.integers[3])
  }

  var form: OperatorForm { OperatorForm("Slice", integers: [starts, ends, axes, steps]) }

  func shape(of inputs: [[Int]]) -> [Int]? {
    guard inputs.count == 1 else { return nil }
    var shape = inputs[0]
    for (index, axis) in axes.enumerated() {
      guard axis < shape.count, starts[index] < ends[index], ends[index] <= shape[axis] else {
        return nil
      }
      shape[axis] = (ends[index] - starts[index] - 1) / steps[index] + 1
    }
    return shape
  }

  func value<Scalar>(of inputs: [TensorValue<Scalar>], shape: [Int]) -> TensorValue<Scalar> {
    var strides = inputs[0].shape.strides
    var first = 0
    for (index, axis) in axes.enumerated() {
      first += starts[index] * strides[axis]
      strides[axis] *= steps[index]
    }
    return inputs[0].read(shape, strides: strides, from: first)
  }
}

/// Zeros before and behind the places of each axis.
struct ZeroPadding: OperatorKind {
  static let names = ["Pad"]

  let before, behind: [Int]

  init(before: [Int], behind: [Int]) { (self.before, self.behind) = (before, behind) }

  init?(_ form: OperatorForm) {
    guard form.name == "Pad", form.integers.count == 1, form.integers[0].count.isMultiple(of: 2),
      form.integers[0].allSatisfy(\.isSize)
    else { return nil }
    let half = form.integers[0].count / 2
    self.init(
      before: Array(form.integers[0].prefix(half)), behind: Array(form.integers[0].suffix(half)))
  }

  var form: OperatorForm { OperatorForm("Pad", integers: [before + behind]) }

  func shape(of inputs: [[Int]]) -> [Int]? {
    guard inputs.count == 1, inputs[0].count == before.count else { return nil }
    let shape = before.indices.map { before[$0] + inputs[0][$0] + behind[$0] }
    return shape.checkedProduct == nil ? nil : shape
  }

  func value<Scalar>(of inputs: [TensorValue<Scalar>], shape: [Int]) -> TensorValue<Scalar> {
    var result = TensorValue<Scalar>(shape, repeating: 0)
    result.write(inputs[0], from: zip(before, shape.strides).reduce(0) { $0 + $1.0 * $1.1 })
    return result
  }
}

extension Operator {
  /// Reshape: the same elements along other axes; 0: as many as the input has there.
  public static func reshape(_ axes: [Int]) -> Operator { Operator(Reshaping(axes)) }
  /// Flatten: (batch, all others).
  public static let flatten = Operator(Flattening())
  /// Transpose: for each axis of the result that of the input.
  public static func transpose(_ order: [Int]) -> Operator { Operator(AxesOrder(order)) }
  /// Concat: tensors one behind the other along an axis.
  public static func concatenate(axis: Int) -> Operator { Operator(Joining(axis)) }
  /// Slice: the places of a range along an axis.
  public static func slice(_ range: Range<Int>, axis: Int) -> Operator {
    Operator(
      Slicing(starts: [range.lowerBound], ends: [range.upperBound], axes: [axis], steps: [1]))
  }
}
