import ArrayFiles
import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Datasets

@Suite struct DatasetTests {
  @Test func `every byte divides by 255 as a division does`() throws {
    try withTemporaryFolder { folder in
      let source = try DataFolder(url: folder).pair(counting([2, 128]), [0, 1])
      let data = try Dataset(source, relativeTo: folder, labels: .binary)
      #expect(data.format.normalization == .unit)
      let bytes = Array(UInt8.min...UInt8.max)
      let floats: [Float] = bytes.map { Float($0) / 255 }
      let doubles: [Double] = bytes.map { Double($0) / 255 }
      #expect(data.allFeatures(Float.self) == floats)
      #expect(data.allFeatures(Double.self) == doubles)
    }
  }

  @Test(arguments: [Normalization.Method.none, .unit, .standardize])
  func `a list of examples gives what the whole gives`(method: Normalization.Method) throws {
    try withTemporaryFolder { folder in
      var source = try DataFolder(url: folder).pair(counting([7, 5]), [0, 1, 2, 0, 1, 2, 0])
      source.normalize = method
      let data = try Dataset(source, relativeTo: folder, labels: .oneHot)
      let floats = data.allFeatures(Float.self)
      let doubles = data.allFeatures(Double.self)
      let order = [6, 0, 3, 3]
      func rows<Scalar>(of all: [Scalar]) -> [Scalar] {
        order.flatMap { row in all[(row * 5)...].prefix(5) }
      }
      let wanted = rows(of: floats)
      #expect(data.features(Float.self, at: order) == wanted)
      #expect(data.features(Double.self, at: order) == rows(of: doubles))
      #expect(data.part(order).allFeatures(Float.self) == wanted)
      #expect(data.part([1, 6]).part([1]).allFeatures(Float.self) == Array(floats[30...]))
      #expect(data.part(order).allLabels(Float.self) == [1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0])
    }
  }

  /// torchvision: `Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])` behind `ToTensor`.
  @Test(arguments: [[4, 3, 2, 3], [4, 3, 3, 2]])
  func `pictures are normalized as networks for ImageNet take them`(shape: [Int]) throws {
    try withTemporaryFolder { folder in
      let bytes = (0..<72).map { UInt8($0 * 3) }
      let x = NumericArray(shape: shape, values: bytes)
      var source = try DataFolder(url: folder).pair(x, [0, 1, 0, 1])
      source.normalize = .imageNet
      let data = try Dataset(source, relativeTo: folder, labels: .binary)
      let isPlanar = shape[1] == 3 && shape[3] != 3
      #expect(data.format.pixelOrder == (isPlanar ? .planar : .interleaved))
      let (mean, deviation) = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
      for (index, value) in data.allFeatures(Double.self).enumerated() {
        let channel = isPlanar ? index % 18 / 6 : index % 3
        let wanted = (Double(bytes[index]) / 255 - mean[channel]) / deviation[channel]
        #expect(abs(value - wanted) <= 1e-14)
      }
      // Nothing is measured again on a part, and a model remembers the word alone.
      let parts = try TrainingData(train: data, validation: nil, test: nil)
        .holdingOut(fraction: 0.5, seed: 1)
      #expect(parts.train.format.normalization == data.format.normalization)
      let metadata = data.format.metadata
      #expect(metadata["normalization"] == "imageNet" && metadata["normalization.mean"] == nil)
      #expect(try InputFormat(metadata: metadata, file: "m") == data.format)
      for key in ["image", "normalization"] {
        var damaged = metadata
        damaged[key] = key == "image" ? "3x6x1" : "imagenet"
        #expect(throws: DataError.self) { try InputFormat(metadata: damaged, file: "m") }
      }
    }
  }

