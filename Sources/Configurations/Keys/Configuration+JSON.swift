import Datasets
import DeepNetwork
import Text

extension Configuration {
  /// The text of `config.json`: every key in the order of the documentation, defaults filled in.
  ///
  /// It reads back to an equal value. What is off unless given (validation, early stopping, class
  /// weights and the like) stays away; numbers have the fewest digits that read back to them.
  package var jsonText: String { json.prettyText }

  /// The same as a JSON value.
  package var json: JSONValue {
    let hyper = hyperparameters
    var members = [
      JSONMember("name", JSONValue(name)),
      JSONMember("L", JSONValue(L)),
    ]
    members += architecture.members
    members += [
      JSONMember("leakyReluSlope", JSONValue(leakyReluSlope)),
      JSONMember("alpha", JSONValue(hyper.alpha)),
      hyper.duration.member,
      JSONMember("batchSize", JSONValue(hyper.batchSize)),
      JSONMember("clipNorm", JSONValue(hyper.clipNorm)),
    ]
    if let weights = hyper.classWeights { members.append(JSONMember("classWeights", weights.json)) }
    members += [
      JSONMember("optimizer", hyper.optimizer.json),
      JSONMember("alphaDecay", hyper.alphaDecay.json),
      JSONMember("l2", JSONValue(hyper.l2)),
    ]
    if architecture.isDense { members.append(JSONMember("keepProbability", keepProbabilityJSON)) }
    members += [
      JSONMember("loss", JSONValue(loss.rawValue)),
      JSONMember("initialization", initialization.json),
      JSONMember("seed", JSONValue(Int(seed))),
      JSONMember("precision", JSONValue(precision.rawValue)),
      JSONMember("data", data.json),
      JSONMember("logEvery", hyper.logEvery.json),
      JSONMember("checkpointEvery", checkpointEvery.json),
    ]
    if let stopping = hyper.earlyStopping {
      members.append(JSONMember("earlyStopping", stopping.json))
    }
    members.append(JSONMember("firstLayer", JSONValue(hyper.firstLayer.rawValue)))
    return JSONValue(members)
  }

  private var keepProbabilityJSON: JSONValue {
    let keep = architecture.keepProbabilities
    guard let first = keep.first else { return 1 }
    return keep.allSatisfy { $0 == first }
      ? JSONValue(first) : JSONValue(keep.map { JSONValue($0) })
  }
}

extension Architecture {
  /// n and activations where they say all, else the list of layers.
  fileprivate var members: [JSONMember] {
    guard let n else { return [JSONMember("layers", JSONValue(layers.map(\.json)))] }
    return [
      JSONMember("n", JSONValue(n.map { JSONValue($0) })),
      JSONMember("activations", JSONValue(activations.map { JSONValue($0.name) })),
    ]
  }
}

extension Hyperparameters.Duration {
  fileprivate var member: JSONMember {
    switch self {
    case .iterations(let count): JSONMember("iterations", JSONValue(count))
    case .epochs(let count): JSONMember("epochs", JSONValue(count))
    }
  }
}

extension Hyperparameters.ClassWeights {
  fileprivate var json: JSONValue {
    switch self {
    case .balanced: "balanced"
    case .values(let weights): JSONValue(weights.map { JSONValue($0) })
    }
  }
}

extension Optimizer {
  fileprivate var json: JSONValue {
    switch self {
    case .gradientDescent: ["method": "gradientDescent"]
    case .momentum(let beta): ["method": "momentum", "beta": JSONValue(beta)]
    case .rmsprop(let beta, let epsilon):
      ["method": "rmsprop", "beta": JSONValue(beta), "epsilon": JSONValue(epsilon)]
    case .adam(let beta1, let beta2, let epsilon):
      [
        "method": "adam", "beta1": JSONValue(beta1), "beta2": JSONValue(beta2),
        "epsilon": JSONValue(epsilon),
      ]
    }
  }
}

extension AlphaDecay {
  fileprivate var json: JSONValue {
    switch self {
    case .none: ["method": "none"]
    case .inverse(let rate): ["method": "inverse", "rate": JSONValue(rate)]
    case .exponential(let rate): ["method": "exponential", "rate": JSONValue(rate)]
    case .step(let rate, let every):
      ["method": "step", "rate": JSONValue(rate), "every": JSONValue(every)]
    case .cosine(let minimum): ["method": "cosine", "minimum": JSONValue(minimum)]
    }
  }
}

