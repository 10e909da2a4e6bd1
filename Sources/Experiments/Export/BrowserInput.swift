import ArrayFiles
import Datasets
import DeepNetwork
import Text

/// What a page asks for: columns, numbers or a picture.
enum BrowserInput {
  /// Raw features in the order of the table's columns.
  case columns([Column])
  /// More numbers than a form has room for.
  case numbers(count: Int)
  /// A picture of this shape, as the training data were of a type.
  case picture(ImageShape, isPlanar: Bool, type: ElementType?)

  struct Column {
    let name: String
    let values: Values
    /// What a network takes for a missing number, of a date for each part; empty where none may be.
    var fill: [Double] = []
    /// Whether a feature beside the numbers is 1 where they are missing.
    var marksGaps = false
    /// Whether the category may be one that training did not see.
    var mayBeOther = false
  }

  enum Values {
    case numbers(Numbers)
    case categories([String])
    case date
  }

  struct Numbers {
    /// From the smallest to the largest value of a slider.
    let range: ClosedRange<Double>
    let start: Double
    var isWhole = false
  }

  private static let maximumColumns = 64
  /// The larger side of a picture that is drawn by hand.
  private static let maximumSheet = 64

  /// What the network was trained on, with ranges of the training examples where they can be read.
  init(_ model: TrainedModel, run: RunFolder?, note: @escaping (String) -> Void) {
    let input = model.description.input
    if let shape = input.imageShape, shape.channels == 1 || shape.channels == 3 {
      self = .picture(
        shape, isPlanar: input.pixelOrder == .planar, type: input.elementType)
      return
    }
    guard (input.columns?.count ?? input.featureCount) <= Self.maximumColumns else {
      self = .numbers(count: input.featureCount)
      return
    }
    let known = run.flatMap { FeatureLook(ofTraining: model, in: $0, note: note) }
    let look = known ?? FeatureLook(input.normalization, featureCount: input.featureCount)
    self = .columns(
      input.columns.map {
        Self.columns($0, look, mayBeOther: input.tableStyle?.unseen == .other)
      }
        ?? (0..<input.featureCount).map {
          Column(name: look.names?[$0] ?? "x\($0 + 1)", values: .numbers(look.values[$0]))
        })
  }

  private static func columns(
    _ columns: [InputFormat.Column], _ look: FeatureLook, mayBeOther: Bool
  ) -> [Column] {
    var feature = 0
    return columns.enumerated().map { index, column in
      defer { feature += column.width }
      let name = column.name ?? "column \(column.index ?? index)"
      if let categories = column.categories {
        return Column(name: name, values: .categories(categories), mayBeOther: mayBeOther)
      }
      return Column(
        name: name, values: column.dates == nil ? .numbers(look.values[feature]) : .date,
        fill: column.fill, marksGaps: column.marksGaps)
    }
  }

  var json: JSONValue {
    switch self {
    case .columns(let columns):
      ["kind": "columns", "columns": JSONValue(columns.map(\.json))]
    case .numbers(let count): ["kind": "numbers", "count": JSONValue(count)]
    case .picture(let shape, let isPlanar, let type):
      [
        "kind": "picture", "width": JSONValue(shape.width), "height": JSONValue(shape.height),
        "channels": JSONValue(shape.channels), "isPlanar": JSONValue(.boolean(isPlanar)),
        // Bytes as 16 bits a sample.
        "factor": JSONValue(type == .uint16 ? 257 : 1),
        "remark": JSONValue(Self.remark(onPicturesFor: type)),
        "canDraw": JSONValue(
          .boolean(shape.channels == 1 && max(shape.width, shape.height) <= Self.maximumSheet)),
      ]
    }
  }
}

extension BrowserInput {
  private static func remark(onPicturesFor type: ElementType?) -> String {
    guard let type, type != .uint8, type != .uint16 else { return "" }
    return
      "Pictures are whole numbers from 0 to 255; the training data were \(type), maybe of another "
      + "range."
  }
}

extension BrowserInput.Column {
  fileprivate var json: JSONValue {
    var members = [JSONMember("name", JSONValue(name))]
    switch values {
    case .categories(let categories):
      let names = categories.map { $0.isEmpty ? InputFormat.Column.gapName : $0 }
      members.append(JSONMember("categories", JSONValue(names.map { JSONValue($0) })))
      if mayBeOther { members.append(JSONMember("other", "(other)")) }
    case .numbers(let numbers):
      members += [
        JSONMember("low", .finite(numbers.range.lowerBound)),
        JSONMember("high", .finite(numbers.range.upperBound)),
        JSONMember("start", .finite(numbers.start)),
        JSONMember("step", numbers.isWhole ? 1 : "any"),
      ]
    case .date: members.append(JSONMember("isDate", JSONValue(.boolean(true))))
    }
    if !fill.isEmpty { members.append(JSONMember("fill", JSONValue(fill.map(JSONValue.finite)))) }
    if marksGaps { members.append(JSONMember("marksGaps", JSONValue(.boolean(true)))) }
    return JSONValue(members)
  }
}

/// The values that features have.
private struct FeatureLook {
  let values: [BrowserInput.Numbers]
  let names: [String]?

  /// So many examples tell.
  private static let maximumExamples = 10_000

  /// What the normalization tells: three deviations around the mean.
  init(_ normalization: Normalization, featureCount: Int) {
    names = nil
    values =
      switch normalization {
      case .none: Array(repeating: .init(range: -3...3, start: 0), count: featureCount)
      case .unit: Array(repeating: .init(range: 0...255, start: 128), count: featureCount)
      case .standardize(let scaling):
        zip(scaling.mean, scaling.deviation).map { mean, deviation in
          .init(
            range: Self.range(from: mean - 3 * deviation, to: mean + 3 * deviation), start: mean)
        }
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
    let examples = (0..<min(data.count, Self.maximumExamples)).map { data.rawFeatures(of: $0) }
    guard !examples.isEmpty else { return nil }
    values = (0..<data.featureCount).map { feature in
      let numbers = examples.map { $0[feature] }
      let isWhole = numbers.allSatisfy { $0 == $0.rounded() }
      let mean = numbers.reduce(0, +) / Double(numbers.count)
      return .init(
        range: Self.range(from: numbers.min() ?? 0, to: numbers.max() ?? 0),
        start: isWhole ? mean.rounded() : mean, isWhole: isWhole)
    }
    names = (0..<data.featureCount).map { data.shownFeatureName($0) }
  }

  /// A range to move in, also around a single value.
  private static func range(from low: Double, to high: Double) -> ClosedRange<Double> {
    low < high ? low...high : low.isFinite ? low - 1...low + 1 : -1...1
  }
}
