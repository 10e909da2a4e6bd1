import Foundation
import TestSupport
import Testing

@testable import DeepNetwork

extension Trainer {
  /// Trains and returns what was remarked.
  func remarks() throws -> [Diagnostic] {
    var remarks: [Diagnostic] = []
    _ = try train(onRemark: { remarks.append($0) })
    return remarks
  }
}

/// A training of layers on examples X, Y, a row of the history for each update.
func watchedTrainer(
  _ layers: [any NetworkLayer<Double>], X: Matrix<Double>, Y: Matrix<Double>, iterations: Int = 8,
  alpha: Double = 0.01, _ change: (inout Hyperparameters) -> Void = { _ in }
) throws -> Trainer<Double> {
  try Trainer(
    Model(layers), on: MatrixExamples(X: X, Y: Y),
    hyperparameters(iterations: iterations, alpha: alpha, change), random: RandomState(seed: 1))
}

/// A layer of the given weights; b is 0 unless given.
func denseLayer(_ W: [[Double]], b: [Double]? = nil, _ activation: Activation) -> Dense<Double> {
  Dense(
    W: Matrix(W), b: Matrix((b ?? Array(repeating: 0, count: W.count)).map { [$0] }),
    activation: activation)
}

/// 1 for each example whose first feature is above 0.
func signs(of X: Matrix<Double>) -> Matrix<Double> {
  Matrix([(0..<X.columns).map { X[0, $0] > 0 ? 1 : 0 }])
}
