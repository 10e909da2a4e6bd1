/// What an optimizer remembers of one parameter matrix; empty until the first update.
public struct OptimizerState<Scalar: NetworkScalar>: Sendable {
  /// The velocity of momentum, the mean of the gradient of Adam.
  package var first = Matrix<Scalar>.empty
  /// The mean of the squared gradient of RMSprop and Adam.
  package var second = Matrix<Scalar>.empty

  /// What is remembered before the first update: nothing.
  public init() {}
}

/// What an optimizer remembers of a layer.
package struct LayerOptimizerState<Scalar: NetworkScalar>: Sendable {
  package var W = OptimizerState<Scalar>()
  package var b = OptimizerState<Scalar>()

  package init() {}
}

/// The numbers of one update that all parameters share.
struct UpdateStep: Sendable {
  /// The learning rate of this update.
  let alpha: Double
  /// Of how many updates this is the last, from 1.
  let number: Int
  /// lambda / m: what L2 adds to dW is this times W.
  let decay: Double
}
