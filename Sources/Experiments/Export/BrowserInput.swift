import Datasets
import DeepNetwork
import Text

/// What a page asks for: columns, numbers or a picture.
enum BrowserInput {
  /// Raw features in the order of the table's columns.
  case columns([Column])
  /// More numbers than a form has room for.
  case numbers(count: Int)
  /// A picture of this shape; a number of the features is a byte times the factor.
  case picture(ImageShape, isPlanar: Bool, factor: Int)

  struct Column {
    let name: String
    /// From the smallest to the largest value of a slider.
    let range: ClosedRange<Double>
    let start: Double
    let isWhole: Bool
    let categories: [String]?
  }

  private static let maximumColumns = 64
  /// The larger side of a picture that is drawn by hand.
  private static let maximumSheet = 64

  /// What the network was trained on, with ranges of the training examples where they can be read.
  init(_ model: TrainedModel, run: RunFolder?, note: @escaping (String) -> Void) {
    let input = model.description.input
    if let shape = input.imageShape, shape.channels == 1 || shape.channels == 3 {
      self = .picture(
        shape, isPlanar: input.pixelOrder == .planar, factor: input.elementType == .uint16 ? 257 : 1
      )
      return
    }
    let columns =
      input.columns ?? (0..<input.featureCount).map { _ in InputFormat.Column(name: nil) }
    guard columns.count <= Self.maximumColumns else {
      self = .numbers(count: input.featureCount)
      return
    }
    let known = run.flatMap { FeatureLook(ofTraining: model, in: $0, note: note) }
    let look = known ?? FeatureLook(input.normalization, featureCount: input.featureCount)
    var feature = 0
    self = .columns(
      columns.map { column in
        defer { feature += column.categories?.count ?? 1 }
        return Column(
          name: column.name ?? look.names?[feature] ?? "x\(feature + 1)",
          range: look.ranges[feature], start: look.means[feature], isWhole: look.isWhole[feature],
          categories: column.categories)
      })
  }

  var json: JSONValue {
    switch self {
    case .columns(let columns):
      ["kind": "columns", "columns": JSONValue(columns.map(\.json))]
    case .numbers(let count): ["kind": "numbers", "count": JSONValue(count)]
    case .picture(let shape, let isPlanar, let factor):
      [
        "kind": "picture", "width": JSONValue(shape.width), "height": JSONValue(shape.height),
        "channels": JSONValue(shape.channels), "isPlanar": JSONValue(.boolean(isPlanar)),
        "factor": JSONValue(factor),
        "canDraw": JSONValue(
          .boolean(shape.channels == 1 && max(shape.width, shape.height) <= Self.maximumSheet)),
      ]
    }
  }
}

extension BrowserInput.Column {
  fileprivate var json: JSONValue {
    if let categories {
      return [
        "name": JSONValue(name), "categories": JSONValue(categories.map { JSONValue($0) }),
      ]
    }
    return [
      "name": JSONValue(name), "low": .finite(range.lowerBound), "high": .finite(range.upperBound),
      "start": .finite(start), "step": isWhole ? 1 : "any",
    ]
  }
}

/// The values that features have.
private struct FeatureLook {
  let ranges: [ClosedRange<Double>]
  let means: [Double]
  let isWhole: [Bool]
  let names: [String]?

  /// So many examples tell.
  private static let maximumExamples = 10_000

  /// What the normalization tells: three deviations around the mean.
  init(_ normalization: Normalization, featureCount: Int) {
    isWhole = Array(repeating: false, count: featureCount)
    names = nil
    switch normalization {
    case .none:
      ranges = Array(repeating: -3...3, count: featureCount)
      means = Array(repeating: 0, count: featureCount)
    case .unit:
      ranges = Array(repeating: 0...255, count: featureCount)
      means = Array(repeating: 128, count: featureCount)
    case .standardize(let scaling):
      ranges = zip(scaling.mean, scaling.deviation).map { $0 - 3 * $1...$0 + 3 * $1 }
      means = scaling.mean
    }
  }

  /// What the training examples of a run tell; nil where they are gone.
  init?(ofTraining model: TrainedModel, in run: RunFolder, note: @escaping (String) -> Void) {
    let data: Dataset
    do {
      data = try RunData(run).examples(.train, for: model, note: note)
    } catch {
      note("the ranges of columns are guessed, since the training data cannot be read: \(error)")
      return nil
    }
    guard data.count > 0 else { return nil }
    let examples = (0..<min(data.count, Self.maximumExamples)).map { data.rawFeatures(of: $0) }
    let features = (0..<data.featureCount).map { feature in
      examples.map { $0[feature] }.filter(\.isFinite)
    }
    ranges = features.map { values in
      let (low, high) = (values.min() ?? 0, values.max() ?? 0)
      return low < high ? low...high : low - 1...low + 1
    }
    isWhole = features.map { $0.allSatisfy { $0 == $0.rounded() } }
    means = zip(features, isWhole).map { values, isWhole in
      let mean = values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
      return isWhole ? mean.rounded() : mean
    }
    names = (0..<data.featureCount).map { data.shownFeatureName($0) }
  }
}
