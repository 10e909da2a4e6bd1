import Datasets

extension InputFormat {
  /// The format as a model file keeps it.
  var json: JSONValue {
    var members = [
      JSONMember("features", JSONValue(featureCount)),
      JSONMember("pixelOrder", JSONValue(pixelOrder.rawValue)),
      JSONMember("normalization", normalization.json),
    ]
    func add(_ name: String, _ value: JSONValue?) {
      if let value { members.append(JSONMember(name, value)) }
    }
    add("image", imageShape.map { [JSONValue($0.height), JSONValue($0.width), JSONValue($0.channels)] })
    add("columns", columns.map { JSONValue($0.map(\.json)) })
    add("labelColumn", labelColumn?.json)
    add("labels", labelKind.map { JSONValue($0.rawValue) })
    add("classCount", classCount.map { JSONValue($0) })
    add("classes", classNames.map { JSONValue($0.map { JSONValue($0) }) })
    add("classNumbers", classNumbers.map { JSONValue($0.map { JSONValue($0) }) })
    return JSONValue(members)
  }

  /// Reads what ``json`` wrote; nil if it makes no sense.
  init?(json: JSONValue) {
    guard let features = json["features"]?.integer, features > 0,
      let pixelOrder = json["pixelOrder"]?.string.flatMap(PixelOrder.init),
      let normalization = json["normalization"].flatMap({
        Normalization(json: $0, features: features)
      })
    else { return nil }
    self.init(featureCount: features)
    self.pixelOrder = pixelOrder
    self.normalization = normalization
    if let image = json["image"] {
      guard let sides = image.integers, sides.count == 3, sides.allSatisfy({ $0 > 0 && $0 < 1 << 20 }),
        sides.reduce(1, *) == features
      else { return nil }
      imageShape = ImageShape(height: sides[0], width: sides[1], channels: sides[2])
    }
    if let columns = json["columns"] {
      guard let list = columns.list else { return nil }
      let read = list.compactMap(Column.init(json:))
      guard read.count == list.count else { return nil }
      self.columns = read
    }
    labelColumn = json["labelColumn"].flatMap(DataSource.Column.init(json:))
    labelKind = json["labels"]?.string.flatMap(LabelKind.init)
    classCount = json["classCount"]?.integer
    classNames = json["classes"]?.strings
    classNumbers = json["classNumbers"]?.doubles
  }
}

extension Normalization {
  fileprivate var json: JSONValue {
    switch self {
    case .none, .unit: ["method": JSONValue(method.rawValue)]
    case .standardize(let scaling):
      [
        "method": JSONValue(method.rawValue),
        "mean": JSONValue(scaling.mean.map { JSONValue($0) }),
        "deviation": JSONValue(scaling.deviation.map { JSONValue($0) }),
      ]
    }
  }

  fileprivate init?(json: JSONValue, features: Int) {
    switch json["method"]?.string.flatMap(Method.init) {
    case .none?: self = .none
    case .unit?: self = .unit
    case .standardize?:
      guard let mean = json["mean"]?.doubles, let deviation = json["deviation"]?.doubles,
        mean.count == features, deviation.count == features, !deviation.contains(0)
      else { return nil }
      self = .standardize(Scaling(mean: mean, deviation: deviation))
    case nil: return nil
    }
  }
}

extension InputFormat.Column {
  fileprivate var json: JSONValue {
    var members: [JSONMember] = []
    if let name { members.append(JSONMember("name", JSONValue(name))) }
    if let categories {
      members.append(JSONMember("categories", JSONValue(categories.map { JSONValue($0) })))
    }
    return JSONValue(members)
  }

  fileprivate init?(json: JSONValue) {
    guard json.members != nil else { return nil }
    self.init(name: json["name"]?.string, categories: json["categories"]?.strings)
  }
}

extension DataSource.Column {
  fileprivate var json: JSONValue {
    switch self {
    case .name(let name): JSONValue(name)
    case .index(let index): JSONValue(index)
    }
  }

  fileprivate init?(json: JSONValue) {
    if let name = json.string {
      self = .name(name)
    } else if let index = json.integer {
      self = .index(index)
    } else {
      return nil
    }
  }
}