  @Test func `only color pictures of bytes are normalized by ImageNet's channels`() throws {
    try withTemporaryFolder { folder in
      let others = [
        (NumericArray(shape: [2, 3, 4, 3], values: [Float](repeating: 1, count: 72)), "float32"),
        (NumericArray(shape: [2, 3, 4], values: [UInt8](repeating: 1, count: 24)), "3x4x1"),
        (NumericArray(shape: [2, 6], values: [UInt8](repeating: 1, count: 12)), "no pictures"),
      ]
      for (array, word) in others {
        var source = try DataFolder(url: folder).pair(array, [0, 1])
        source.normalize = .imageNet
        let error = #expect(throws: DataError.self) {
          try Dataset(source, relativeTo: folder, labels: .binary)
        }
        #expect(error?.description.contains(word) == true, "\(error as Any)")
      }
    }
  }

  /// NumPy: `x = np.array([[1, 7, 1e6], [2, 7, 1e6 + 1], [4, 7, 1e6 + 5]])`,
  /// `(x - x.mean(0)) / x.std(0)` with 1 for the deviation of 0.
  @Test func `mean and deviation are measured by standardize`() throws {
    try withTemporaryFolder { folder in
      let values: [Double] = [1, 7, 1e6, 2, 7, 1e6 + 1, 4, 7, 1e6 + 5]
      var source = try DataFolder(url: folder).pair(
        NumericArray(shape: [3, 3], values: values), [0, 1, 0])
      source.normalize = .standardize
      let data = try Dataset(source, relativeTo: folder, labels: .binary)
      let expected: [Double] = [
        -1.0690449676496978, 0, -0.9258200997725514, -0.2672612419124244, 0, -0.4629100498862757,
        1.3363062095621219, 0, 1.3887301496588271,
      ]
      for (found, wanted) in zip(data.allFeatures(Double.self), expected) {
        #expect(abs(found - wanted) <= 4 * wanted.ulp)
      }
      #expect(data.allFeatures(Float.self) == data.allFeatures(Double.self).map(Float.init))
    }
  }

  @Test(arguments: DataSource.Drawing.names, DataRole.allCases)
  func `every built-in set is read`(name: String, role: DataRole) throws {
    var drawing = DataSource.Drawing(name)
    if name != "parity" { drawing.examples = 20 }
    let kind: LabelKind = name == "houses" ? .values : name == "digits" ? .oneHot : .binary
    let data = try Dataset(
      DataSource(.builtIn(drawing)), role: role, relativeTo: URL(fileURLWithPath: "/"),
      labels: kind)
    #expect(data.count >= 20)
    #expect(data.allFeatures(Double.self).allSatisfy { $0.isFinite })
    #expect((data.format.imageShape != nil) == (name == "cats" || name == "digits"))
  }

  @Test func `labels are left out where nobody wants them`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.write(counting([3, 2]), to: "x.npy")
      let data = try Dataset(DataSource(path: "x.npy"), relativeTo: folder)
      #expect(data.labels == nil)
      let error = dataError {
        try Dataset(DataSource(path: "x.npy"), relativeTo: folder, labels: .binary)
      }
      #expect(error?.found == "no labels beside array (3, 2)")
    }
  }

  @Test func `a missing file is named with where it was looked for`() {
    let folder = URL(fileURLWithPath: "/nowhere/configs", isDirectory: true)
    let error = dataError {
      try Dataset(DataSource(path: "data/train.h5"), relativeTo: folder)
    }
    #expect(error?.kind == .missingFile)
    #expect(
      error?.description == "data/train.h5: no such file or folder; "
        + "looked for /nowhere/configs/data/train.h5")
  }

  @Test func `what is not finite is refused with its place`() throws {
    try withTemporaryFolder { folder in
      for type in [ElementType.float32, .float64] {
        let array =
          type == .float32
          ? NumericArray(shape: [3, 2], values: [0, 1, 2, 3, 4, .nan] as [Float])
          : NumericArray(shape: [3, 2], values: [0, 1, 2, 3, 4, -.infinity] as [Double])
        try DataFolder(url: folder).write(array, to: "x.npy")
        let error = dataError {
          try Dataset(DataSource(path: "x.npy"), relativeTo: folder)
        }
        #expect(error?.place == .init(row: 2, column: "feature 1"))
        #expect(error?.expected == "a finite number")
      }
    }
  }

  @Test func `numbers that are scaled already are refused by unit`() throws {
    try withTemporaryFolder { folder in
      try DataFolder(url: folder).write(
        NumericArray(shape: [2, 2], values: [0, 255, 1, 0.5] as [Float]), to: "x.npy")
      var source = DataSource(path: "x.npy")
      source.normalize = .unit
      let error = dataError { try Dataset(source, relativeTo: folder) }
      #expect(error?.place == .init(row: 1, column: "feature 1"))
      #expect(error?.found == "0.5 among numbers from 0 to 255")
    }
  }

  @Test func `counts of features and labels must agree`() throws {
    try withTemporaryFolder { folder in
      let source = try DataFolder(url: folder).pair(counting([3, 2]), [0, 1])
      let error = dataError {
        try Dataset(source, relativeTo: folder, labels: .binary)
      }
      #expect(error?.description == "y.npy: 2 labels, expected 3, one for each example of x.npy")
    }
  }

  @Test(arguments: ["garbage", "\u{0}\u{1}\u{2}", "PK\u{3}\u{4}xx", "{\"a\": 1}\n"])
  func `files of no known kind are refused`(content: String) throws {
    try withTemporaryFolder { folder in
      try DataFolder(url: folder).write(content, to: "data")
      let error = dataError {
        try Dataset(DataSource(path: "data"), relativeTo: folder, labels: .values)
      }
      #expect(error?.file == "data")
    }
  }

  @Test func `other features than those of the training data are refused`() throws {
    try withTemporaryFolder { folder in
      try DataFolder(url: folder).write(counting([3, 2]), to: "x.npy")
      let error = dataError {
        try Dataset(
          DataSource(path: "x.npy"), relativeTo: folder, like: InputFormat(featureCount: 4))
      }
      #expect(error?.expected == "n[0] = 4, as in the training data")
    }
  }

  /// Examples are fetched in blocks: those of an earlier block stay as they are.
  @Test func `a large batch has the bits of its examples one by one`() throws {
    let (count, width) = (300, 3)
    let values = (0..<count * width).map { 0.1 + Double($0) / 7 }
    let data = try Dataset(
      Examples(features: NumericArray(shape: [count, width], values: values)),
      source: DataSource(path: "x"), kind: nil, classCount: nil, like: nil)
    var random = RandomState(seed: 1)
    let order = random.permutation(count)
    func check<Scalar: BinaryFloatingPoint>(_ type: Scalar.Type) {
      let all = data.allFeatures(type)
      let expected = order.flatMap { all[$0 * width..<($0 + 1) * width] }
      #expect(data.features(type, at: order) == expected)
    }
    check(Float.self)
    check(Double.self)
  }

  /// As large as MNIST: every row of bytes ends in its own number.
  @Test func `mini-batches gather each example whole`() throws {
    let (count, width, batch) = (60_000, 784, 64)
    let array = NumericArray(shape: [count, width], elementType: .uint8) { bytes in
      for i in 0..<count {
        for j in 0..<3 { bytes[i * width + width - 3 + j] = UInt8(i >> (8 * j) & 255) }
      }
    }
    var data = try Dataset(
      Examples(features: array), source: DataSource(path: "x"), kind: nil, classCount: nil,
      like: nil)
    data.format.normalization = .unit
    var random = RandomState(seed: 1)
    let order = random.permutation(count)
    var x = [Float](repeating: 0, count: batch * width)
    var wrong = 0
    x.withUnsafeMutableBufferPointer { x in
      guard let base = x.baseAddress else { return }
      for start in stride(from: 0, to: count, by: batch) {
        let examples = order[start..<min(start + batch, count)]
        data.features(at: examples, into: base)
        for (row, example) in examples.enumerated() {
          let end = base + (row + 1) * width
          let found = (1...3).reduce(0) { $0 << 8 | Int((end[-$1] * 255).rounded()) }
          wrong += found == example ? 0 : 1
        }
      }
    }
    #expect(wrong == 0)
  }

  @Test func `a fraction is split off`() throws {
    let source = DataSource(.builtIn(.init("moons", examples: 50)))
    let data = try Dataset(source, relativeTo: URL(fileURLWithPath: "/"), labels: .binary)
    let (rest, setAside) = try data.split(fraction: 0.2, seed: 1)
    #expect(rest.count == 40)
    #expect(setAside.count == 10)
    #expect(setAside.allLabels(Double.self).reduce(0, +) == 5)
    for fraction in [0, 1, -0.5, .nan, 0.001] {
      let error = dataError {
        try data.split(fraction: fraction, seed: 1).rest
      }
      #expect(error?.kind == .option)
    }
  }
}

