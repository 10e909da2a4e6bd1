/// Labels that are text, as they come, each told from the others.
struct LabelTexts {
  private var indices: [Int] = []
  private var places: [String: Int] = [:]

  var count: Int { indices.count }
  var distinctCount: Int { places.count }

  mutating func append(_ text: String) {
    let place = places[text, default: places.count]
    places[text] = place
    indices.append(place)
  }

  /// The class of each example, and the names of the classes: those that occur, sorted.
  var classes: (indices: [Int], names: [String]) {
    let names = places.keys.sorted(by: precedes)
    var sortedPlaces = [Int](repeating: 0, count: names.count)
    for (place, name) in names.enumerated() { sortedPlaces[places[name, default: 0]] = place }
    return (indices.map { sortedPlaces[$0] }, names)
  }
}

extension RawLabels {
  /// Labels that are a text each: the classes are those that occur, sorted.
  init(texts: [String]) {
    var labels = LabelTexts()
    for text in texts { labels.append(text) }
    self.init(labels)
  }

  init(_ texts: LabelTexts) {
    let (indices, names) = texts.classes
    self = .classes(indices, names: names)
  }
}
