/// `randn · scale`.
public struct NormalWeights: InitializerKind {
  public static let name = "normal"
  public static let summary = "randn · scale."
  public static let aliases = ["randomNormal", "truncatedNormal", "gaussian", "randn", "random"]
  public static let settings = [
    Key(
      "scale", \NormalWeights.scale, .each(.fromZero, count: 1...),
      "One number for all layers, or one per layer.",
      aliases: ["std", "stdDev", "standardDeviation", "sigma", "gain"])
  ]

  /// The standard deviation of all layers, or of each.
  public var scale: [Double]

  /// Normal weights with one scale for all layers or one per layer.
  public init(scale: [Double]) { self.scale = scale }
  public init() { self.init(scale: [0.01]) }

  private func scale(ofLayer l: Int) -> Double {
    require(
      scale.count == 1 || scale.indices.contains(l - 1),
      "normal weights need one scale for all layers or one for each, but there are \(scale.count)"
        + " and none for layer \(l)")
    return scale.count == 1 ? scale[0] : scale[l - 1]
  }

  public func deviation(ofLayer l: Int) -> Double? { scale(ofLayer: l) }

  public func weights<Scalar: NetworkScalar>(
    _ W: InitialWeights, from random: inout RandomState
  ) -> Matrix<Scalar> {
    let scale = scale(ofLayer: W.layer)
    return W.drawn { random.randn() * scale }
  }
}

extension Initializer {
  /// `randn · scale`; one scale for all layers or one per layer.
  public static func normal(scale: [Double] = [0.01]) -> Initializer {
    Initializer(NormalWeights(scale: scale))
  }
}
