import Datasets
import Foundation
import TestSupport
import Testing

/// Data in a program: nothing but `import Datasets` is needed to have matrices.
@Suite struct DatasetMatricesTests {
  private static let table = "age,town,income\n20,a,1.5\n40,b,2.5\n60,a,4\n"

  private func withTable<R>(
    _ text: String = table, _ body: (DataSource, URL) throws -> R
  ) throws -> R {
    try withTemporaryFolder { folder in
      try Data(text.utf8).write(to: folder.appendingPathComponent("t.csv"))
      return try body(DataSource(path: "t.csv"), folder)
    }
  }

  @Test func `a table is X and Y with an example a column`() throws {
    try withTable { source, folder in
      var source = source
      source.y = "income"
      source.columns = ["age"]
      source.normalize = .standardize
      let data = try Dataset(source, relativeTo: folder, labels: .values)
      let deviation = (800.0 / 3).squareRoot()
      let X: Matrix<Double> = try data.X()
      #expect(X == Matrix([[-20 / deviation, 0, 20 / deviation]]))
      #expect(try data.X(as: Double.self, normalized: false) == Matrix([[20, 40, 60]]))
      #expect(try data.Y(as: Float.self) == Matrix([[1.5, 2.5, 4]]))
    }
  }

  @Test func `scaled labels are scaled in Y, or as they are in the file`() throws {
    try withTable { source, folder in
      var source = source
      source.y = "income"
      source.columns = ["age"]
      source.normalizeLabels = .standardize
      let data = try Dataset(source, relativeTo: folder, labels: .values)
      let scaling = try #require(data.format.labelScaling)
      let Y = try data.Y(as: Double.self)
      #expect(abs(Y.sum()) < 1e-12 && Y[0, 0] == (1.5 - scaling.mean[0]) / scaling.deviation[0])
      #expect(try data.Y(as: Double.self, normalized: false) == Matrix([[1.5, 2.5, 4]]))
    }
  }

  @Test func `classes are one-hot in Y, of some of the examples too`() throws {
    try withTable { source, folder in
      var source = source
      source.y = "town"
      let data = try Dataset(source, relativeTo: folder, labels: .oneHot)
      #expect(try data.Y(as: Float.self) == Matrix([[1, 0, 1], [0, 1, 0]]))
      let part = try data.subset([1, 0])
      #expect(try part.X(as: Float.self) == Matrix([[40, 20], [2.5, 1.5]]))
      #expect(try part.Y(as: Float.self) == Matrix([[0, 1], [1, 0]]))
    }
  }

  @Test func `data without labels have X, and say that they have no Y`() throws {
    try withTable("a,b\n1,2\n3,4\n") { source, folder in
      let data = try Dataset(source, relativeTo: folder)
      #expect(data.labels == nil)
      #expect(try data.X(as: Float.self) == Matrix([[1, 3], [2, 4]]))
      let error = try #require(throws: DataError.self) { try data.Y(as: Float.self) }
      #expect("\(error)".hasPrefix("t.csv: no labels were read, expected labelled examples"))
    }
  }

  @Test func `a path is relative to a folder that was made after its name`() throws {
    try withTemporaryFolder { folder in
      let later = folder.appendingPathComponent("later")
      try FileManager.default.createDirectory(at: later, withIntermediateDirectories: true)
      try Data("a\n1\n".utf8).write(to: later.appendingPathComponent("t.csv"))
      let X: Matrix<Float> = try Dataset(DataSource(path: "t.csv"), relativeTo: later).X()
      #expect(X == Matrix([[1]]))
    }
  }

  @Test func `a built-in set and pictures are matrices as a network takes them`() throws {
    let data = try Dataset(.builtIn("cats", examples: 5), labels: .binary)
    let X = try data.X(as: Float.self)
    #expect(X.shape == Shape(data.featureCount, 5))
    #expect(try data.Y(as: Float.self).shape == Shape(1, 5))
    let bytes = try data.X(as: Float.self, normalized: false)
    #expect(bytes.maximum() > 1 && X == bytes.map { $0 / 255 })
  }

