import Datasets
import DeepNetwork
import Foundation
import Interchange
import Text

extension Draft {
  /// The configuration with its defaults; nil where something was refused or is missing.
  ///
  /// `name` is the run's unless the file names it; relative paths start in `folder`.
  func configuration(name: String, folder: URL) -> Configuration? {
    guard let architecture, let hyperparameters, let data = dataSources(in: folder) else {
      return nil
    }
    var result = Configuration(
      name: valid["name"]?.string ?? name, architecture: architecture,
      hyperparameters: hyperparameters, data: data)
    if let value = valid["initialization"] {
      guard let initialization = initialization(value, in: folder) else { return nil }
      result.initialization = initialization
    }
    result.seed = valid["seed"]?.integer.flatMap { UInt32(exactly: $0) } ?? result.seed
    result.precision = choice("precision") ?? result.precision
    result.checkpointEvery = valid["checkpointEvery"]?.interval ?? result.checkpointEvery
    return result
  }

  private var architecture: Architecture? {
    let slope = valid["leakyReluSlope"]?.double ?? 0.01
    if let layers = valid["layers"] {
      return [LayerSpecification](layers, leakyReluSlope: slope).map {
        Architecture(layers: $0)
      }
    }
    guard let n, let activations else { return nil }
    let given = valid["keepProbability"]
    let keep = given?.doubles ?? Array(repeating: given?.double ?? 1, count: n.count - 2)
    return Architecture(
      n: n, activations: activations.compactMap { Activation(name: $0, leakyReluSlope: slope) },
      keepProbabilities: keep.allSatisfy { $0 == 1 } ? [] : keep)
  }

  private var hyperparameters: Hyperparameters? {
    guard let alpha = valid["alpha"]?.double, let duration else { return nil }
    var result = Hyperparameters(alpha: alpha, duration: duration)
    result.alphaDecay = valid["alphaDecay"].flatMap(alphaDecay) ?? result.alphaDecay
    result.optimizer = valid["optimizer"].flatMap(optimizer) ?? result.optimizer
    result.batchSize = valid["batchSize"]?.integer ?? result.batchSize
    result.l2 = valid["l2"]?.double ?? result.l2
    result.clipNorm = valid["clipNorm"]?.double ?? result.clipNorm
    result.classWeights = valid["classWeights"].map { value in
      value.doubles.map { .values($0) } ?? .balanced
    }
    result.loss = loss
    result.logEvery = logEvery ?? result.logEvery
    result.earlyStopping = valid["earlyStopping"].flatMap(earlyStopping)
    result.firstLayer = choice("firstLayer") ?? result.firstLayer
    return result
  }

  var logEvery: Interval? { valid["logEvery"]?.interval }

  var duration: Hyperparameters.Duration? {
    valid["iterations"]?.integer.map { .iterations($0) }
      ?? valid["epochs"]?.integer.map { .epochs($0) }
  }

  private func earlyStopping(_ value: JSONValue) -> Hyperparameters.EarlyStopping? {
    value["patience"]?.integer.map {
      Hyperparameters.EarlyStopping(
        patience: $0, minDelta: value["minDelta"]?.double ?? 0,
        monitor: monitoredFigure?.monitor ?? .cost)
    }
  }

  private func choice<Choice: RawRepresentable<String>>(_ name: String) -> Choice? {
    valid[name]?.string.flatMap(Choice.init)
  }

  private func optimizer(_ value: JSONValue) -> Optimizer? {
    let epsilon = value["epsilon"]?.double ?? 1e-8
    return switch value["method"]?.string {
    case "gradientDescent": .gradientDescent
    case "momentum": .momentum(beta: value["beta"]?.double ?? 0.9)
    case "rmsprop": .rmsprop(beta: value["beta"]?.double ?? 0.99, epsilon: epsilon)
    case "adam":
      .adam(
        beta1: value["beta1"]?.double ?? 0.9, beta2: value["beta2"]?.double ?? 0.999,
        epsilon: epsilon)
    default: nil
    }
  }

  private func alphaDecay(_ value: JSONValue) -> AlphaDecay? {
    let rate = value["rate"]?.double
    return switch value["method"]?.string {
    case "none": AlphaDecay.none
    case "inverse": rate.map { .inverse(rate: $0) }
    case "exponential": rate.map { .exponential(rate: $0) }
    case "step":
      rate.flatMap { rate in value["every"]?.integer.map { .step(rate: rate, every: $0) } }
    case "cosine": .cosine(minimum: value["minimum"]?.double ?? 0)
    default: nil
    }
  }

