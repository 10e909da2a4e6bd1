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