  @Test func `numbers that are there already are not copied`() throws {
    let array = NumericArray(shape: [2, 3], values: [1, 2, 3, 4, 5, 6] as [Float])
    let (A, B) = (try Matrix<Float>(array), try Matrix<Float>(array))
    let isOneMemory = A.withElements { a in B.withElements { a == $0 } }
    #expect(isOneMemory)
    var C = A
    C[0, 0] = 9
    #expect(A[0, 0] == 1 && B == Matrix([[1, 2, 3], [4, 5, 6]]))
  }

  @Test func `an array of any shape is a matrix with its first axis as rows`() throws {
    func matrix(_ shape: [Int]) throws -> Matrix<Double> {
      let count = shape.reduce(1, *)
      return try Matrix(NumericArray(shape: shape, values: (0..<count).map { Int32($0) }))
    }
    #expect(try matrix([2, 3]) == Matrix([[0, 1, 2], [3, 4, 5]]))
    #expect(try matrix([3]) == Matrix([[0], [1], [2]]))
    #expect(try matrix([]) == Matrix([[0]]))
    #expect(try matrix([2, 2, 2]) == Matrix([[0, 1, 2, 3], [4, 5, 6, 7]]))
    #expect(try matrix([0, 4]).shape == Shape(0, 4))
    let gaps = NumericArray(shape: [2], values: [Double.nan, .infinity])
    #expect(try Matrix<Float>(gaps)[1, 0] == .infinity)
  }

  @Test func `columns of a table are rows of a matrix in the order of their names`() throws {
    try withTable { source, folder in
      let both = try Matrix<Float>(columns: ["income", "age"], of: source, relativeTo: folder)
      #expect(both == Matrix([[1.5, 2.5, 4], [20, 40, 60]]))
      let nameless = DataSource(path: "n.csv")
      try Data("1,2,3\n4,5,6\n".utf8).write(to: folder.appendingPathComponent("n.csv"))
      let outer = try Matrix<Float>(
        columns: ["column 2", "column 0"], of: nameless, relativeTo: folder)
      #expect(outer == Matrix([[3, 6], [1, 4]]))
      let one = try Matrix<Float>(columns: ["age"], of: source, relativeTo: folder)
      #expect(one == Matrix([[20, 40, 60]]))
    }
  }

  @Test func `a picture lies as a network takes it`() throws {
    let image = Image(width: 2, height: 1, channels: 3, pixels: [1, 2, 3, 4, 5, 6])
    func X(_ order: PixelOrder = .interleaved, channels: Int? = nil) throws -> [Double] {
      try Matrix(image, channels: channels, order: order, normalization: .none).elements
    }
    #expect(try X() == [1, 2, 3, 4, 5, 6])
    #expect(try X(.planar) == [1, 4, 2, 5, 3, 6])
    #expect(try X(channels: 1) == image.grey.pixels.map { Double($0) })
    #expect(try Matrix<Double>(image).elements == (1...6).map { Double($0) / 255 })
    let small = try Matrix<Float>(image, size: ImageSize(height: 4, width: 3))
    #expect(small.shape == Shape(36, 1))
    let grey = Image(width: 1, height: 1, channels: 1, pixels: [51])
    #expect(try Matrix<Double>(grey) == Matrix([[0.2]]))
  }

  @Test func `a picture is as those that a network was trained on`() throws {
    let data = try Dataset(.builtIn("cats", examples: 2))
    let shape = try #require(data.format.imageShape)
    let bytes = try data.X(as: Double.self, normalized: false).elements(ofColumn: 1)
    let image = Image(
      width: shape.width, height: shape.height, channels: shape.channels,
      pixels: bytes.map { UInt8($0) })
    let X = try Matrix<Float>(image, like: data.format)
    #expect(try X == data.subset([1]).X(as: Float.self))
  }
}