extension Configuration.Initialization {
  fileprivate var json: JSONValue {
    switch self {
    case .drawn(.normal(let scale)):
      [
        "method": "normal",
        "scale": scale.count == 1 ? JSONValue(scale[0]) : JSONValue(scale.map { JSONValue($0) }),
      ]
    case .drawn(.zeros): ["method": "zeros"]
    case .drawn(.he): ["method": "he"]
    case .drawn(.xavier): ["method": "xavier"]
    case .drawn(.lecun): ["method": "lecun"]
    case .file(let file): file.json
    }
  }
}

extension Configuration.WeightFile {
  fileprivate var json: JSONValue {
    var members = [
      JSONMember("method", "file"), JSONMember("path", JSONValue(path)),
    ]
    if !names.isEmpty {
      let sorted = names.sorted { ($0.key.count, $0.key) < ($1.key.count, $1.key) }
      members.append(
        JSONMember("names", JSONValue(sorted.map { JSONMember($0.key, JSONValue($0.value)) })))
    }
    if let layout { members.append(JSONMember("layout", JSONValue(layout.rawValue))) }
    return JSONValue(members)
  }
}

extension Configuration.Sources {
  fileprivate var json: JSONValue {
    var members = [JSONMember("train", train.json)]
    if let validation { members.append(JSONMember("validation", validation.json)) }
    if let test { members.append(JSONMember("test", test.json)) }
    return JSONValue(members)
  }
}

extension Configuration.Validation {
  fileprivate var json: JSONValue {
    switch self {
    case .source(let source): source.json
    case .fraction(let part, let seed): ["fraction": JSONValue(part), "seed": JSONValue(Int(seed))]
    case .fold(let fold, let folds, let seed):
      ["fold": JSONValue(fold), "folds": JSONValue(folds), "seed": JSONValue(Int(seed))]
    }
  }
}

extension Interval {
  fileprivate var json: JSONValue {
    switch self {
    case .updates(let count): JSONValue(count)
    case .epoch: "epoch"
    }
  }
}

extension Hyperparameters.EarlyStopping {
  fileprivate var json: JSONValue {
    var members = [
      JSONMember("patience", JSONValue(patience)), JSONMember("minDelta", JSONValue(minDelta)),
    ]
    if monitor != .cost { members.append(JSONMember("monitor", JSONValue(monitor.name))) }
    return JSONValue(members)
  }
}

extension DataSource {
  /// The source as the configuration file writes it.
  package var json: JSONValue {
    var members = origin.members
    func add(_ name: String, _ value: JSONValue?) {
      members += value.map { [JSONMember(name, $0)] } ?? []
    }
    add("x", x.map { JSONValue($0) })
    switch y {
    case .name(let name): add("y", JSONValue(name))
    case .index(let index): add("y", JSONValue(index))
    case nil: break
    }
    if case .builtIn = origin {} else { add("categories", JSONValue(.boolean(categories))) }
    add("header", header.map { JSONValue(.boolean($0)) })
    add("delimiter", delimiter.map { JSONValue($0.rawValue) })
    add("decimal", decimal.map { JSONValue($0.rawValue) })
    add("imageSize", imageSize.map { [JSONValue($0.height), JSONValue($0.width)] })
    add("channels", channels.map { JSONValue($0) })
    add("pixelOrder", JSONValue(pixelOrder.rawValue))
    add("normalize", normalize.map { JSONValue($0.rawValue) })
    add("normalizeLabels", normalizeLabels.map { JSONValue($0.rawValue) })
    add("labels", labels.map { JSONValue($0.rawValue) })
    add("classes", classes.map { JSONValue($0.map { JSONValue($0) }) })
    return JSONValue(members)
  }
}

extension DataSource.Origin {
  fileprivate var members: [JSONMember] {
    switch self {
    case .file(let path): return [JSONMember("path", JSONValue(path))]
    case .files(let x, let y):
      return [JSONMember("xPath", JSONValue(x))]
        + (y.map { [JSONMember("yPath", JSONValue($0))] } ?? [])
    case .builtIn(let drawing):
      var members = [JSONMember("builtin", JSONValue(drawing.name))]
      members += drawing.examples.map { [JSONMember("examples", JSONValue($0))] } ?? []
      members.append(JSONMember("seed", JSONValue(Int(drawing.seed))))
      members += drawing.noise.map { [JSONMember("noise", JSONValue($0))] } ?? []
      members += drawing.bits.map { [JSONMember("bits", JSONValue($0))] } ?? []
      return members
    }
  }
}
