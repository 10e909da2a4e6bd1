import Foundation
import Kernels

/// How a gradient changes a parameter; the definitions and defaults are PyTorch's.
public enum Optimizer: Hashable, Sendable {
  /// W := W - alpha dW.
  case gradientDescent
  /// v := beta v + dW; W := W - alpha v.
  case momentum(beta: Double = 0.9)
  /// s := beta s + (1 - beta) dW²; W := W - alpha dW / (√s + epsilon).
  case rmsprop(beta: Double = 0.99, epsilon: Double = 1e-8)
  /// Adam with bias correction. Diederik Kingma and Jimmy Ba, 2015.
  case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)
}

extension Optimizer {
  /// Changes a parameter by one update, in a training loop of one's own.
  ///
  /// - Parameters:
  ///   - parameter: W or b of a layer.
  ///   - gradient: its gradient, of the same shape.
  ///   - state: what the optimizer remembers of this parameter from update to update.
  ///   - alpha: the learning rate.
  ///   - number: of how many updates this is the last, from 1; Adam's bias correction needs it.
  public func update<Scalar>(
    _ parameter: inout Matrix<Scalar>, by gradient: Matrix<Scalar>,
    state: inout OptimizerState<Scalar>, alpha: Double, number: Int
  ) {
    update(
      &parameter, gradient, &state, UpdateStep(alpha: alpha, number: number, decay: 0), decay: 0)
  }

  /// Changes `parameter` by one update; `decay` times the parameter is added to its gradient.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func update<Scalar>(
    _ parameter: inout Matrix<Scalar>, _ gradient: Matrix<Scalar>,
    _ state: inout OptimizerState<Scalar>, _ step: UpdateStep, decay: Double
  ) {
    guard !parameter.isEmpty else { return }
    require(
      gradient.shape == parameter.shape,
      "a gradient must have the shape \(parameter.shape) of its parameter, not \(gradient.shape)")
    let gradient = gradient.ordered(parameter.order)
    let (alpha, count) = (step.alpha, parameter.count)
    let table = kernels(for: Scalar.self)
    prepare(&state, for: parameter)
    parameter.withMutableElements { w in
      gradient.withElements { g in
        state.first.withMutableElements { v in
          state.second.withMutableElements { s in
            table.update(
              w, g, by: rule(number: step.number), v: v, s: s, count: count, alpha: alpha,
              decay: decay)
          }
        }
      }
    }
  }

  /// The update as the kernels carry it out, the last of `number`.
  private func rule(number: Int) -> UpdateRule {
    switch self {
    case .gradientDescent: .gradientDescent
    case .momentum(let beta): .momentum(beta: beta)
    case .rmsprop(let beta, let epsilon): .rmsprop(beta: beta, epsilon: epsilon)
    case .adam(let beta1, let beta2, let epsilon):
      .adam(
        beta1: beta1, beta2: beta2, epsilon: epsilon,
        correction1: 1 - pow(beta1, Double(number)), correction2: 1 - pow(beta2, Double(number)))
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func prepare<Scalar>(
    _ state: inout OptimizerState<Scalar>, for parameter: Matrix<Scalar>
  ) {
    let (needsFirst, needsSecond) =
      switch self {
      case .gradientDescent: (false, false)
      case .momentum: (true, false)
      case .rmsprop: (false, true)
      case .adam: (true, true)
      }
    func zeros() -> Matrix<Scalar> {
      Matrix<Scalar>(rows: parameter.rows, columns: parameter.columns).ordered(parameter.order)
    }
    if needsFirst, state.first.isEmpty { state.first = zeros() }
    if needsSecond, state.second.isEmpty { state.second = zeros() }
  }
}

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
