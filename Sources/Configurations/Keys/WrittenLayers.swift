import DeepNetwork
import Text

// Layers, activations and losses as configurations and model files write them: defaults filled in, leakyRelu by its
// name where it has the one slope of the file.

extension [LayerSpecification] {
  /// The layers as JSON.
  package func json(leakyReluSlope slope: Double) -> JSONValue {
    (KeyRange.layers.write(self) ?? []).naming(leakyReluSlope: slope)
  }

  /// Layers that keep the rules of a configuration's; nil where one does not.
  package init?(checking json: JSONValue, leakyReluSlope slope: Double) {
    guard let layers = KeyRange.layers.checked(json, leakyReluSlope: slope) else { return nil }
    self = layers
  }

  /// The slope of leakyRelu where all have the same; else the default.
  package var leakyReluSlope: Double {
    let slopes = Set(
      flatMap(\.withInner).compactMap { ($0.activation.kind as? LeakyReLU)?.slope })
    return slopes.count == 1 ? slopes.first ?? 0.01 : 0.01
  }
}

extension Activation {
  /// The activation as JSON: its name, or an object where a setting is not at its default.
  package var json: JSONValue {
    (KeyRange.activation.write(self) ?? JSONValue(name)).naming(leakyReluSlope: LeakyReLU().slope)
  }
}

extension [Activation] {
  /// The activations as JSON.
  package func json(leakyReluSlope slope: Double) -> JSONValue {
    (KeyRange.list(of: .activation).write(self) ?? []).naming(leakyReluSlope: slope)
  }

  /// Activations that keep the rules of a configuration's; nil where one does not.
  package init?(checking json: JSONValue, leakyReluSlope slope: Double) {
    let range = KeyRange.list(of: KeyRange<Activation>.activation)
    guard let activations = range.checked(json, leakyReluSlope: slope) else { return nil }
    self = activations
  }
}

extension Loss {
  /// The loss as a text: its name, or its settings as JSON.
  package var text: String {
    let json = KeyRange.loss.write(self)
    return json?.string ?? json?.compactText ?? name
  }

  /// The loss of such a text; nil where it does not keep the rules of a configuration's.
  package init?(text: String) {
    let range = KeyRange<Loss>.loss
    guard let loss = range.checked(JSONValue(text: text) ?? JSONValue(text)) else { return nil }
    self = loss
  }
}

extension KeyRange {
  fileprivate func checked(_ json: JSONValue, leakyReluSlope slope: Double = 0.01) -> Value? {
    var validator = Validator()
    guard let valid = validator.valid(json, form, at: JSONPath()), validator.problems.isEmpty
    else { return nil }
    return read(valid, Surroundings(defaults: ["leakyRelu.slope": JSONValue(slope)]))
  }
}

extension JSONValue {
  /// The value in which each leakyRelu of this slope is said by its name.
  func naming(leakyReluSlope slope: Double) -> JSONValue {
    if let list { return JSONValue(list.map { $0.naming(leakyReluSlope: slope) }) }
    guard let members else { return self }
    if self["type"]?.string == LeakyReLU.name {
      return self["slope"]?.double == slope ? JSONValue(LeakyReLU.name) : self
    }
    return JSONValue(
      members.map { JSONMember($0.name, $0.value.naming(leakyReluSlope: slope)) })
  }
}

// MARK: - Kinds that a program lacks

extension JSONValue {
  /// The layers and activations in written layers that this program does not know, by name.
  package var unknownLayerKinds: [String] {
    (list ?? []).flatMap { layer in
      let type = layer["type"]?.string
      let isKnown = LayerSpecification.kinds.contains { $0.name == type }
      let inner = (layer.members ?? []).flatMap { member in
        member.name == "activation"
          ? JSONValue([member.value]).unknownActivationKinds : member.value.unknownLayerKinds
      }
      return (isKnown ? [] : [type].compactMap(\.self)) + inner
    }
  }

  /// The activations of a written list that this program does not know, by name.
  package var unknownActivationKinds: [String] {
    (list ?? []).compactMap { activation in
      let name = activation.string ?? activation["type"]?.string
      return Activation.kinds.contains { $0.name == name } ? nil : name
    }
  }
}
