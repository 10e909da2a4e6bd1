import DeepNetwork
import Text

extension LayerSpecification {
  /// The layer that a valid object of the table's kind stands for.
  init?(_ value: JSONValue, leakyReluSlope slope: Double) {
    func activation(_ fallback: Activation? = nil) -> Activation? {
      guard let name = value["activation"]?.string else { return fallback }
      return Activation(name: name, leakyReluSlope: slope)
    }
    let keep = value["keepProbability"]?.double ?? 1
    let stride = value["stride"]?.integer
    switch value["type"]?.string {
    case "dense":
      guard let units = value["units"]?.integer, let g = activation() else { return nil }
      self = .dense(units: units, activation: g, keepProbability: keep)
    case "convolution2D":
      guard let filters = value["filters"]?.integer, let kernel = value["kernel"]?.integer,
        let g = activation()
      else { return nil }
      self = .convolution2D(
        filters: filters, kernel: kernel, stride: stride ?? 1,
        padding: value["padding"].flatMap(Padding.init) ?? .same, activation: g,
        keepProbability: keep)
    case "maxPool2D":
      guard let size = value["size"]?.integer else { return nil }
      self = .maxPool2D(size: size, stride: stride == size ? nil : stride)
    case "averagePool2D":
      guard let size = value["size"]?.integer else { return nil }
      self = .averagePool2D(size: size, stride: stride == size ? nil : stride)
    case "flatten": self = .flatten
    case "batchNormalization":
      guard let g = activation(.linear) else { return nil }
      self = .batchNormalization(
        activation: g, momentum: value["momentum"]?.double ?? 0.9,
        epsilon: value["epsilon"]?.double ?? 1e-5)
    case "residual":
      guard let layers = [LayerSpecification](value["layers"], leakyReluSlope: slope),
        let g = activation(.linear)
      else { return nil }
      self = .residual(layers, activation: g)
    default: return nil
    }
  }

  /// The layer as a configuration writes it, defaults filled in.
  package var json: JSONValue {
    var members = [JSONMember("type", JSONValue(type))]
    func add(_ name: String, _ value: JSONValue) { members.append(JSONMember(name, value)) }
    switch self {
    case .dense(let units, _, _): add("units", JSONValue(units))
    case .convolution2D(let filters, let kernel, let stride, let padding, _, _):
      add("filters", JSONValue(filters))
      add("kernel", JSONValue(kernel))
      add("stride", JSONValue(stride))
      add("padding", padding.json)
    case .maxPool2D(let size, let stride), .averagePool2D(let size, let stride):
      add("size", JSONValue(size))
      add("stride", JSONValue(stride ?? size))
      return JSONValue(members)
    case .flatten: return JSONValue(members)
    case .batchNormalization(_, let momentum, let epsilon):
      add("momentum", JSONValue(momentum))
      add("epsilon", JSONValue(epsilon))
    case .residual(let layers, _): add("layers", JSONValue(layers.map(\.json)))
    }
    add("activation", JSONValue(activation.name))
    switch self {
    case .dense, .convolution2D: add("keepProbability", JSONValue(keepProbability))
    case .maxPool2D, .averagePool2D, .flatten, .batchNormalization, .residual: break
    }
    return JSONValue(members)
  }
}

extension [LayerSpecification] {
  /// Layers that keep the rules of a configuration's; nil where one does not.
  package init?(checking value: JSONValue, leakyReluSlope slope: Double) {
    var check = TableCheck()
    guard let valid = check.valid(value, ConfigurationTable.layers, at: JSONPath()),
      check.problems.isEmpty
    else { return nil }
    self.init(valid, leakyReluSlope: slope)
  }

  /// The layers of a list; nil where one of them is not right.
  init?(_ value: JSONValue?, leakyReluSlope slope: Double) {
    guard let list = value?.list else { return nil }
    let layers = list.compactMap { LayerSpecification($0, leakyReluSlope: slope) }
    guard layers.count == list.count, !layers.isEmpty else { return nil }
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

extension Padding {
  fileprivate init?(_ value: JSONValue) {
    switch (value.string, value.integer) {
    case ("same", _): self = .same
    case ("valid", _): self = .valid
    case (_, let count?): self = .zeros(count)
    default: return nil
    }
  }

  fileprivate var json: JSONValue {
    switch self {
    case .same: "same"
    case .valid: "valid"
    case .zeros(let count): JSONValue(count)
    }
  }
}
