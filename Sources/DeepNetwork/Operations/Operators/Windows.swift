/// What slides over pictures (batch, channels, height, width): Conv, MaxPool, AveragePool.
struct WindowOperator: OperatorKind {
  enum Function: String, CaseIterable {
    case convolution = "Conv"
    case maximum = "MaxPool"
    case mean = "AveragePool"
  }

  static var names: [String] { Function.allCases.map(\.rawValue) }

  let function: Function
  /// Rows and columns of a window.
  let kernel: [Int]
  /// Rows and columns from a window to the next.
  let strides: [Int]
  /// Rows above, columns left, rows below and columns right.
  let pads: [Int]
  let groups: Int

  init(_ function: Function, kernel: [Int], strides: [Int], pads: [Int], groups: Int = 1) {
    self.function = function
    self.kernel = kernel
    self.strides = strides
    self.pads = pads
    self.groups = groups
  }

  init?(_ form: OperatorForm) {
    guard let function = Function(rawValue: form.name), form.integers.isEmpty,
      let kernel = form.sizes("kernel_shape", count: 2, default: 0), !kernel.contains(0),
      let strides = form.sizes("strides", count: 2, default: 1), !strides.contains(0),
      let pads = form.sizes("pads", count: 4, default: 0),
      pads.indices.allSatisfy({ pads[$0] < kernel[$0 % 2] }),
      let groups = form.integer("group", default: 1), groups > 0,
      form.integer("count_include_pad", default: 1) == 1
    else { return nil }
    self.init(function, kernel: kernel, strides: strides, pads: pads, groups: groups)
  }

  var form: OperatorForm {
    var attributes: [String: OperatorAttribute] = [
      "kernel_shape": .integers(kernel), "strides": .integers(strides), "pads": .integers(pads),
    ]
    if function == .convolution { attributes["group"] = .integer(groups) }
    if function == .mean { attributes["count_include_pad"] = .integer(1) }
    return OperatorForm(function.rawValue, attributes)
  }

  func formula(of inputs: [String]) -> String {
    let step = strides == [1, 1] ? "" : ", stride \(strides.text)"
    let border = pads == [0, 0, 0, 0] ? "" : ", pads \(pads.text)"
    guard function == .convolution else {
      return "\(function.rawValue)(\(inputs[0]), \(kernel.text)\(step)\(border))"
    }
    let parts = groups == 1 ? "" : ", groups \(groups)"
    return "Conv(\(inputs[0]), \(inputs[1])\(step)\(border)\(parts))"
      + inputs.dropFirst(2).map { " + \($0)" }.joined()
  }

  /// The first filter at the middle of the first picture; what it would see outside of it is left out.
  func sumOfProducts<Scalar>(_ inputs: [TensorValue<Scalar>], shape: [Int])
    -> SumOfProducts<Scalar>?
  {
    guard function == .convolution, shape.product > 0 else { return nil }
    let (x, W) = (inputs[0], inputs[1])
    let place = [shape[2] / 2, shape[3] / 2]
    let (top, left) = (place[0] * strides[0] - pads[0], place[1] * strides[1] - pads[1])
    var products: [(Scalar, Scalar)] = []
    for channel in 0..<W.shape[1] {
      for i in 0..<kernel[0] where (0..<x.shape[2]).contains(top + i) {
        for j in 0..<kernel[1] where (0..<x.shape[3]).contains(left + j) {
          let weight = W.numbers[0, (channel * kernel[0] + i) * kernel[1] + j]
          let pixel = (channel * x.shape[2] + top + i) * x.shape[3] + left + j
          products.append((weight, x.numbers[0, pixel]))
        }
      }
    }
    return SumOfProducts(
      place: " at row \(place[0]), column \(place[1])", products: products,
      addend: inputs.count == 3 ? inputs[2].numbers[0, 0] : nil)
  }

  func shape(of inputs: [[Int]]) -> [Int]? {
    guard let x = inputs.first, x.count == 4 else { return nil }
    let padded = [x[2] + pads[0] + pads[2], x[3] + pads[1] + pads[3]]
    guard padded[0] >= kernel[0], padded[1] >= kernel[1],
      (x.prefix(2) + padded).checkedProduct != nil
    else { return nil }
    let places = (0..<2).map { (padded[$0] - kernel[$0]) / strides[$0] + 1 }
    guard function == .convolution else {
      let shape = [x[0], x[1]] + places
      return inputs.count == 1 && isCountable(shape) ? shape : nil
    }
    guard inputs.count == 2 || inputs.count == 3, inputs[1].count == 4,
      x[1].isMultiple(of: groups), inputs[1][0].isMultiple(of: groups),
      Array(inputs[1].dropFirst()) == [x[1] / groups] + kernel,
      inputs.count == 2 || inputs[2] == [inputs[1][0]]
    else { return nil }
    let shape = [x[0], inputs[1][0]] + places
    return isCountable(shape) && isCountable([x[1]] + places) ? shape : nil
  }

