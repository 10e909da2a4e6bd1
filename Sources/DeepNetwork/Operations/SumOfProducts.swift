/// A number of a tensor as a sum of products, to be spelled out.
package struct SumOfProducts<Scalar: NetworkScalar>: Sendable {
  /// Where the number stands in the result, as it goes on behind its name: `[0,0]`.
  package let place: String
  /// A weight and a number that comes in, each.
  package let products: [(Scalar, Scalar)]
  /// The bias; nil where there is none.
  package let addend: Scalar?

  /// The sum.
  package var value: Scalar { products.reduce(addend ?? 0) { $0 + $1.0 * $1.1 } }
}

extension Operation {
  /// The result in terms of the inputs' names: `Conv(X, W1) + b1`.
  ///
  /// An example is a column, as it is all over the library: the product of ONNX's Gemm is `W1 X`.
  package var formula: String { `operator`.kind.formula(of: inputs.map(\.name)) }

  /// A number of the result as a sum of products of the inputs' values; nil where it is no such sum.
  package func sumOfProducts<Scalar>(_ values: [String: TensorValue<Scalar>])
    -> SumOfProducts<Scalar>?
  {
    let inputs = inputs.compactMap { values[$0.name] }
    guard let result = values[output.name] else { return nil }
    return `operator`.kind.sumOfProducts(inputs, shape: result.shape)
  }
}
