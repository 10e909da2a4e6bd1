import DeepNetwork
import Text

/// The rules about normalizations whose means are each of a single number: it becomes 0 whatever comes in.
///
/// What comes in from the data is taken for large pictures until they are known.
enum NormalizationRules {
  static let all: [Rule] = [tooFewExamples]
  static let warnings: [Rule] = [singleNumber]

  /// One example has no variance, but for pictures.
  @Sendable static func tooFewExamples(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard let batchSize = checked.valid["batchSize"]?.integer, batchSize > 0 else { return [] }
    let types = IdleNormalization.all(in: checked.plannedLayers, examples: batchSize)
      .filter(\.needsExamples).map(\.type)
    return Set(types).sorted().map {
      checked.conflict(IdleNormalization.needOfExamples(for: $0), at: "batchSize")
    }
  }

  /// Warns of a layer that has nothing to normalize, however many examples there are.
  @Sendable static func singleNumber(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    IdleNormalization.all(in: checked.plannedLayers, examples: nil).map {
      checked.problem(.doubtful($0.text), at: $0.path)
    }
  }
}

extension CheckedConfiguration {
  /// The layers of a list whose shapes do not depend on the data.
  fileprivate var plannedLayers: [PlannedLayer] {
    valid["layers"].flatMap { KeyRange.layers.read($0, Surroundings()) }
      .map { Architecture(layers: $0).plannedBeforeData } ?? []
  }
}

extension Configuration {
  /// The normalizations without effect, where it takes the data to tell.
  func idleNormalizations(_ plan: NetworkPlan, examples m: Int) -> [String] {
    let told = IdleNormalization.all(in: architecture.plannedBeforeData, examples: nil)
    let batchSize = hyperparameters.batchSize
    return IdleNormalization.all(
      in: plan.layers, examples: batchSize == 0 ? m : min(batchSize, m)
    )
    .filter { !told.contains($0) }.map { "\($0.path): \($0.text)" }
  }
}

/// A normalization whose means are each of a single number.
private struct IdleNormalization: Hashable {
  let type: String
  let path: JSONPath
  /// Whether it has an effect with more examples an update.
  let needsExamples: Bool

  /// Those among layers and the layers inside them, with so many examples an update; nil: with many.
  static func all(in layers: [PlannedLayer], examples m: Int?, at path: JSONPath = JSONPath())
    -> [IdleNormalization]
  {
    layers.flatMap { layer in
      let path = path.appending(layerNumber: layer.number)
      func isIdle(_ m: Int) -> Bool { layer.numbersPerMean(examples: m) == 1 }
      let isHopeless = isIdle(2)
      let own =
        isHopeless || m.map(isIdle) ?? false
        ? [
          IdleNormalization(type: layer.specification.type, path: path, needsExamples: !isHopeless)
        ]
        : []
      return own + all(in: layer.inner, examples: m, at: path)
    }
  }

  var text: String {
    needsExamples
      ? Self.needOfExamples(for: type)
      : "\(type) of a single number gives 0 whatever comes in, so that A = g(b)"
  }

  static func needOfExamples(for type: String) -> String {
    "\(type) of units needs 2 or more examples an update: one has no variance"
  }
}

extension JSONPath {
  /// The place of a layer with the number `2`, or `shortcut.2`, in a network or a block.
  fileprivate func appending(layerNumber number: String) -> JSONPath {
    let parts = number.split(separator: ".")
    let list = parts.count > 1 ? String(parts[0]) : "layers"
    return appending(list).appending((parts.last.flatMap { Int($0) } ?? 1) - 1)
  }
}
