import Datasets
import DeepNetwork
import Foundation
import Text

/// A configuration to start from, made by looking at data, with the reason for each choice.
///
/// It is meant to be changed: the rules are those of thumb that most first attempts follow.
package struct Suggestion {
  /// Why a key has its value.
  package struct Reason: Sendable, Equatable {
    /// The key by its path, such as `data.train.normalize`.
    package let key: String
    package let text: String
  }

  /// More features than this are many: the sums over them need care.
  static let wide = 1000

  /// What the data are.
  package let look: DatasetSummary
  /// What the reader of the data remarks on.
  package let remarks: [String]
  package private(set) var reasons: [Reason] = []
  /// What becomes of the columns of a table, a line each; nil for other data.
  package let columns: String?
  /// What must not be missed: columns that give the label away.
  package let warnings: [String]
  private var members: [JSONMember] = [JSONMember("$schema", "dnn.schema.json")]

  /// The configuration, a JSON text.
  package var text: String { JSONValue(members).prettyText }

  /// Looks at data: a folder of pictures with a folder per class, a table, or a file of arrays.
  ///
  /// - Parameters:
  ///   - path: the data; the configuration names them by the same path.
  ///   - folder: what the path is relative to.
  ///   - progress: told after each picture of a folder.
  /// - Throws: `DataError` for data that cannot be read, or have nothing to be learnt.
  package init(
    path: String, relativeTo folder: URL, progress: LoadingProgress? = nil
  ) throws(DataError) {
    let found = try SuggestedData(path: path, relativeTo: folder, progress: progress)
    var look = DatasetSummary(found.data)
    // What is proposed is not missing.
    if found.normalization.method == .standardize { look.normalization = .standardize }
    self.look = look
    remarks = found.data.remarks + [look.imbalance].compactMap(\.self)
    columns = found.table?.text
    warnings = found.table?.warnings ?? []
    if let convolutions = SuggestedConvolutions(found.data, found.answer) {
      for choice in convolutions.choices { add(choice.key, choice.value, choice.reason) }
    } else {
      suggestNetwork(found.data, found.answer, isTable: found.table != nil)
      if found.table == nil {
        suggestTraining(found.data)
      } else {
        suggestTableTraining(found.data)
      }
    }
    add("optimizer", ["method": "adam"], "needs little tuning of alpha")
    add("initialization", ["method": "he"], "keeps the size of signals through relu layers")
    suggestData(found)
  }

  mutating func add(_ key: String, _ value: JSONValue, _ reason: String) {
    members.append(JSONMember(key, value))
    reasons.append(Reason(key: key, text: reason))
  }

  private mutating func suggestNetwork(
    _ data: Dataset, _ answer: SuggestedAnswer, isTable: Bool
  ) {
    let (m, n0) = (data.count, data.featureCount)
    let sizes = isTable ? Self.tableSizes(m: m) : Self.hiddenSizes(m: m, n0: n0)
    let hidden = sizes.map { max($0, min(answer.size, 128)) }
    let n = [n0] + hidden + [answer.size]
    let units = hidden.map(String.init).joined(separator: " and ")
    add(
      "n", JSONValue(n.map { JSONValue($0) }),
      "\(n0) features; hidden layers of \(units) units for \(m) examples; \(answer.sizeReason)")
    add(
      "activations", ["hidden": "relu", "output": JSONValue(answer.activation.name)],
      "relu learns fast; \(answer.reason), so that the loss is "
        + Loss.standard(for: answer.activation).name)
  }

  private mutating func suggestTraining(_ data: Dataset) {
    let (m, n0) = (data.count, data.featureCount)
    let isFullBatch = m <= 2000 && n0 <= Self.wide
    if isFullBatch {
      add("alpha", 0.01, "a usual first step for adam on few features")
      add("iterations", 2000, "each looks at all examples; watch the cost and change it")
      add("batchSize", 0, "all \(m) examples of \(n0) features at once: the cost falls smoothly")
    } else {
      if n0 > Self.wide {
        add(
          "alpha", 0.0003, "a careful first step for adam, which moves \(n0) weights a unit at once"
        )
      } else {
        add("alpha", 0.001, "a usual first step for adam with mini-batches")
      }
      add("epochs", m < 20_000 ? 50 : 20, "times through the data; watch the cost and change it")
      add(
        "batchSize", m < 500 ? 16 : 64, "many updates an epoch, for \(m) examples of \(n0) features"
      )
    }
  }

  private mutating func suggestData(_ found: SuggestedData) {
    let data = found.data
    var train = found.source.suggestedMembers
    let (method, methodReason) = found.normalization
    train.append(JSONMember("normalize", JSONValue(method.rawValue)))
    reasons += found.reasons
    reasons.append(Reason(key: "data.train.normalize", text: methodReason))
    var sources = [JSONMember("train", JSONValue(train))]
    let fraction = Self.validationFraction(data)
    if let fraction {
      sources.append(JSONMember("validation", ["fraction": JSONValue(fraction)]))
    }
    reasons.append(
      Reason(
        key: "data.validation",
        text: fraction.map {
          "\(percent($0)) of the examples are kept from training, to see what it is worth"
        } ?? "none: \(data.count) examples are too few to keep some from training"))
    members.append(JSONMember("data", JSONValue(sources)))
  }

  /// The share of the examples that is kept from training; nil where they are too few.
  static func validationFraction(_ data: Dataset) -> Double? {
    let fraction = data.count < 20_000 ? 0.2 : 0.1
    let canSplit = data.count >= 50 && (try? data.split(fraction: fraction, seed: 1)) != nil
    return canSplit ? fraction : nil
  }

  /// More units where there are more examples to settle their weights.
  private static func hiddenSizes(m: Int, n0: Int) -> [Int] {
    switch m {
    case ..<200: n0 > wide ? [16] : [8]
    case ..<2000: n0 > wide ? [32, 16] : [16, 8]
    case ..<20_000: [64, 32]
    default: [128, 64]
    }
  }
}

extension DataSource {
  /// The source without what is at its default.
  fileprivate var suggestedMembers: [JSONMember] {
    (json.members ?? []).filter { member in
      switch member.name {
      case "categories": categories != .none
      case "pixelOrder": pixelOrder != .interleaved
      default: true
      }
    }
  }
}

private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
