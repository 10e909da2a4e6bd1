import ArrayFiles
import DeepNetwork
import Foundation
import Text

/// Which array of a file is which matrix of a network.
struct WeightNames {
  /// The file's names of W1, b1, state2.mean, ….
  private(set) var all: [String: String]
  /// How the arrays lie, as was said or as their names tell; nil: as in model files, or unknown.
  private(set) var layout: WeightLayout?
  /// What the layers were called in a file whose arrays were taken in order, a stem each; empty where the
  /// names told.
  private(set) var stems: [(layer: ExchangedLayer, stem: String)] = []
  /// Whether arrays were taken in order.
  private(set) var isInOrder = false
  /// Stems that no layer took.
  private(set) var unusedStems: [String] = []

  /// - Parameters:
  ///   - file: the file's names in their order, and the shapes behind them.
  ///   - given: the file's names of W1, b1, …, where they are others.
  ///   - layout: how the arrays lie; nil: as their names tell.
  ///   - layers: those of the network.
  ///   - isDense: whether all of them are dense.
  init(
    _ file: ArrayFile, given: [String: String], layout: WeightLayout?, layers: [ExchangedLayer],
    isDense: Bool
  ) {
    let inFile = Set(file.names)
    let known = layout.map { [$0] } ?? WeightLayout.allCases
    let byTool = known.map { ($0, Self.names(layers, $0).filter { inFile.contains($1) }) }
    all = given
    self.layout = layout
    let keys = layers.flatMap { $0.entries.map(\.key) }
    for key in keys where all[key] == nil && inFile.contains(key) { all[key] = key }
    // Square weights of dense layers are recognized by their first name alone, as before.
    if layout == nil, all.isEmpty, !isDense {
      self.layout = byTool.max { $0.1.count < $1.1.count }.flatMap { $0.1.isEmpty ? nil : $0.0 }
    }
    for (tool, names) in byTool where self.layout == nil || tool == self.layout {
      all.merge(names) { own, _ in own }
    }
    if isDense {
      all.merge(Self.numberedNames(in: file.names, L: layers.count)) { own, _ in own }
    }
    if all.isEmpty, layout == .torch { takeInOrder(file, layers) }
  }

  /// The names that a layout has for the matrices of layers.
  private static func names(_ layers: [ExchangedLayer], _ layout: WeightLayout) -> [String: String]
  {
    layers.enumerated().reduce(into: [:]) { names, layer in
      for entry in layer.element.entries {
        names[entry.key] = "layers.\(layer.offset).\(layout.form(of: entry.matrix).name)"
      }
    }
  }

  /// The names that PyTorch gives a `Sequential`: `0.weight`, `0.bias`, `2.weight`, …, behind what
  /// they all begin with; layers without parameters leave gaps in the numbers.
  ///
  /// Empty where the file has anything else, or the numbers are not L.
  private static func numberedNames(in file: [String], L: Int) -> [String: String] {
    var quantities: [Int: [String: String]] = [:]
    var beginnings: Set<Substring> = []
    for name in file {
      guard let dot = name.lastIndex(of: ".") else { return [:] }
      let quantity = ["weight": "W", "bias": "b"][name[name.index(after: dot)...]]
      let stem = name[..<dot]
      let digits = stem.reversed().prefix { $0.isASCII && $0.isNumber }.reversed()
      guard let quantity, let number = Int(String(digits)) else { return [:] }
      beginnings.insert(stem.dropLast(digits.count))
      quantities[number, default: [:]][quantity] = name
    }
    guard beginnings.count == 1, quantities.count == L else { return [:] }
    var names: [String: String] = [:]
    for (index, number) in quantities.keys.sorted().enumerated() {
      for (quantity, name) in quantities[number, default: [:]] {
        names["\(quantity)\(index + 1)"] = name
      }
    }
    return names
  }
}

// MARK: - In the order of the file

extension WeightNames {
  /// The layers that got no arrays where these were taken in order; none where names told.
  func lacking(_ layers: [ExchangedLayer]) -> [ExchangedLayer] {
    guard isInOrder else { return [] }
    let taken = Set(stems.map(\.layer))
    return layers.filter { !taken.contains($0) }
  }

  /// What nothing took of the file's arrays, others than those that were taken in other ways; stems where
  /// they were taken in order.
  func unused(of file: ArrayFile, besides others: [String]) -> [String] {
    let taken = Set(all.values).union(others)
    let names = file.names.filter { !taken.contains($0) }
    let counts = names.filter { $0.hasSuffix(Self.countOfBatches) }
    let others = isInOrder ? unusedStems : names.filter { !$0.hasSuffix(Self.countOfBatches) }
    return (others.isEmpty ? [] : [listText(others.map(\.quoted))])
      + (counts.isEmpty
        ? [] : ["\(Self.countOfBatches), a count that nothing here needs"])
  }

  /// What PyTorch keeps beside running statistics.
  private static let countOfBatches = "num_batches_tracked"

  /// Gives each layer the first arrays of one stem, `layer1.0.conv1`, that no layer before has and that
  /// are all of its own, in names and shapes.
  private mutating func takeInOrder(_ file: ArrayFile, _ layers: [ExchangedLayer]) {
    isInOrder = true
    var groups = Self.groups(file.names)
    for layer in layers {
      let forms = layer.entries.map(\.matrix.torch)
      let wanted = Set(forms.map(\.name))
      let place = groups.firstIndex { group in
        Set(group.parts) == wanted
          && forms.allSatisfy {
            (try? file.shape(of: Self.name(group.stem, $0.name))) == $0.shape
          }
      }
      guard let place else { continue }
      let stem = groups.remove(at: place).stem
      stems.append((layer, stem))
      for entry in layer.entries { all[entry.key] = Self.name(stem, entry.matrix.torch.name) }
    }
    unusedStems = groups.map(\.stem)
  }

  /// What stands before the last dot of names, in their order, and what they have behind it; counts of
  /// batches are none of a layer's arrays.
  ///
  /// The order of a file that sorts its names says nothing: there numbers count as such.
  private static func groups(_ names: [String]) -> [(stem: String, parts: [String])] {
    var groups: [(stem: String, parts: [String])] = []
    var places: [String: Int] = [:]
    let split = names.map { name -> (String, String) in
      guard let dot = name.lastIndex(of: ".") else { return ("", name) }
      return (String(name[..<dot]), String(name[name.index(after: dot)...]))
    }
    let counted = split.filter { $0.1 != countOfBatches }
    for (stem, part) in counted {
      let place = places[stem] ?? groups.count
      if place == groups.count { groups.append((stem, [])) }
      places[stem] = place
      groups[place].parts.append(part)
    }
    let joined = counted.map { name($0, $1) }
    guard joined == joined.sorted() else { return groups }
    return groups.sorted { $0.stem.compare($1.stem, options: .numeric) == .orderedAscending }
  }

  private static func name(_ stem: String, _ part: String) -> String {
    stem.isEmpty ? part : "\(stem).\(part)"
  }
}
