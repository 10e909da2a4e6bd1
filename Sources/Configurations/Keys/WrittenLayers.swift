import DeepNetwork
import Text

extension LayerSpecification {
  /// The layer as a configuration writes it, defaults filled in.
  package var json: JSONValue { KeyRange.layer.write(self) ?? JSONValue(.null) }
}

extension [LayerSpecification] {
  /// Layers that keep the rules of a configuration's; nil where one does not.
  package init?(checking json: JSONValue, leakyReluSlope slope: Double) {
    var validator = Validator()
    guard
      let valid = validator.valid(json, KeyRange<[LayerSpecification]>.layers.form, at: JSONPath()),
      validator.problems.isEmpty,
      let layers = KeyRange.layers.read(
        valid, Surroundings(defaults: ["leakyRelu.slope": JSONValue(slope)]))
    else { return nil }
    self = layers
  }

  /// The slopes of leakyRelu.
  package var leakyReluSlopes: Set<Double> {
    Set(
      flatMap(\.withInner).compactMap {
        guard case .leakyRelu(let slope) = $0.activation else { return nil }
        return slope
      })
  }
}
