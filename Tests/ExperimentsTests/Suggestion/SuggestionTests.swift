import ArrayFiles
import DeepNetwork
import Foundation
import TestSupport
import Testing

@testable import Datasets
@testable import Experiments

struct SuggestionTests {
  /// Reads a suggestion back, trains two iterations with it, and hands out what it says.
  private func tried(_ path: String, in folder: URL) throws -> Configuration {
    let suggestion = try Suggestion(path: path, relativeTo: folder)
    #expect(!suggestion.reasons.isEmpty)
    let reader = ConfigurationReader()
    let file = folder.appendingPathComponent("suggested.json")
    try Data(suggestion.text.utf8).write(to: file)
    let reading = try reader.read(contentsOf: file)
    #expect(reading.warnings.isEmpty)
    var short = reading.configuration
    short.hyperparameters.duration = .iterations(2)
    let ending = try TrainingRun(
      short, dataFolder: folder, folder: RunFolder(folder.appendingPathComponent("run")),
      entry: .overwrite
    ).execute()
    guard case .finished(let metrics) = ending else {
      Issue.record("the training ended otherwise: \(ending)")
      return reading.configuration
    }
    #expect(metrics.train.cost.isFinite)
    return reading.configuration
  }

  /// A table of 80 examples with two features and a label.
  private func table(header: String = "age,height,answer", _ label: (Int) -> String) -> String {
    let rows = (0..<80).map { "\($0 % 7),\(150 + $0 % 31).5,\(label($0))" }
    return ([header] + rows).joined(separator: "\n") + "\n"
  }