extension Matrix {
  fileprivate func elements(ofColumn column: Int) -> [Scalar] {
    (0..<rows).map { self[$0, column] }
  }
}

/// What a program hands over from outside and cannot be: each is a thrown error with a sentence.
@Suite struct DataMistakesTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    let name: String
    let says: String
    let make: @Sendable (URL) throws -> Void
    var testDescription: String { name }

    init(_ name: String, _ says: String, _ make: @escaping @Sendable (URL) throws -> Void) {
      (self.name, self.says, self.make) = (name, says, make)
    }
  }

  private static let image = Image(width: 2, height: 2, channels: 1, pixels: [1, 2, 3, 4])
  private static let table = DataSource(path: "t.csv")

  private static func cats() throws -> Dataset {
    try Dataset(.builtIn("cats", examples: 4), labels: .binary)
  }

  static let mistakes: [Mistake] = [
    Mistake("no such file", "nothing.csv: ") {
      _ = try Dataset(DataSource(path: "nothing.csv"), relativeTo: $0)
    },
    Mistake("no such set", "no such built-in set, expected one of cats") { _ in
      _ = try Dataset(.builtIn("dogs"))
    },
    Mistake("a set of no examples", "\"examples\": 0, expected 1 or more") { _ in
      _ = try Dataset(.builtIn("cats", examples: 0))
    },
    Mistake("labels of data that have none", "no labels were read") { folder in
      _ = try Dataset(table, relativeTo: folder).Y(as: Float.self)
    },
    Mistake("a number that Float cannot hold", "expected a number that float32 holds") {
      _ = try Dataset(DataSource(path: "large.csv"), relativeTo: $0).X(as: Float.self)
    },
    Mistake("an array that Float cannot hold", "row 1: 1e+300, expected a number that float32") {
      _ in _ = try Matrix<Float>(NumericArray(shape: [2, 1], values: [1, 1e300]))
    },
    Mistake("an example that is not there", "example 4 of 4, expected 0 to 3") { _ in
      _ = try cats().subset([0, 4])
    },
    Mistake("a negative example", "example -1 of 4, expected 0 to 3") { _ in
      _ = try cats().subset([-1])
    },
    Mistake("a scaling of other features", "2 means and 2 deviations, expected ") { _ in
      _ = try cats().normalized(by: .standardize(.init(mean: [0, 1], deviation: [1, 1])))
    },
    Mistake("means without deviations", "2 means and 1 deviations, expected 2 of each") {
      _ = try Dataset(table, relativeTo: $0)
        .normalized(by: .standardize(.init(mean: [0, 1], deviation: [1])))
    },
    Mistake("a deviation of 0", "expected finite means and deviations above 0") {
      _ = try Dataset(table, relativeTo: $0)
        .normalized(by: .standardize(.init(mean: [0, 1], deviation: [1, 0])))
    },
    Mistake("bytes that are none", "expected whole numbers from 0 to 255") {
      _ = try Dataset(table, relativeTo: $0).normalized(by: .unit)
    },
    Mistake("a share of nothing", "a fraction of 0.0 of 4 examples") { _ in
      _ = try cats().split(fraction: 0, seed: 1)
    },
    Mistake("a fold that is not there", "fold 0 of 2, expected 1 to 2") { _ in
      _ = try TrainingData(
        train: .builtIn("cats", examples: 4), validation: .fold(0, of: 2), labels: .binary)
    },
    Mistake("one fold", "1 folds of 4 examples") { _ in
      _ = try TrainingData(
        train: .builtIn("cats", examples: 4), validation: .fold(1, of: 1), labels: .binary)
    },
    Mistake("a column that is not there", "no column \"c\", which \"columns\" names") {
      _ = try Matrix<Float>(columns: ["a", "c"], of: table, relativeTo: $0)
    },
    Mistake("a column twice", "column \"a\" twice, expected each once") {
      _ = try Matrix<Float>(columns: ["a", "a"], of: table, relativeTo: $0)
    },
    Mistake("no columns", "t.csv: no columns, expected one or more") {
      _ = try Matrix<Float>(columns: [], of: table, relativeTo: $0)
    },
    Mistake("columns of words", "words.csv: ") {
      _ = try Matrix<Float>(columns: ["b"], of: DataSource(path: "words.csv"), relativeTo: $0)
    },
    Mistake("columns of what is no table", "\"columns\", expected no such option") { _ in
      _ = try Matrix<Float>(columns: ["a"], of: .builtIn("cats", examples: 4))
    },
    Mistake("pictures of a file brought to no size", "\"imageSize\" 0x3, expected 1 or more pixels")
    {
      folder in
      try Data(image.pngData()).write(to: folder.appendingPathComponent("a.png"))
      var source = DataSource(path: "a.png")
      source.imageSize = ImageSize(height: 0, width: 3)
      _ = try Dataset(source, relativeTo: folder)
    },
    Mistake("a picture of no size", "0x3, expected 1 or more pixels") { _ in
      _ = try Matrix<Float>(image, size: ImageSize(height: 0, width: 3))
    },
    Mistake("a picture beyond memory", "expected no more than fit into memory") { _ in
      _ = try Matrix<Float>(image, size: ImageSize(height: .max, width: .max))
    },
    Mistake("a picture of four channels", "4 channels, expected 1 (grey) or 3 (RGB)") { _ in
      _ = try Matrix<Float>(image, channels: 4)
    },
    Mistake("a picture for a table", "expected 2 features that are no picture") {
      _ = try Matrix<Float>(image, like: Dataset(table, relativeTo: $0).format)
    },
    Mistake("a picture with a scaling of others", "1 means and 1 deviations, expected 4 of each") {
      _ in
      _ = try Matrix<Float>(
        image, normalization: .standardize(.init(mean: [0], deviation: [1])))
    },
    Mistake("samples that make no picture", "5 samples, expected those of 2×2 pixels of 1 channel")
    { _ in
      _ = try Image(width: 2, height: 2, channels: 1, validating: [1, 2, 3, 4, 5])
    },
    Mistake("a picture of negative size", "a size of -2×-2 pixels, expected 1 or more") { _ in
      _ = try Image(width: -2, height: -2, channels: 1, validating: [1, 2, 3, 4])
    },
    Mistake("values that make no array", "shape [2, 3]: found 5 values, expected 6") { _ in
      _ = try NumericArray(shape: [2, 3], validating: [1, 2, 3, 4, 5] as [Float])
    },
    Mistake("an array of negative size", "found 5 values, expected a shape that there can be") {
      _ in
      _ = try NumericArray(shape: [-1, -5], validating: [1, 2, 3, 4, 5] as [Float])
    },
    Mistake("an array beyond all", "expected a shape that there can be") { _ in
      _ = try NumericArray(shape: [.max, 2], validating: [1, 2] as [Float])
    },
    Mistake("a damaged array file", "no.npy: ") {
      _ = try ArrayFile(contentsOf: $0.appendingPathComponent("no.npy"))
    },
    Mistake("a damaged picture", "no.png") {
      _ = try Image(contentsOf: $0.appendingPathComponent("no.png"))
    },
  ]

  @Test(arguments: mistakes) func `a mistake from outside is an error with a sentence`(
    _ mistake: Mistake
  ) throws {
    try withTemporaryFolder { folder in
      for (name, text) in [
        ("t.csv", "a,b\n1,2.5\n3,-4\n"), ("large.csv", "a\n1\n1e300\n"),
        ("words.csv", "a,b\n1,x\n2,y\n3,z\n"), ("no.npy", "hello"), ("no.png", "hello"),
      ] { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
      let error = try #require(throws: (any Error).self) { try mistake.make(folder) }
      let sentence = try #require((error as? any LocalizedError)?.errorDescription)
      #expect(sentence.contains(mistake.says), "\(sentence)")
      #expect(sentence == "\(error)" && sentence == error.localizedDescription)
      #expect(!sentence.contains("--"))
    }
  }
}
