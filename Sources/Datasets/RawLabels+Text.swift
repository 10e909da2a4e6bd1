extension RawLabels {
  /// Labels that are a text each: the classes are those that occur, sorted.
  init(texts: [String]) {
    var places: [String: Int] = [:]
    for text in texts { places[text] = 0 }
    let names = places.keys.sorted(by: precedes)
    for (place, name) in names.enumerated() { places[name] = place }
    self = .classes(texts.map { places[$0, default: 0] }, names: names)
  }
}
