import Datasets
import DeepNetwork
import Text

/// A configuration as its file spells it: n and activations or layers, iterations or epochs, one
/// number for all hidden layers or one for each.
///
/// What of it depends on the rest is settled here, both ways.
struct WrittenConfiguration: Sendable {
  /// The activations 1 … L.
  enum Activations: Sendable {
    case each([Activation])
    case ends(hidden: Activation, output: Activation)
  }

  var name: String?
  var L: Int?
  var n: [Int]?
  var activations: Activations?
  var layers: [LayerSpecification]?
  var leakyReluSlope = 0.01
  /// One number is for all hidden layers.
  var keepProbability: [Double]?
  var iterations: Int?
  var epochs: Int?
  /// All that stands in the file as it is in the configuration.
  var configuration = Configuration(
    name: "", architecture: Architecture(layers: []),
    hyperparameters: Hyperparameters(alpha: 0, duration: .iterations(1)),
    data: Configuration.Sources(train: DataSource(path: "")))
}

extension WrittenConfiguration {
  /// The configuration, called `fallback` unless the file names it; nil where a part of it is missing.
  func settled(named fallback: String) -> Configuration? {
    guard let architecture, let duration else { return nil }
    var result = configuration
    result.name = name ?? fallback
    result.architecture = architecture
    result.hyperparameters.duration = duration
    result.hyperparameters.loss = result.loss
    return result
  }

  private var duration: Hyperparameters.Duration? {
    iterations.map { .iterations($0) } ?? epochs.map { .epochs($0) }
  }

  private var architecture: Architecture? {
    if let layers { return Architecture(layers: layers) }
    guard let n, let activations else { return nil }
    var keep = keepProbability ?? []
    if keep.count == 1 { keep = Array(repeating: keep[0], count: n.count - 2) }
    return Architecture(
      n: n, activations: activations.all(n.count - 1),
      keepProbabilities: keep.allSatisfy { $0 == 1 } ? [] : keep)
  }

  /// The spelling with every default filled in.
  init(_ configuration: Configuration) {
    self.configuration = configuration
    self.configuration.hyperparameters.loss = configuration.loss
    name = configuration.name
    L = configuration.L
    leakyReluSlope = configuration.leakyReluSlope
    let architecture = configuration.architecture
    if let n = architecture.n {
      self.n = n
      activations = .each(architecture.activations)
      let keep = architecture.keepProbabilities
      keepProbability = Set(keep).count > 1 ? keep : [keep.first ?? 1]
    } else {
      layers = architecture.layers
    }
    switch configuration.hyperparameters.duration {
    case .iterations(let count): iterations = count
    case .epochs(let count): epochs = count
    }
  }
}

extension WrittenConfiguration.Activations {
  /// One for each of L layers.
  fileprivate func all(_ L: Int) -> [Activation] {
    switch self {
    case .each(let all): all
    case .ends(let hidden, let output): Array(repeating: hidden, count: L - 1) + [output]
    }
  }
}

extension Configuration {
  /// The text of `config.json`: every key in the order of the documentation, defaults filled in.
  ///
  /// It reads back to an equal value. What is off unless given (validation, early stopping, class
  /// weights and the like) stays away; numbers have the fewest digits that read back to them.
  package var jsonText: String { json.prettyText }

  /// The same as a JSON value.
  package var json: JSONValue {
    (ConfigurationKeys.root.write(WrittenConfiguration(self)) ?? JSONValue([JSONMember]()))
      .naming(leakyReluSlope: leakyReluSlope)
  }
}
