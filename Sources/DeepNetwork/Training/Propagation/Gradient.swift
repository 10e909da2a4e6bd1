/// The gradient of the cost with respect to the parameters of one layer.
public struct Gradient<Scalar: NetworkScalar>: Sendable, Equatable {
  /// The names of the parameters.
  public let names: [String]
  /// A gradient for each, in the parameter's shape; empty for one that is not trained.
  public internal(set) var values: [Matrix<Scalar>]

  init(names: [String]) {
    self.names = names
    values = names.map { _ in .empty }
  }

  /// The gradient of the parameter of this name.
  ///
  /// - Precondition: the layer has one.
  public subscript(name: String) -> Matrix<Scalar> {
    guard let index = names.firstIndex(of: name) else {
      fatalError("there is no \(name) among \(names)")
    }
    return values[index]
  }

  /// The gradient of W: (n[l], n[l-1]) in a dense layer; empty where the layer has none.
  public var dW: Matrix<Scalar> { names.contains("W") ? self["W"] : .empty }
  /// The gradient of b: (n[l], 1) in a dense layer; empty where the layer has none.
  public var db: Matrix<Scalar> { names.contains("b") ? self["b"] : .empty }

  /// The name of the last parameter whose gradient is not finite.
  var lastThatIsNotFinite: String {
    values.lastIndex { !$0.maximumMagnitude().isFinite }.map { names[$0] } ?? ""
  }

  /// Scales all elements.
  static func *= (gradient: inout Gradient, factor: Scalar) {
    for index in gradient.values.indices { gradient.values[index] *= factor }
  }

  /// Adds the gradient of the same layer in another pass.
  static func += (gradient: inout Gradient, other: Gradient) {
    for (index, value) in other.values.enumerated() where !value.isEmpty {
      if gradient.values[index].isEmpty {
        gradient.values[index] = value
      } else {
        gradient.values[index] += value
      }
    }
  }
}