@Suite(.enabled(if: SharedData.isPresent)) struct RealDataTests {
  @Test func `the cats of the course are read`() throws {
    let source = DataSource(path: "cats/train_catvnoncat.h5")
    let data = try Dataset(source, relativeTo: SharedData.folder, labels: .binary)
    #expect(data.count == 209)
    #expect(data.featureCount == 12288)
    #expect(data.format.imageShape == ImageShape(height: 64, width: 64, channels: 3))
    #expect(data.format.normalization == .unit)
    #expect(data.labels?.classNames == ["non-cat", "cat"])
    #expect(data.allLabels(Double.self).reduce(0, +) == 72)
    // h5py: `f["train_set_x"][0, 0, 0]` is [17, 31, 56].
    let first: [Double] = [17, 31, 56]
    #expect(Array(data.allFeatures(Double.self).prefix(3)) == first.map { $0 / 255 })
    let test = try Dataset(
      DataSource(path: "cats/test_catvnoncat.h5"), role: .test, relativeTo: SharedData.folder,
      labels: .binary, like: data.format)
    #expect(test.count == 50)
  }

  @Test func `hand signs are read as classes`() throws {
    let source = DataSource(path: "signs/test_signs.h5")
    let data = try Dataset(source, relativeTo: SharedData.folder, labels: .oneHot)
    #expect(data.labels?.width == 6)
    #expect(data.labels?.classNames == ["0", "1", "2", "3", "4", "5"])
  }

  @Test func `tables are read`() throws {
    let cancer = try Dataset(
      DataSource(path: "tabular/breast_cancer.csv"), relativeTo: SharedData.folder,
      labels: .binary)
    #expect(cancer.shape == [569, 30])
    #expect(cancer.allLabels(Double.self).reduce(0, +) == 357)
    var source = DataSource(path: "tabular/diabetes.csv")
    source.y = "progression"
    let diabetes = try Dataset(source, relativeTo: SharedData.folder, labels: .values)
    #expect(diabetes.shape == [442, 10])
    #expect(diabetes.allLabels(Double.self).prefix(2) == [151, 75])
    #expect(diabetes.featureNames?.first == "age")
  }

  @Test func `a photograph is read at the size of the training data`() throws {
    var format = InputFormat(featureCount: 12288)
    format.imageShape = ImageShape(height: 64, width: 64, channels: 3)
    format.normalization = .unit
    let data = try Dataset(
      DataSource(path: "cats/my_image.jpg"), relativeTo: SharedData.folder, like: format)
    #expect(data.shape == [1, 64, 64, 3])
    #expect(data.exampleName(0) == "my_image.jpg")
  }
}