  private func initialization(
    _ value: JSONValue, in folder: URL
  ) -> Configuration.Initialization? {
    switch value["method"]?.string {
    case "normal":
      let scale = value["scale"]
      return .drawn(.normal(scale: scale?.doubles ?? [scale?.double ?? 0.01]))
    case "zeros": return .drawn(.zeros)
    case "he": return .drawn(.he)
    case "xavier": return .drawn(.xavier)
    case "lecun": return .drawn(.lecun)
    case "file":
      guard let path = value["path"]?.string else { return nil }
      var names: [String: String] = [:]
      for member in value["names"]?.members ?? [] { names[member.name] = member.value.string }
      return .file(
        Configuration.WeightFile(
          path: folder.absolutePath(of: path), names: names,
          layout: value["layout"]?.string.flatMap(WeightLayout.init)))
    default: return nil
    }
  }

  private func dataSources(in folder: URL) -> Configuration.Sources? {
    guard let data = valid["data"], let train = data["train"].flatMap({ source($0, in: folder) })
    else { return nil }
    var result = Configuration.Sources(train: train)
    if let validation = data["validation"] {
      result.validation =
        split(validation) ?? source(validation, in: folder).map { .source($0) }
    }
    result.test = data["test"].flatMap { source($0, in: folder) }
    return result
  }

  private func split(_ value: JSONValue) -> Configuration.Validation? {
    let seed = value["seed"]?.integer.flatMap { UInt32(exactly: $0) } ?? 1
    if let fraction = value["fraction"]?.double { return .fraction(fraction, seed: seed) }
    guard let fold = value["fold"]?.integer, let folds = value["folds"]?.integer else { return nil }
    return .fold(fold, of: folds, seed: seed)
  }

  /// The source that a valid object of the table's kind stands for.
  func source(_ value: JSONValue, in folder: URL) -> DataSource? {
    func path(_ name: String) -> String? {
      value[name]?.string.map { folder.absolutePath(of: $0) }
    }
    guard let origin = origin(of: value, path: path) else { return nil }
    var result = DataSource(origin)
    result.x = value["x"]?.string
    result.y =
      value["y"]?.string.map { .name($0) } ?? value["y"]?.integer.map { .index($0) }
    if let size = value["imageSize"]?.integers, size.count == 2 {
      result.imageSize = ImageSize(height: size[0], width: size[1])
    }
    result.channels = value["channels"]?.integer
    result.pixelOrder =
      value["pixelOrder"]?.string.flatMap(PixelOrder.init) ?? result.pixelOrder
    result.normalize = value["normalize"]?.string.flatMap(Normalization.Method.init)
    result.normalizeLabels =
      value["normalizeLabels"]?.string.flatMap(LabelNormalization.init)
    result.labels = value["labels"]?.string.flatMap(LabelKind.init)
    result.classes = value["classes"]?.strings
    result.categories = value["categories"]?.boolean ?? result.categories
    result.header = value["header"]?.boolean
    result.delimiter = value["delimiter"]?.string.flatMap(TableDelimiter.init)
    result.decimal = value["decimal"]?.string.flatMap(DecimalSign.init)
    return result
  }

  private func origin(
    of value: JSONValue, path: (String) -> String?
  ) -> DataSource.Origin? {
    if let file = path("path") { return .file(file) }
    if let x = path("xPath") { return .files(x: x, y: path("yPath")) }
    guard let name = value["builtin"]?.string else { return nil }
    let seed = value["seed"]?.integer.flatMap { UInt32(exactly: $0) } ?? 1
    return .builtIn(
      DataSource.Drawing(
        name, examples: value["examples"]?.integer, seed: seed, noise: value["noise"]?.double,
        bits: value["bits"]?.integer))
  }
}

extension JSONValue {
  /// A number of updates, or `"epoch"`.
  fileprivate var interval: Interval? { string == "epoch" ? .epoch : integer.map { .updates($0) } }
}

extension URL {
  /// A path as it is found from this folder: absolute, without `.` and empty components.
  ///
  /// `..` stays, since behind a symbolic link it leads elsewhere than the text says.
  fileprivate func absolutePath(of path: String) -> String {
    let whole = path.hasPrefix("/") ? path : absoluteURL.path + "/" + path
    let parts = whole.split(separator: "/").filter { $0 != "." }
    return "/" + parts.joined(separator: "/") + (path.hasSuffix("/") && !parts.isEmpty ? "/" : "")
  }
}
