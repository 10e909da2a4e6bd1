import Datasets
import DeepNetwork
import Configurations
import Foundation
import TestSupport
import Testing
import Text

@Suite struct ConfigurationReaderTests {
  @Test func `a minimal file has the documented defaults`() throws {
    let configuration = try read(minimalText).configuration
    let hyperparameters = configuration.hyperparameters
    #expect(configuration.name == "test")
    #expect(
      configuration.architecture == Architecture(n: [4, 3, 1], activations: [.relu, .sigmoid]))
    #expect(configuration.leakyReluSlope == 0.01)
    #expect(hyperparameters.alpha == 0.1)
    #expect(hyperparameters.duration == .iterations(10))
    #expect(hyperparameters.batchSize == 0)
    #expect(hyperparameters.clipNorm == 0)
    #expect(hyperparameters.classWeights == nil)
    #expect(hyperparameters.optimizer == .gradientDescent)
    #expect(hyperparameters.alphaDecay == .none)
    #expect(hyperparameters.l2 == 0)
    #expect(hyperparameters.loss == .binaryCrossEntropy)
    #expect(configuration.initialization == .drawn(.normal(scale: [0.01])))
    #expect(configuration.seed == 1)
    #expect(configuration.precision == .float32)
    #expect(configuration.data == .init(train: DataSource(path: "/home/ann/train.npz")))
    #expect(hyperparameters.logEvery == 100)
    #expect(configuration.checkpointEvery == 1000)
    #expect(hyperparameters.earlyStopping == nil)
    #expect(hyperparameters.firstLayer == .auto)
  }

  @Test func `every key is read`() throws {
    let configuration = try read(fullText).configuration
    let hyperparameters = configuration.hyperparameters
    #expect(configuration.name == "everything")
    #expect(
      configuration.architecture
        == Architecture(
          n: [12, 6, 5, 3], activations: [.leakyRelu(slope: 0.2), .tanh, .softmax],
          keepProbabilities: [0.9, 0.8]))
    #expect(hyperparameters.duration == .epochs(20))
    #expect(hyperparameters.batchSize == 32)
    #expect(hyperparameters.clipNorm == 5)
    #expect(hyperparameters.classWeights == .values([1, 2, 0.5]))
    #expect(hyperparameters.optimizer == .adam(beta1: 0.8, beta2: 0.99, epsilon: 1e-7))
    #expect(hyperparameters.alphaDecay == .step(rate: 0.5, every: 10))
    #expect(hyperparameters.warmup == 40)
    #expect(hyperparameters.l2 == 0.7)
    #expect(hyperparameters.loss == .categoricalCrossEntropy)
    #expect(configuration.seed == 4_294_967_295)
    #expect(configuration.precision == .float64)
    #expect(hyperparameters.logEvery == 7)
    #expect(configuration.checkpointEvery == 0)
    #expect(hyperparameters.earlyStopping == .init(patience: 3, minDelta: 0.001))
    #expect(hyperparameters.firstLayer == .direct)
    #expect(
      configuration.initialization
        == .file(
          .init(path: "/weights.npz", names: ["W1": "fc.weight", "b3": "out"], layout: .keras)))
  }

  @Test func `every source key is read`() throws {
    let data = try read(fullText).configuration.data
    var train = DataSource(.files(x: "/home/ann/../x.npy", y: "/y.npy"))
    train.x = "images"
    train.y = .name("labels")
    train.imageSize = ImageSize(height: 4, width: 3)
    train.channels = 1
    train.pixelOrder = .planar
    var augment = Augmentation()
    augment.flip = .both
    (augment.shift, augment.rotate, augment.zoom) = (0.2, 20, 0.3)
    (augment.brightness, augment.contrast) = (0.4, 0.5)
    train.augment = augment
    train.normalize = .standardize
    train.labels = .oneHot
    train.classes = ["a", "b", "c"]
    #expect(data.train == train)
    #expect(data.validation == .fraction(0.25))
    var test = DataSource(path: "/home/ann/deep/test.csv")
    test.labelsPath = "/home/ann/labels.csv"
    test.y = .index(-1)
    test.categories = .text
    (test.header, test.delimiter, test.decimal) = (false, .tab, .comma)
    #expect(data.test == test)
  }

  @Test func `a built-in source is read`() throws {
    let text = replacing(
      """
      "data": {
        "train": {"builtin": "parity", "examples": 99, "seed": 7, "noise": 0.5, "bits": 4},
        "validation": {"builtin": "parity"}}
      """)
    let data = try read(text).configuration.data
    #expect(
      data.train
        == DataSource(
          .builtIn(.init("parity", examples: 99, seed: 7, noise: 0.5, bits: 4))))
    #expect(data.validation == .source(DataSource(.builtIn(.init("parity")))))
  }

  @Test func `activations of hidden layers and of the output are spread out`() throws {
    let text = minimalText.replacing("[4, 3, 1]", with: "[0, 5, 4, 3, 1]").replacing(
      "[\"relu\", \"sigmoid\"]", with: "{\"hidden\": \"tanh\", \"output\": \"linear\"}")
    let configuration = try read(text).configuration
    #expect(configuration.architecture.activations == [.tanh, .tanh, .tanh, .linear])
    #expect(configuration.hyperparameters.loss == .meanSquaredError)
    #expect(configuration.L == 4)
  }

  @Test func `a single probability is that of every hidden layer`() throws {
    let one = try read(replacing("\"keepProbability\": 0.5")).configuration
    #expect(one.architecture.keepProbabilities == [0.5])
    let all = try read(replacing("\"keepProbability\": [1.0]")).configuration
    #expect(all.architecture.keepProbabilities == [])
  }

  @Test(arguments: [
    ("0.5", [0.5]), ("0.8", [0.2]), ("0.3", [0.7]), ("[0.9]", [0.1]), ("0", []), ("1e-3", [0.999]),
    ("1e-200", []),
  ])
  func `dropout is the part left out, digit by digit`(_ dropout: String, _ kept: [Double]) throws {
    let configuration = try read(replacing("\"dropout\": \(dropout)")).configuration
    #expect(configuration.architecture.keepProbabilities == kept)
    #expect(configuration.json["dropout"] == nil)
    #expect(configuration.json["keepProbability"] == JSONValue(kept.first ?? 1))
  }

  @Test func `a layer of a list has a dropout of its own`() throws {
    let text = """
      {"layers": [{"type": "dense", "units": 3, "activation": "relu", "dropout": 0.9},
        {"type": "dense", "units": 1, "activation": "sigmoid"}],
       "alpha": 1, "iterations": 1, "data": {"train": {"path": "a.csv"}}}
      """
    #expect(
      try read(text).configuration.architecture.layers
        == [
          .dense(units: 3, activation: .relu, keepProbability: 0.1),
          .dense(units: 1, activation: .sigmoid, keepProbability: 1),
        ])
  }

  @Test(arguments: [
    ("{\"method\": \"none\"}", LearningRateSchedule.none),
    ("{\"method\": \"inverse\", \"rate\": 2}", .inverse(rate: 2)),
    ("{\"method\": \"exponential\", \"rate\": 0.5}", .exponential(rate: 0.5)),
    (
      "{\"method\": \"plateau\", \"patience\": 5, \"factor\": 0.5}",
      .plateau(patience: 5, factor: 0.5)
    ),
    ("{\"method\": \"cosine\"}", .cosine(minimum: 0)),
    ("{\"method\": \"cosine\", \"minimum\": 0.05}", .cosine(minimum: 0.05)),
  ]) func `the alphaDecay is read`(text: String, decay: LearningRateSchedule) throws {
    let data = "\"data\": {\"train\": {\"path\": \"a.npz\"}, \"validation\": {\"fraction\": 0.5}}"
    let configuration = try read(replacing("\"alphaDecay\": \(text), \(data)")).configuration
    #expect(configuration.hyperparameters.alphaDecay == decay)
  }

  @Test(arguments: [
    ("{\"method\": \"momentum\"}", Optimizer.momentum(beta: 0.9)),
    ("{\"method\": \"momentum\", \"beta\": 0}", .momentum(beta: 0)),
    ("{\"method\": \"momentum\", \"nesterov\": true}", .momentum(nesterov: true)),
    ("{\"method\": \"rmsprop\"}", .rmsprop(beta: 0.99, epsilon: 1e-8)),
    ("{\"method\": \"adam\"}", .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8)),
    (
      "{\"method\": \"adamW\", \"beta1\": 0.8}",
      .adamW(beta1: 0.8, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01)
    ),
  ]) func `the optimizer is read`(text: String, optimizer: Optimizer) throws {
    let configuration = try read(replacing("\"optimizer\": \(text)")).configuration
    #expect(configuration.hyperparameters.optimizer == optimizer)
  }

  @Test(arguments: [
    ("{\"method\": \"normal\"}", Initializer.normal(scale: [0.01])),
    ("{\"method\": \"normal\", \"scale\": 0.5}", .normal(scale: [0.5])),
    ("{\"method\": \"normal\", \"scale\": [0.5, 0.1]}", .normal(scale: [0.5, 0.1])),
    ("{\"method\": \"he\"}", .he), ("{\"method\": \"xavier\"}", .xavier),
    ("{\"method\": \"lecun\"}", .lecun), ("{\"method\": \"zeros\"}", .zeros),
  ]) func `the initialization is read`(text: String, initializer: Initializer) throws {
    let configuration = try read(replacing("\"initialization\": \(text)")).configuration
    #expect(configuration.initialization == .drawn(initializer))
  }

  @Test func `whole numbers may be written as fractions`() throws {
    let text = minimalText.replacing("\"iterations\": 10", with: "\"iterations\": 2.5e3")
    #expect(try read(text).configuration.hyperparameters.duration == .iterations(2500))
  }

  // MARK: Files

  @Test func `a file is read with its name and folder`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("my run.json")
      try minimalText.write(to: file, atomically: true, encoding: .utf8)
      let configuration = try ConfigurationReader().read(contentsOf: file).configuration
      #expect(configuration.name == "my run")
      #expect(configuration.data.train.origin == .file(folder.path + "/train.npz"))
    }
  }

  #if os(Linux)
    /// The first page of a process's memory is a file that no read succeeds on.
    @Test func `a file that cannot be read is refused with its cause and advice`() {
      let said = description(of: URL(fileURLWithPath: "/proc/self/mem")) ?? ""
      #expect(
        said.contains("/proc/self/mem: cannot be read: input/output error; the disk"), "\(said)")
    }
  #endif

  @Test func `a file that is none is refused`() throws {
    try withTemporaryFolder { folder in
      let missing = folder.appendingPathComponent("none.json")
      #expect(throws: ConfigurationError.self) {
        try ConfigurationReader().read(contentsOf: missing)
      }
      #expect(description(of: missing) == "\(missing.path): there is no such file")
      #expect(
        description(of: folder) == "\(folder.path): is a folder, not a configuration file")
      let huge = folder.appendingPathComponent("huge.json")
      try Data(repeating: 0x20, count: 5 << 20).write(to: huge)
      #expect(
        description(of: huge) == "\(huge.path): is larger than 4 MiB: not a configuration file")
      let empty = folder.appendingPathComponent("empty.json")
      try Data().write(to: empty)
      #expect(description(of: empty) == "\(empty.path): empty: expected an object { … }")
    }
  }

  private func description(of file: URL) -> String? {
    do {
      _ = try ConfigurationReader().read(contentsOf: file)
      return nil
    } catch {
      return error.description
    }
  }

  // MARK: One source by itself

  @Test func `a source of the command line is read`() throws {
    let folder = URL(fileURLWithPath: "/data")
    let source = try ConfigurationReader.source(
      "{\"path\": \"a.npz\", \"x\": \"features\"}", label: "--data", folder: folder)
    var expected = DataSource(path: "/data/a.npz")
    expected.x = "features"
    #expect(source == expected)
  }

  @Test(arguments: [
    ("{\"path\": \"a\", \"bits\": 3}", "--data: bits: is for built-in sets only"),
    ("{\"pth\": \"a\"}", "--data: pth: unknown key; did you mean \"path\"?"),
    ("{", "--data: expected a key in double quotes, but found the end of the text"),
    ("[]", "--data: must be an object such as {\"path\": \"train.h5\"}, but is an empty list"),
    ("{}", "--data: needs a path, a builtin, or an xPath with its yPath"),
  ]) func `a bad source of the command line is refused`(json: String, message: String) {
    do {
      _ = try ConfigurationReader.source(
        json, label: "--data", folder: URL(fileURLWithPath: "/data"))
      Issue.record("read")
    } catch {
      #expect(error.problems.first?.description == message)
    }
  }
}
