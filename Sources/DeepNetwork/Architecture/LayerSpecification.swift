import Text

/// One layer of a network as it was asked for: a kind of layer with its settings.
///
/// Sizes of the input are not part of it: they follow from the layer before.
public struct LayerSpecification: Hashable, Sendable {
  /// The kind, one of ``kinds`` or any other.
  public let kind: any LayerKind
  /// Whether training changes the layer; else it is ``Frozen``.
  public var isTrainable: Bool

  /// A layer of any kind: `LayerSpecification(DenseKind(units: 10, activation: .relu))`.
  public init(_ kind: any LayerKind, isTrainable: Bool = true) {
    self.kind = kind
    self.isTrainable = isTrainable
  }

  /// The kinds that a configuration can name.
  public static var kinds: [any LayerKind.Type] {
    [
      DenseKind.self, Convolution2DKind.self, MaxPool2DKind.self, AveragePool2DKind.self,
      GlobalAveragePool2DKind.self, FlattenKind.self, BatchNormalizationKind.self,
      LayerNormalizationKind.self, DropoutKind.self, ActivationLayerKind.self, ResidualKind.self,
      SequentialKind.self, ParallelKind.self,
    ] + Kinds.added { $0 as? any LayerKind.Type }
  }

  public static func == (a: Self, b: Self) -> Bool {
    a.kind.equals(b.kind) && a.isTrainable == b.isTrainable
  }
  public func hash(into hasher: inout Hasher) { kind.hash(into: &hasher) }
}

extension LayerSpecification {
  /// The name that a configuration uses.
  public var type: String { Swift.type(of: kind).name }

  /// g; linear where the layer has none.
  public var activation: Activation { kind.activation }

  /// The chance of a unit to stay in a training pass; 1 where there is no dropout.
  public var keepProbability: Double { kind.keepProbability }

  /// The units of a dense layer; nil where shapes decide.
  public var units: Int? { (kind as? DenseKind)?.units }

  /// The layer and those inside it.
  package var withInner: [LayerSpecification] { [self] + kind.inner.flatMap(\.withInner) }
}

extension KeyRange where Value == LayerSpecification {
  /// A layer, told apart by its type.
  package static var layer: KeyRange {
    .kinds(
      "an object such as {\"type\": \"dense\", \"units\": 10, \"activation\": \"relu\"}",
      definition: "layer", tag: "type", "The kind of layer.", LayerSpecification.kinds,
      shared: [.isTrainable]
    ) {
      ($0 as? any LayerKind).map { LayerSpecification($0) }
    } kind: {
      $0.kind
    }
  }
}

extension KeyRange where Value == [LayerSpecification] {
  /// A list of layers: that of the network, or that inside a block.
  package static var layers: KeyRange { .list(of: .recursive { .layer }, count: 1...) }
}

extension Key where Root == LayerSpecification {
  static var isTrainable: Key {
    Key(
      "trainable", \.isTrainable, .boolean,
      "Whether training changes the layer; a frozen one keeps its running statistics, too.",
      isOmittedAtDefault: true)
  }
}

extension Key {
  /// g of a layer that always has one.
  static func activation(required property: WritableKeyPath<Root, Activation> & Sendable) -> Key {
    Key(required: "activation", property, .activation, "g in A = g(Z).", aliases: ["g"])
  }

  /// g of a layer that may have one.
  static func activation(_ property: WritableKeyPath<Root, Activation> & Sendable) -> Key {
    Key("activation", property, .activation, "g in A = g(Z).", aliases: ["g"])
  }

  /// The part of the units that stays in a training pass, or `dropout`, the part left out.
  static func keepProbability(_ property: WritableKeyPath<Root, Double> & Sendable) -> Key {
    Key(
      "keepProbability", property, .rate,
      "Inverted dropout: the probability of a unit of being kept.", presence: .optional,
      aliases: ["keepProb"], complement: [.dropout(KeyRange<Double>.belowOne)])
  }
}

extension KeyForm {
  /// The part left out: the other way to say keepProbability.
  package static func dropout<Value>(_ range: KeyRange<Value>, _ scope: String? = nil) -> KeyForm {
    KeyForm(
      name: "dropout",
      meaning: "Inverted dropout: the part left out, 1 - keepProbability"
        + "\(scope.map { ", \($0)" } ?? "").",
      form: range.form, presence: .optional, aliases: ["dropoutRate", "dropoutProbability"])
  }
}
