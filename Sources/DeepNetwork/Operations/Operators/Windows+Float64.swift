/// Windows by slices: each place of a window is a slice of the whole picture.
extension WindowOperator {
  func composed<Scalar>(_ inputs: [Tensor], in statement: inout Statement<Scalar>) -> Tensor? {
    switch function {
    case .maximum: return nil
    case .mean:
      let x = padded(inputs[0], axes: [2, 3], in: &statement)
      let parts = slices(of: x, axes: [2, 3], in: &statement)
      let sum = parts.dropFirst().reduce(parts[0]) { statement.apply(.add, $0, $1) }
      return statement.apply(.divide, sum, statement.number(Double(kernel.product)))
    case .convolution:
      return convolved(inputs, in: &statement)
    }
  }

  /// The windows of each group side by side, (batch, rows, columns, kernel · channels), times the filters.
  private func convolved<Scalar>(_ inputs: [Tensor], in statement: inout Statement<Scalar>)
    -> Tensor
  {
    let rows = statement.apply(.transpose([0, 2, 3, 1]), inputs[0])
    let x = padded(rows, axes: [1, 2], in: &statement)
    let W = statement.value(of: inputs[1])
    let (filters, channels) = (W.shape[0] / groups, W.shape[1])
    let parts = (0..<groups).map { group in
      let own =
        groups == 1
        ? x : statement.apply(.slice(group * channels..<(group + 1) * channels, axis: 3), x)
      let windows = statement.apply(
        .concatenate(axis: 3), slices(of: own, axes: [1, 2], in: &statement))
      let steps = W.shape.strides
      let product = W.read(
        [kernel[0], kernel[1], channels, filters],
        strides: [steps[2], steps[3], steps[1], steps[0]], from: group * filters * steps[0])
      let constant = statement.constant(
        inputs[1].name,
        product.numbers.reshaped(rows: kernel.product * channels, columns: filters))
      return statement.apply(.matrixProduct, windows, constant)
    }
    var z = groups == 1 ? parts[0] : statement.apply(.concatenate(axis: 3), parts)
    if inputs.count == 3 { z = statement.apply(.add, z, inputs[2]) }
    return statement.apply(.transpose([0, 3, 1, 2]), z)
  }

  private func padded<Scalar>(
    _ x: Tensor, axes: [Int], in statement: inout Statement<Scalar>
  ) -> Tensor {
    guard pads != [0, 0, 0, 0] else { return x }
    var (before, behind) = ([0, 0, 0, 0], [0, 0, 0, 0])
    for (index, axis) in axes.enumerated() {
      (before[axis], behind[axis]) = (pads[index], pads[index + 2])
    }
    return statement.apply(Operator(ZeroPadding(before: before, behind: behind)), x)
  }

  /// For each place of a window, row by row, its numbers at all places of the windows.
  private func slices<Scalar>(
    of x: Tensor, axes: [Int], in statement: inout Statement<Scalar>
  ) -> [Tensor] {
    let places = (0..<2).map { (x.shape[axes[$0]] - kernel[$0]) / strides[$0] }
    return (0..<kernel.product).map { place in
      let starts = [place / kernel[1], place % kernel[1]]
      let ends = (0..<2).map { starts[$0] + places[$0] * strides[$0] + 1 }
      return statement.apply(
        Operator(Slicing(starts: starts, ends: ends, axes: axes, steps: strides)), x)
    }
  }
}