  /// Whether there is memory for the windows of all places.
  private func isCountable(_ shape: [Int]) -> Bool { (shape + kernel).checkedProduct != nil }

  func value<Scalar>(of inputs: [TensorValue<Scalar>], shape: [Int]) -> TensorValue<Scalar> {
    guard function == .convolution else { return pooled(inputs[0], shape) }
    let x = padded(inputs[0], with: 0)
    let W = inputs[1].matrix
    var parts: [Matrix<Scalar>] = []
    for example in 0..<shape[0] {
      for group in 0..<groups {
        let filters = W[rows: group * W.rows / groups..<(group + 1) * W.rows / groups]
        parts.append(filters * patches(x, example, group, shape))
      }
    }
    var result = Matrix(rowsOf: parts)
    if inputs.count == 3 {
      let b = Matrix(rowsOf: Array(repeating: inputs[2].numbers.transposed, count: shape[0]))
      result = result + b
    }
    return TensorValue(shape, result)
  }

  /// The windows of one example and group as columns, (channels · kernel, places).
  private func patches<Scalar>(
    _ x: TensorValue<Scalar>, _ example: Int, _ group: Int, _ shape: [Int]
  ) -> Matrix<Scalar> {
    let steps = x.shape.strides
    let channels = x.shape[1] / groups
    let windows = x.read(
      [channels, kernel[0], kernel[1], shape[2], shape[3]],
      strides: [steps[1], steps[2], steps[3], strides[0] * steps[2], strides[1] * steps[3]],
      from: example * steps[0] + group * channels * steps[1])
    return windows.numbers.reshaped(
      rows: channels * kernel[0] * kernel[1], columns: shape[2] * shape[3])
  }

  private func pooled<Scalar>(_ x: TensorValue<Scalar>, _ shape: [Int]) -> TensorValue<Scalar> {
    let x = padded(x, with: function == .maximum ? -.infinity : 0)
    let steps = x.shape.strides
    let windows = x.read(
      shape + kernel,
      strides: [
        steps[0], steps[1], strides[0] * steps[2], strides[1] * steps[3], steps[2], steps[3],
      ])
    let rows = windows.numbers.reshaped(rows: shape.product, columns: kernel.product)
    return TensorValue(shape, function == .maximum ? rows.rowMaxima() : rows.rowMeans())
  }

  private func padded<Scalar>(_ x: TensorValue<Scalar>, with value: Scalar) -> TensorValue<Scalar> {
    guard pads != [0, 0, 0, 0] else { return x }
    let (height, width) = (x.shape[2] + pads[0] + pads[2], x.shape[3] + pads[1] + pads[3])
    var result = TensorValue([x.shape[0], x.shape[1], height, width], repeating: value)
    result.write(x, from: pads[0] * width + pads[1])
    return result
  }
}

extension [Int] {
  /// `2` where all are the same, else `[2, 3]`.
  fileprivate var text: String { Set(self).count == 1 ? "\(self[0])" : "\(self)" }
}

extension Operator {
  /// Conv: the filters W (n, channels / groups, rows, columns) and, where there is one, b (n) slide over
  /// pictures (batch, channels, height, width).
  ///
  /// - Parameters:
  ///   - kernel: rows and columns of a filter.
  ///   - strides: rows and columns from a place to the next.
  ///   - pads: the zeros: rows above, columns left, rows below and columns right.
  ///   - groups: the parts into which channels and filters fall.
  /// - Returns: the operator.
  public static func convolution(
    kernel: [Int], strides: [Int] = [1, 1], pads: [Int] = [0, 0, 0, 0], groups: Int = 1
  ) -> Operator {
    Operator(
      WindowOperator(.convolution, kernel: kernel, strides: strides, pads: pads, groups: groups))
  }

  /// MaxPool: the largest of each window of pictures (batch, channels, height, width).
  public static func maxPool(kernel: [Int], strides: [Int], pads: [Int] = [0, 0, 0, 0]) -> Operator
  {
    Operator(WindowOperator(.maximum, kernel: kernel, strides: strides, pads: pads))
  }

  /// AveragePool: the mean of each window of pictures (batch, channels, height, width), zeros around them
  /// counted.
  public static func averagePool(kernel: [Int], strides: [Int], pads: [Int] = [0, 0, 0, 0])
    -> Operator
  { Operator(WindowOperator(.mean, kernel: kernel, strides: strides, pads: pads)) }
}
