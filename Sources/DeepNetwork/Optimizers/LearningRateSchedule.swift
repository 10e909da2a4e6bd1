import Foundation

/// How the learning rate alpha falls during training.
public enum LearningRateSchedule: Hashable, Sendable {
  /// Alpha stays as it is.
  case none
  /// alpha / (1 + rate · epoch).
  case inverse(rate: Double)
  /// alpha · rate^epoch.
  case exponential(rate: Double)
  /// alpha · rate^⌊epoch / every⌋.
  case step(rate: Double, every: Int)
  /// minimum + ½ (alpha - minimum)(1 + cos(π t / T)), t the update, T their number.
  case cosine(minimum: Double)

  /// Whether alpha depends on how many updates there are to be.
  package var followsLength: Bool {
    switch self {
    case .cosine: true
    case .none, .inverse, .exponential, .step: false
    }
  }

  /// The learning rate of update `iteration` (from 0) of `iterations`, in pass `epoch` (from 0).
  public func alpha(from alpha: Double, iteration: Int, of iterations: Int, epoch: Int) -> Double {
    switch self {
    case .none: alpha
    case .inverse(let rate): alpha / (1 + rate * Double(epoch))
    case .exponential(let rate): alpha * pow(rate, Double(epoch))
    case .step(let rate, let every): alpha * pow(rate, Double(epoch / every))
    case .cosine(let minimum):
      minimum + (alpha - minimum) / 2 * (1 + cos(.pi * Double(iteration) / Double(iterations)))
    }
  }
}