  private func write(_ text: String, to name: String, in folder: URL) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }

  private func write(
    _ arrays: [(name: String, array: NumericArray)], to name: String, in folder: URL
  ) throws {
    var bytes: [UInt8] = []
    try NPZ.write(arrays) { bytes += $0 }
    try Data(bytes).write(to: folder.appendingPathComponent(name))
  }

  private func write(_ array: NumericArray, to name: String, in folder: URL) throws {
    var bytes: [UInt8] = []
    try NPY.write(array) { bytes += $0 }
    try Data(bytes).write(to: folder.appendingPathComponent(name))
  }

  @Test func `labels of zero and one are answered by sigmoid`() throws {
    try withTemporaryFolder { folder in
      try write(table { "\($0 % 2)" }, to: "a.csv", in: folder)
      let configuration = try tried("a.csv", in: folder)
      #expect(configuration.n == [2, 16, 1])
      #expect(configuration.architecture.activations == [.relu, .sigmoid])
      #expect(configuration.loss == .binaryCrossEntropy)
      #expect(configuration.data.train.normalize == .standardize)
      #expect(configuration.data.train.y == "answer")
      #expect(configuration.data.validation == .fraction(0.2))
      #expect(configuration.hyperparameters.batchSize == 16)
      #expect(configuration.hyperparameters.earlyStopping?.patience == 20)
    }
  }

  @Test func `text becomes classes`() throws {
    try withTemporaryFolder { folder in
      try write(table { ["red", "green", "blue"][$0 % 3] }, to: "a.csv", in: folder)
      let three = try tried("a.csv", in: folder)
      #expect(three.n.last == 3)
      #expect(three.architecture.activations.last == .softmax)
      try write(table { ["no", "yes"][$0 % 2] }, to: "b.csv", in: folder)
      #expect(try tried("b.csv", in: folder).architecture.activations.last == .sigmoid)
    }
  }

  @Test(arguments: [3, 20]) func `few whole numbers are classes`(count: Int) throws {
    try withTemporaryFolder { folder in
      try write(table { "\($0 % count + 1)" }, to: "a.csv", in: folder)
      let configuration = try tried("a.csv", in: folder)
      #expect(configuration.n.last == count)
      #expect(configuration.loss == .categoricalCrossEntropy)
    }
  }

  @Test func `other numbers are values`() throws {
    try withTemporaryFolder { folder in
      for label: (Int) -> String in [{ "\(Double($0) / 8)" }, { "\($0)" }, { "\($0 % 3).5" }] {
        try write(table(label), to: "a.csv", in: folder)
        let configuration = try tried("a.csv", in: folder)
        #expect(configuration.n.last == 1)
        #expect(configuration.architecture.activations.last == .linear)
      }
    }
  }

  @Test func `a column that is called label is the label`() throws {
    try withTemporaryFolder { folder in
      let rows = (0..<60).map { "\($0 % 2),\($0).5,\(["x", "y", "z"][$0 % 3])" }
      let text = (["label,size,kind"] + rows).joined(separator: "\n")
      try write(text, to: "a.csv", in: folder)
      let configuration = try tried("a.csv", in: folder)
      #expect(configuration.data.train.y == "label")
      #expect(configuration.data.train.categories == .text)
      #expect(configuration.n.first == 4)
    }
  }

  @Test func `a label of text that comes first is found by its name, and said so`() throws {
    try withTemporaryFolder { folder in
      let rows = (0..<60).map { "\(["setosa", "virginica", "other"][$0 % 3]),\($0).5,\($0 % 7)" }
      try write((["Class,length,width"] + rows).joined(separator: "\n"), to: "a.csv", in: folder)
      let configuration = try tried("a.csv", in: folder)
      #expect(configuration.data.train.y == "Class")
      #expect(configuration.n == [2, 16, 3])
      let reasons = try Suggestion(path: "a.csv", relativeTo: folder).reasons
      #expect(
        reasons.contains(
          .init(key: "data.train.y", text: "the label is column \"Class\", by its name")))
      try write(table { "\($0 % 2)" }, to: "b.csv", in: folder)
      let last = try Suggestion(path: "b.csv", relativeTo: folder).reasons
      #expect(
        last.contains(
          .init(key: "data.train.y", text: "the label is column \"answer\", the last")))
    }
  }

  @Test(arguments: [("1", "2"), ("-1", "1"), ("1", "2+")])
  func `two classes of any name take one sigmoid`(one: String, other: String) throws {
    try withTemporaryFolder { folder in
      try write(table { $0 % 3 == 0 ? one : other }, to: "a.csv", in: folder)
      let configuration = try tried("a.csv", in: folder)
      #expect(configuration.n.last == 1)
      #expect(configuration.loss == .binaryCrossEntropy)
    }
  }

  @Test func `numbers too large for a Double are classes if they are few, else values`() throws {
    try withTemporaryFolder { folder in
      let users = [
        "1111111111111111111", "1111111111111111112", "2222222222222222222",
      ]
      try write(table { users[$0 % 3] }, to: "a.csv", in: folder)
      #expect(try tried("a.csv", in: folder).n.last == 3)
      let y = NumericArray(shape: [60], values: (0..<60).map { Int64(users[$0 % 3]) ?? 0 })
      let x = NumericArray(shape: [60, 1], values: (0..<60).map { Float($0 % 3) })
      try write([("x", x), ("y", y)], to: "a.npz", in: folder)
      #expect(try tried("a.npz", in: folder).n.last == 3)
      try write(table { "11111111111111111\(10 + $0)" }, to: "b.csv", in: folder)
      let values = try tried("b.csv", in: folder)
      #expect(values.loss == .meanSquaredError)
      #expect(values.data.train.normalizeLabels == .standardize)
    }
  }

  @Test func `labels far from 1 are to be scaled, with the reason`() throws {
    try withTemporaryFolder { folder in
      for (label, reach) in [
        ({ "\(143_603 + $0 * 977)" }, "220786"), ({ "\(Double($0) / 1e5 + 1e-6)" }, "0.000791"),
      ] as [((Int) -> String, String)] {
        try write(table(label), to: "a.csv", in: folder)
        let configuration = try tried("a.csv", in: folder)
        #expect(configuration.data.train.normalizeLabels == .standardize)
        let suggestion = try Suggestion(path: "a.csv", relativeTo: folder)
        #expect(
          suggestion.reasons.contains(
            .init(
              key: "data.train.normalizeLabels",
              text: "labels reach \(reach), and are learnt sooner with mean 0 and deviation 1; "
                + "answers and figures are those of the real values")))
        #expect(!suggestion.look.remarks.contains { $0.contains("normalizeLabels") })
      }
      try write(table { "\(Double($0) / 8)" }, to: "a.csv", in: folder)
      #expect(try tried("a.csv", in: folder).data.train.normalizeLabels == nil)
    }
  }

  @Test func `few examples are all trained on`() throws {
    try withTemporaryFolder { folder in
      try write("a,b\n1,0\n2,1\n3,1\n", to: "a.csv", in: folder)
      #expect(try tried("a.csv", in: folder).data.validation == nil)
    }
  }

  @Test func `a folder of images is brought to one size`() throws {
    try withTemporaryFolder { folder in
      var cats = DataSource(.builtIn(.init("cats", examples: 12)))
      cats.imageSize = ImageSize(height: 16, width: 20)
      let path = folder.appendingPathComponent("pictures").path
      _ = try Conversion.convert(cats, relativeTo: folder, to: path + "/")
      let same = try tried("pictures", in: folder)
      #expect(same.data.train.imageSize == ImageSize(height: 16, width: 20))
      #expect(
        same.architecture.layers == [
          .convolution2D(filters: 8, kernel: 3, activation: .relu), .maxPool2D(size: 2),
          .convolution2D(filters: 16, kernel: 3, activation: .relu), .maxPool2D(size: 2),
          .flatten, .dense(units: 1, activation: .sigmoid),
        ])
      #expect(same.data.train.normalize == .unit)
      #expect(same.hyperparameters.batchSize == 16)

      let classes = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
      let other = try #require(classes.first)
      var one = DataSource(.builtIn(.init("cats", examples: 2)))
      one.imageSize = ImageSize(height: 40, width: 40)
      _ = try Conversion.convert(one, relativeTo: folder, to: folder.path + "/more/")
      try FileManager.default.moveItem(
        atPath: folder.path + "/more/\(other)", toPath: path + "/third")
      let differing = try tried("pictures", in: folder)
      #expect(differing.data.train.imageSize == ImageSize(height: 32, width: 32))
      #expect(differing.architecture.layers.last == .dense(units: 3, activation: .softmax))
      #expect(differing.data.train.normalize == .unit)
    }
  }

  /// Pictures as arrays, grey or in color; the numbers of filters follow the number of pictures.
  @Test(arguments: [
    ([60, 8, 8], 2, [8, 16]), ([60, 64, 50, 3], 1, [8, 16, 32]), ([2000, 12, 9], 4, [16, 32]),
    ([60, 130, 130], 2, [8, 16, 32, 64]),
  ])
  func `convolutions halve pictures until a side is small`(
    shape: [Int], classes: Int, filters: [Int]
  ) throws {
    try withTemporaryFolder { folder in
      let count = shape.reduce(1, *)
      let x = NumericArray(shape: shape, values: (0..<count).map { UInt8(truncatingIfNeeded: $0) })
      let y = NumericArray(
        shape: [shape[0]], values: (0..<shape[0]).map { Int64($0 % max(2, classes)) })
      try write([("x", x), ("y", y)], to: "a.npz", in: folder)
      let layers = try tried("a.npz", in: folder).architecture.layers
      let convolutions = layers.compactMap { $0.kind as? Convolution2DKind }
      #expect(convolutions.map(\.filters) == filters)
      #expect(convolutions[0].stride == (min(shape[1], shape[2]) >= 48 ? 2 : 1))
      #expect(layers.last?.units == (classes < 3 ? 1 : classes))
      let reasons = try Suggestion(path: "a.npz", relativeTo: folder).reasons
      #expect(reasons[0].key == "layers" && reasons[0].text.contains("\(filters[0])"))
    }
  }

  @Test(arguments: [[60, 7, 30], [60, 3, 16, 16]])
  func `other pictures are left to dense layers`(shape: [Int]) throws {
    try withTemporaryFolder { folder in
      let count = shape.reduce(1, *)
      let x = NumericArray(shape: shape, values: (0..<count).map { UInt8(truncatingIfNeeded: $0) })
      let y = NumericArray(shape: [60], values: (0..<60).map { Int64($0 % 2) })
      try write([("x", x), ("y", y)], to: "a.npz", in: folder)
      #expect(try tried("a.npz", in: folder).architecture.isDense)
    }
  }

  @Test func `arrays are looked at`() throws {
    try withTemporaryFolder { folder in
      let x = NumericArray(
        shape: [60, 3], values: (0..<180).map { Float($0 % 11) / 11 })
      let y = NumericArray(shape: [60], values: (0..<60).map { Int64($0 % 4) })
      try write([("x", x), ("y", y)], to: "a.npz", in: folder)
      let archive = try tried("a.npz", in: folder)
      #expect(archive.n.last == 4)
      #expect(archive.data.train.normalize == Normalization.Method.none)

      try write(x, to: "X_train.npy", in: folder)
      try write(y, to: "y_train.npy", in: folder)
      let pair = try tried("X_train.npy", in: folder)
      guard case .files(_, let labels?) = pair.data.train.origin else {
        Issue.record("no file of labels in \(pair.data.train.origin)")
        return
      }
      #expect(labels.hasSuffix("/y_train.npy"))
    }
  }

  @Test func `rows of labels are classes, answers or values`() throws {
    try withTemporaryFolder { folder in
      let x = NumericArray(shape: [60, 1], values: (0..<60).map { Float($0) })
      func activation(_ row: (Int) -> [Float]) throws -> Activation? {
        let y = NumericArray(shape: [60, 2], values: (0..<60).flatMap(row))
        try write([("x", x), ("y", y)], to: "a.npz", in: folder)
        let configuration = try tried("a.npz", in: folder)
        #expect(configuration.n.last == 2)
        return configuration.architecture.activations.last
      }
      let oneHot = try activation { $0.isMultiple(of: 2) ? [1, 0] : [0, 1] }
      let severalAnswers = try activation { [Float($0 % 2), Float($0 % 3 / 2)] }
      let values = try activation { [Float($0), 0.5] }
      #expect(oneHot == .softmax)
      #expect(severalAnswers == .sigmoid)
      #expect(values == .linear)
    }
  }

  @Test func `what cannot be learnt is refused`() throws {
    try withTemporaryFolder { folder in
      #expect(throws: DataError.self) { try Suggestion(path: "none.csv", relativeTo: folder) }
      try write(table { _ in "same" }, to: "a.csv", in: folder)
      #expect(throws: DataError.self) { try Suggestion(path: "a.csv", relativeTo: folder) }
    }
  }

  @Test func `many images are noted four times`() {
    var notes: [String] = []
    for total in [3, 500, 501, 100_000] {
      notes = []
      let progress = ImageProgress.notes { notes.append($0) }
      for done in 1...total { progress(done, total) }
      #expect(notes.count == (total > 500 ? 4 : 0))
    }
    #expect(notes.last == "read 100000 of 100000 pictures")
  }

  @Test func `examples without labels are refused`() throws {
    try withTemporaryFolder { folder in
      let x = NumericArray(shape: [4, 3], values: (0..<12).map { Float($0) })
      try write([("x", x)], to: "a.npz", in: folder)
      let data = try Dataset(DataSource(path: "a.npz"), relativeTo: folder)
      let error = #expect(throws: DataError.self) { try DatasetExamples<Float>(data) }
      #expect(error?.found == "no labels")
    }
  }

  @Test(arguments: ["float32", "float64"])
  func `examples that lie as they are wanted are not copied`(precision: String) throws {
    try withTemporaryFolder { folder in
      let numbers = (0..<12).map { Float($0) }
      let x = NumericArray(shape: [4, 3], values: numbers)
      let y = NumericArray(shape: [4], values: [0, 1, 1, 0] as [Float])
      try write([("x", x), ("y", y)], to: "a.npz", in: folder)
      let data = try Dataset(DataSource(path: "a.npz"), relativeTo: folder, labels: .binary)
      let expected = data.array.withBytes { $0.baseAddress }
      func address<Scalar: NetworkScalar>(_ data: Dataset, _: Scalar.Type) throws
        -> UnsafeRawPointer
      {
        let (X, Y) = try DatasetExamples<Scalar>(data).all()
        #expect(Y.elements == [0, 1, 1, 0])
        #expect(X[2, 1] == Scalar(data.fileIndex(of: 1) * 3 + 2))
        return X.withElements { UnsafeRawPointer($0) }
      }
      if precision == "float32" {
        #expect(try address(data, Float.self) == expected)
        let part = try DatasetExamples<Float>(data).examples(1..<3).X
        #expect(part.elements == [3, 6, 4, 7, 5, 8])
        var changed = part
        changed[0, 0] = 100
        #expect(part[0, 0] == 3)
      } else {
        #expect(try address(data, Double.self) != expected)
      }
      #expect(data.part([0, 1]).unchangedFeatures(as: Float.self) == nil)
    }
  }

  @Test func `bytes of 0 and 1 are left as they are`() throws {
    try withTemporaryFolder { folder in
      let x = NumericArray(shape: [80, 2], values: (0..<160).map { UInt8($0 % 3 == 0 ? 1 : 0) })
      let y = NumericArray(shape: [80], values: (0..<80).map { Int64($0 % 2) })
      try write([("x", x), ("y", y)], to: "bits.npz", in: folder)
      #expect(try tried("bits.npz", in: folder).data.train.normalize == Normalization.Method.none)
      let negative = NumericArray(shape: [80, 2], values: (0..<160).map { Int8($0 - 80) })
      try write([("x", negative), ("y", y)], to: "signed.npz", in: folder)
      #expect(try tried("signed.npz", in: folder).data.train.normalize == .standardize)
    }
  }
}
