import ArrayFiles
import Datasets
import DeepNetwork
import Experiments
import Foundation
import Images
import TestSupport
import Testing

/// Answers inside a program: what the command says of the same examples in files.
struct PredictorTests {
  private static let table = """
    age,color,day,income,bought
    39,red,2024-03-31,"1,200.5",yes
    51,blue,2024-04-01,"2,000",no
    ,red,2023-12-24,900,yes
    28,,2024-01-15,"1,750",no
    44,green,,"3,100.25",yes

    """

  /// A predictor of a table with categories, gaps, dates and a notation, and the folder it lies in.
  private static func withTable(
    missing: MissingValues = .category, unseen: UnseenCategories = .other,
    _ body: (URL, Predictor) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      try Data(table.utf8).write(to: folder.appendingPathComponent("t.csv"))
      var source = DataSource(path: "t.csv")
      source.categories = .text
      source.dates = ["day"]
      source.missing = missing
      source.unseen = unseen
      source.normalize = .standardize
      source.classes = ["no", "yes"]
      let data = try Dataset(source, relativeTo: folder, labels: .binary)
      var random = RandomState(seed: 3)
      let model = try Model<Float>([
        Dense(data.featureCount, 4, activation: .tanh, from: &random),
        Dense(4, 1, activation: .sigmoid, from: &random),
      ])
      let file = folder.appendingPathComponent("m.safetensors")
      try model.write(to: file, input: data.format)
      try body(folder, Predictor(contentsOf: file))
    }
  }

  private static let rows: [[String: TableValue]] = [
    ["age": 39, "color": "red", "day": "2024-03-31", "income": 1200.5],
    ["age": "39", "color": " red ", "day": "2024-03-31", "income": "1,200.5", "bought": "yes"],
    ["age": .missing, "color": "", "day": .missing, "income": "NA"],
    ["age": -1.5e3, "color": "violet", "day": "1999-12-31", "income": "47"],
    ["income": 3],
  ]

  @Test func `a row is answered as the same row of a file`() throws {
    try Self.withTable { folder, predictor in
      let file = folder.appendingPathComponent("rows.csv")
      let text = """
        age,color,day,income
        39,red,2024-03-31,"1,200.5"
        39,red,2024-03-31,"1,200.5"
        ,,,
        -1.5e3,violet,1999-12-31,47
        ,,,3

        """
      try Data(text.utf8).write(to: file)
      let expected = try predictor.predictions(for: file.path)
      let answers = try predictor.answers(for: Self.rows)
      #expect(answers.map(\.probabilities) == (0..<5).map { Array(expected.outputs[$0]) })
      #expect(answers.map(\.label) == (0..<5).map { expected.label(of: $0) })
      for (row, answer) in zip(Self.rows, answers) {
        #expect(try predictor.answer(for: row) == answer)
      }
      let names = Set(answers.compactMap(\.className))
      #expect(!names.isEmpty && names.isSubset(of: ["no", "yes"]))
      let data = try Dataset(
        DataSource(path: file.path), relativeTo: folder, like: predictor.input)
      #expect(try predictor.answers(for: data) == answers)
    }
  }

  @Test func `a file, its bytes, its folder and the network itself answer alike`() throws {
    try Self.withTable { folder, predictor in
      let file = folder.appendingPathComponent("m.safetensors")
      let model = try Model<Float>(contentsOf: file)
      let expected = try predictor.answers(for: Self.rows)
      let run = folder.appendingPathComponent("run")
      try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: file, to: run.appendingPathComponent("model.safetensors"))
      let others = try [
        Predictor(data: Data(contentsOf: file)), Predictor(contentsOf: run),
        Predictor(model: model, input: InputFormat(contentsOf: file)),
      ]
      for other in others { #expect(try other.answers(for: Self.rows) == expected) }
    }
  }

  @Test func `features are raw, of one example or of many`() throws {
    var input = InputFormat(featureCount: 3)
    input.normalization = .standardize(.init(mean: [1, 2, 3], deviation: [2, 4, 8]))
    input.classNames = ["a", "b"]
    var random = RandomState(seed: 3)
    let model = try Model<Double>([Dense(3, 2, activation: .softmax, from: &random)])
    let predictor = try Predictor(model: model, input: input)
    let expected = try model.predict(Matrix([[-0.5, 0], [0, 1], [0.5, -1]]))
    let X = Matrix<Double>([[0, 1], [2, 6], [7, -5]])
    let answers = try predictor.answers(for: X)
    #expect(answers.map(\.probabilities) == (0..<2).map { m in (0..<2).map { expected[$0, m] } })
    #expect(try predictor.answer(for: [0, 2, 7]) == answers[0])
    #expect(try predictor.answers(for: Matrix<Float>(X)) == answers)
    #expect(try predictor.answers(for: Matrix<Double>(rows: 3, columns: 0)).isEmpty)
    let (answer, label) = (answers[0], try #require(answers[0].label))
    #expect(answer.className == ["a", "b"][label])
    #expect(answer.probability(of: label) == answer.probabilities[label])
    #expect(answer.probability(of: 2) == nil && answer.values.isEmpty && answer.labels.isEmpty)
    #expect("\(answer)".hasPrefix("\(["a", "b"][label]) 0."))
  }

  @Test func `values are in the units of the labels`() throws {
    var input = InputFormat(featureCount: 1)
    input.labelKind = .values
    input.labelScaling = .init(mean: [100, -1], deviation: [10, 0.5])
    let model = try Model<Double>([
      Dense(W: Matrix([[1], [2]]), b: Matrix([[0], [0]]), activation: .linear)
    ])
    let answer = try Predictor(model: model, input: input).answer(for: [3])
    #expect(answer.values == [130, 2])
    #expect(answer.label == nil && answer.probabilities.isEmpty)
    #expect(answer.probability(of: 0) == nil)
    #expect("\(answer)" == "130.0 2.0")
  }

  @Test func `several labels at once are those above the threshold`() throws {
    let model = try Model<Double>([
      Dense(
        W: Matrix([[1], [-1], [0]]), b: Matrix([[0], [0], [1]]), activation: .sigmoid)
    ])
    var input = InputFormat(featureCount: 1)
    input.classNames = ["x", "y", "z"]
    input.labelKind = .binary
    let answer = try Predictor(model: model, input: input).answer(for: [2])
    #expect(answer.labels == [0, 2] && answer.labelNames == ["x", "z"])
    #expect(answer.label == nil && answer.className == nil)
    let strict = try Predictor(model: model, input: input, threshold: 0.8).answer(for: [2])
    #expect(strict.labelNames == ["x"])
  }

  @Test func `one output has two classes`() throws {
    let model = try Model<Double>([
      Dense(W: Matrix([[0]]), b: Matrix([[-1]]), activation: .sigmoid)
    ])
    let answer = try Predictor(model: model).answer(for: [2])
    let p = 1 / (1 + exp(1.0))
    #expect(answer.label == 0 && answer.className == nil && answer.probabilities.count == 1)
    #expect(abs(try #require(answer.probability(of: 1)) - p) < 1e-15)
    #expect(abs(try #require(answer.probability(of: 0)) - (1 - p)) < 1e-15)
    #expect(try Predictor(model: model, threshold: 0.2).answer(for: [2]).label == 1)
  }

  @Test func `a picture is brought to the size and channels of the training`() throws {
    for (channels, order) in [(3, PixelOrder.interleaved), (3, .planar), (1, .interleaved)] {
      try withTemporaryFolder { folder in
        var input = InputFormat(featureCount: 6 * channels)
        input.imageShape = ImageShape(height: 2, width: 3, channels: channels)
        input.elementType = .uint8
        input.pixelOrder = order
        input.normalization = .unit
        var random = RandomState(seed: 3)
        let model = try Model<Float>([
          Dense(6 * channels, 2, activation: .softmax, from: &random)
        ])
        let predictor = try Predictor(model: model, input: input)
        for samples in [1, 3, 4] {
          let pixels = (0..<20 * samples).map { UInt8(truncatingIfNeeded: $0 * 37) }
          let image = Image(width: 5, height: 4, channels: samples, pixels: pixels)
          let name = samples == 1 ? "P5" : "P6"
          let answer = try predictor.answer(for: image)
          guard samples < 4 else { continue }
          let file = folder.appendingPathComponent("p\(samples).pnm")
          try (Data("\(name) 5 4 255\n".utf8) + Data(pixels)).write(to: file)
          #expect(
            try predictor.predictions(for: file.path).outputs.values == answer.probabilities)
        }
      }
    }
  }

  /// A = 3 A_prev, which no file can name.
  private struct Tripling: Layer {
    let inputSize = 2
    let outputSize = 2
    func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Void) { (aPrev * 3, ()) }
    func backward(_ dA: Matrix<Double>, cache: Void)
      -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
    { (dA * 3, .empty, .empty) }
  }

  @Test func `a network of any layers answers`() throws {
    let predictor = try Predictor(model: Model([Tripling()]), loss: .meanSquaredError)
    #expect(try predictor.answer(for: [1, 2]).values == [3, 6])
    #expect(throws: DimensionError.self) { try Predictor(model: Model([Tripling()])) }
  }

  @Test func `many tasks ask at once`() async throws {
    let (X, predictor) = try { () throws -> (Matrix<Float>, Predictor) in
      var random = RandomState(seed: 3)
      let model = try Model<Float>([
        Dense(200, 100, activation: .relu, from: &random),
        Dense(100, 3, activation: .softmax, from: &random),
      ])
      return (random.normal(200, 8), try Predictor(model: model))
    }()
    let expected = try predictor.answers(for: X)
    let right = try await withThrowingTaskGroup(of: Bool.self) { group in
      for i in 0..<64 {
        group.addTask {
          let one = (0..<200).map { Double(X[$0, i % 8]) }
          return try predictor.answer(for: one) == expected[i % 8]
            && predictor.answers(for: X) == expected
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(right == 64)
  }

  // MARK: Mistakes

  struct Mistake: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let ask: @Sendable (Predictor) throws -> Void

    init(_ says: String, _ ask: @escaping @Sendable (Predictor) throws -> Void) {
      (testDescription, self.ask) = (says, ask)
    }
  }

  private static let good: [String: TableValue] = rows[0]

  private static func with(_ column: String, _ value: TableValue) -> [String: TableValue] {
    good.merging([column: value]) { $1 }
  }

  static let mistakes: [Mistake] = [
    .init(#"the row: a column "colour", expected those of the training data alone"#) {
      _ = try $0.answer(for: with("colour", "red"))
    },
    .init(
      #"the row: no column "age", expected the columns of the training data (age, color, day, "#
    ) {
      _ = try $0.answer(for: ["color": "red"])
    },
    .init(#"the row: no column "age""#) { _ = try $0.answer(for: [:] as [String: TableValue]) },
    .init(#"the row: column "age": the text "old", expected a number"#) {
      _ = try $0.answer(for: with("age", "old"))
    },
    .init(
      #"the row: column "age": the number inf, expected a finite number; .missing says that there is none"#
    ) { _ = try $0.answer(for: with("age", .number(.infinity))) },
    .init(#"the row: column "age": a missing value, expected a value in every column"#) {
      _ = try $0.answer(for: with("age", .missing))
    },
    .init(#"the row: column "age": a missing value ("NA")"#) {
      _ = try $0.answer(for: with("age", "NA"))
    },
    .init(
      #"the row: column "color": the text "rde", expected one of those in the training data ("blue", "green", "red"); did you mean "red"?"#
    ) { _ = try $0.answer(for: with("color", "rde")) },
    .init(#"the row: column "color": the number 3, expected one of"#) {
      _ = try $0.answer(for: with("color", 3))
    },
    .init(#"the row: column "day": the text "31.03.2024", expected a date such as 2024-12-31"#) {
      _ = try $0.answer(for: with("day", "31.03.2024"))
    },
    .init(#"the row: row 1, column "age": the text "old""#) {
      _ = try $0.answers(for: [good, with("age", "old")])
    },
    .init("the features: 2 features an example ((1, 2)), expected n[0] = ") {
      _ = try $0.answer(for: [1, 2])
    },
    .init("the features: 0 features an example") { _ = try $0.answer(for: [] as [Double]) },
    .init("the features: row 0, feature 1: nan, expected a finite number") {
      var features = [Double](repeating: 1, count: $0.input.featureCount)
      features[1] = .nan
      _ = try $0.answer(for: features)
    },
    .init("the features: row 0, feature 1: 1e+300, expected a number that float32 holds") {
      var features = [Double](repeating: 1, count: $0.input.featureCount)
      features[1] = 1e300
      _ = try $0.answer(for: features)
    },
    .init("the matrix: 3 features an example ((2, 3)), expected n[0] = ") {
      _ = try $0.answers(for: Matrix<Float>(rows: 3, columns: 2))
    },
    .init("the picture: a picture, expected a row of a table, as the training data were") {
      _ = try $0.answer(for: Image(width: 1, height: 1, channels: 1, pixels: [0]))
    },
    .init(#"t.csv: features normalized by "none", expected "standardize", as in the training data"#)
    {
      predictor in
      try withTemporaryFolder { folder in
        var source = DataSource(path: "t.csv")
        source.header = false
        let numbers = (0..<predictor.input.featureCount).map { "\($0)" }
        try Data((numbers.joined(separator: ",") + "\n").utf8)
          .write(to: folder.appendingPathComponent("t.csv"))
        _ = try predictor.answers(for: Dataset(source, relativeTo: folder))
      }
    },
  ]

  @Test(arguments: mistakes) func `a mistake is an error with a sentence`(_ mistake: Mistake) throws
  {
    let table = Self.table.replacing("\n,red", with: "\n1,red").replacing("28,,", with: "28,red,")
      .replacing("green,,", with: "green,2024-05-01,")
    try withTemporaryFolder { folder in
      try Data(table.utf8).write(to: folder.appendingPathComponent("t.csv"))
      var source = DataSource(path: "t.csv")
      source.categories = .text
      source.dates = ["day"]
      source.normalize = .standardize
      let data = try Dataset(source, relativeTo: folder, labels: .binary)
      var random = RandomState(seed: 3)
      let model = try Model<Float>([
        Dense(data.featureCount, 1, activation: .sigmoid, from: &random)
      ])
      let predictor = try Predictor(model: model, input: data.format)
      let error = #expect(throws: DataError.self) { try mistake.ask(predictor) }
      #expect(error?.description.hasPrefix(mistake.testDescription) == true, "\(error as Any)")
      #expect(error?.localizedDescription == error?.description)
    }
  }

  @Test func `what is no table or no picture is asked otherwise`() throws {
    let model = try Model<Float>([
      Dense(W: Matrix([[1, 1]]), b: Matrix([[0]]), activation: .sigmoid)
    ])
    let plain = try Predictor(model: model)
    expectRefusal(
      "the row: values by the names of their columns, expected features in their order, since the "
        + "training data had no named columns"
    ) { _ = try plain.answer(for: ["x": 1]) }
    expectRefusal("the picture: a picture, expected 2 features, as the training data were") {
      _ = try plain.answer(for: Image(width: 1, height: 1, channels: 1, pixels: [0]))
    }
    var input = InputFormat(featureCount: 2)
    input.imageShape = ImageShape(height: 1, width: 2, channels: 1)
    input.elementType = .float32
    expectRefusal("the picture: whole numbers from 0 to 255, expected float32") {
      _ = try Predictor(model: model, input: input)
        .answer(for: Image(width: 1, height: 1, channels: 1, pixels: [0]))
    }
    input.elementType = .uint8
    input.normalization = .unit
    expectRefusal("the features: row 0, feature 1: 0.5 among numbers from 0 to 0.5, expected whole")
    {
      _ = try Predictor(model: model, input: input).answer(for: [0, 0.5])
    }
    input.featureCount = 3
    expectRefusal("X must be (n[0], m) = (2, m), but the data have 3 features per example") {
      _ = try Predictor(model: model, input: input)
    }
    var named = InputFormat(featureCount: 2)
    named.classNames = ["a", "b", "c"]
    expectRefusal("the format of the input: 3 classes, expected those of a network with n[L] = 1") {
      _ = try Predictor(model: model, input: named)
    }
    expectRefusal("a threshold is a probability from 0 to 1, but is nan") {
      _ = try Predictor(model: model, threshold: .nan)
    }
    expectRefusal("a threshold decides between yes and no, but the network answers with values") {
      _ = try Predictor(model: model, loss: .meanSquaredError, threshold: 0.3)
    }
    let huge = try Model<Float>([
      Dense(W: Matrix([[3e38, 3e38]]), b: Matrix([[0]]), activation: .linear)
    ])
    expectRefusal("the features: row 0: the network answers inf, expected a number") {
      _ = try Predictor(model: huge).answer(for: [1, 1])
    }
  }

  @Test func `what is no model is refused`() throws {
    expectRefusal("the model") { _ = try Predictor(data: Data()) }
    expectRefusal("the model") { _ = try Predictor(data: Data("hello, world".utf8)) }
    expectRefusal("/nowhere/at/all is not there") {
      _ = try Predictor(contentsOf: URL(fileURLWithPath: "/nowhere/at/all"))
    }
  }

  private func expectRefusal(
    _ says: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
  ) {
    do {
      try body()
      Issue.record("not refused: \(says)", sourceLocation: sourceLocation)
    } catch {
      #expect("\(error)".hasPrefix(says), "\(error)", sourceLocation: sourceLocation)
      #expect(error.localizedDescription == "\(error)", sourceLocation: sourceLocation)
    }
  }
}
