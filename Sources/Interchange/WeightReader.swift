import ArrayFiles
import DeepNetwork
import Text

/// Reads the weights of a network that another run or another tool left in a file.
///
/// Names are W1, b1, …, those of a ``WeightLayout`` or of PyTorch's modules in their order, or whatever
/// the user says.
package struct WeightReader {
  let plan: NetworkPlan
  let file: ArrayFile
  let layers: [ExchangedLayer]
  let names: WeightNames
  private let given: [String: String]
  /// Whether the file is one that this program wrote for itself.
  let isModelFile: Bool
  /// Whether layers that the file lacks, or has otherwise, are left out.
  private let isPartial: Bool
  /// The layers whose parameters the file has as version 0.1 wrote them.
  let packed: [Int: PackedParameters]

  /// - Parameters:
  ///   - file: a file of arrays: safetensors, NPZ or HDF5.
  ///   - names: the file's names of W1, b1, …, where they are others.
  ///   - layout: how the weights lie; nil: as their names and shapes tell.
  ///   - isPartial: whether layers that the file lacks, or has in other shapes, are left out.
  ///   - plan: the network that they are for.
  package init(
    _ file: ArrayFile, names: [String: String] = [:], layout: WeightLayout? = nil,
    isPartial: Bool = false, plan: NetworkPlan
  ) {
    self.init(
      file, names, layout, isPartial: isPartial, isModelFile: false, plan: plan)
  }

  /// - Parameters:
  ///   - modelFile: a file that this program wrote for itself.
  ///   - plan: the network that it says it holds.
  package init(modelFile: ArrayFile, plan: NetworkPlan) {
    self.init(modelFile, [:], nil, isPartial: false, isModelFile: true, plan: plan)
  }

  private init(
    _ file: ArrayFile, _ given: [String: String], _ layout: WeightLayout?, isPartial: Bool,
    isModelFile: Bool, plan: NetworkPlan
  ) {
    self.plan = plan
    self.file = file
    self.given = given
    self.isPartial = isPartial
    self.isModelFile = isModelFile
    layers = plan.exchangedLayers
    let names = WeightNames(
      file, given: given, layout: layout, layers: layers, isDense: plan.isDense)
    let inFile = Set(file.names)
    var packed: [Int: PackedParameters] = [:]
    for (index, layer) in plan.layers.enumerated() {
      let l = index + 1
      let own = layer.parameters.map { $0.name.ofLayer(l) }
      guard own.allSatisfy({ names.all[$0] == nil }),
        ["W", "b"].contains(where: { inFile.contains($0.ofLayer(l)) }),
        let parameters = PackedParameters(layer.parameters.map { ($0.name, $0.shape) })
      else { continue }
      packed[l] = parameters
    }
    self.names = names
    self.packed = packed
  }
}

// MARK: - What the file has

extension WeightReader {
  /// Holds the shapes against the network, without reading a weight.
  ///
  /// - Throws: as ``weights(_:inFile:)`` does.
  package func checkShapes() throws { _ = try checkedLayout() }

  /// More layers than these are summed up where not all are to be listed.
  private static let maximumListed = 8

  /// What whoever trains has to know: which arrays were taken in order, which were not taken, and which
  /// layers start afresh.
  ///
  /// Many layers are summed up unless they are to be listed in full.
  ///
  /// - Throws: as ``weights(_:inFile:)`` does.
  package func remarks(inFull isInFull: Bool = true) throws -> [String] {
    let layout = try checkedLayout()
    let left = names.unused(
      of: file, besides: packed.keys.flatMap { l in ["W", "b"].map { $0.ofLayer(l) } })
    let leftText = left.isEmpty ? nil : "not taken: \(left.joined(separator: ", "))"
    var remarks: [String] = []
    if names.stems.isEmpty {
      if let leftText { remarks.append("\(file.path): \(leftText)") }
    } else {
      remarks.append(
        ["\(file.path): the arrays were taken in order: \(takenText(isInFull))", leftText]
          .compactMap(\.self).joined(separator: "; "))
    }
    let fresh = try freshLayers(layout)
    if !fresh.isEmpty {
      remarks.append(
        "\(file.path) has no weights of their shapes, so these start afresh: "
          + fresh.map(\.description).joined(separator: ", "))
    }
    let stuck = fresh.filter { !plan.layers[$0.l - 1].specification.isTrainable }
    if !stuck.isEmpty {
      remarks.append(
        "frozen, and so to stay as they are drawn: "
          + stuck.map(\.description).joined(separator: ", "))
    }
    return remarks
  }

  private func takenText(_ isInFull: Bool) -> String {
    let taken = names.stems.map { "\($0.layer) from \($0.stem.quoted)" }
    guard !isInFull, taken.count > Self.maximumListed else { return taken.joined(separator: ", ") }
    return "those of \(taken.count) layers, \(taken[0]) to \(taken[taken.count - 1])"
      + " (dnn check lists all)"
  }

  /// How the arrays lie, once all shapes are right; nil: as in model files.
  private func checkedLayout() throws -> WeightLayout? {
    try checkNames()
    let layout = try names.layout ?? (isTransposed() ? .keras : nil)
    if let layout, let block = plan.blockThatNeedsOrder(layout) {
      throw ExportError.orderOfPictures(layer: block.l, type: block.type, layout)
    }
    guard !isPartial else {
      guard try freshLayers(layout).count < layers.count else {
        throw WeightError.nothingFits(path: file.path)
      }
      return layout
    }
    var shapes = try shapesOfOthers()
    for entry in layers.flatMap(\.entries) { shapes[entry.key] = try shape(of: entry, layout) }
    try DimensionChecker.check(weights: { shapes[$0.ofLayer($1)] }, against: plan)
    if !isModelFile, let wrong = layers.first(where: { !statesFit($0, shapes) }) {
      throw WeightError.states(path: file.path, layer: wrong.description)
    }
    return layout
  }

  private func checkNames() throws {
    let known = layers.flatMap { $0.entries.map(\.key) }
    let unknown = Set(given.keys).subtracting(known).sorted()
    guard unknown.isEmpty else { throw WeightError.noSuchMatrices(unknown, known: known) }
    guard isPartial || names.lacking(layers).isEmpty && names.unusedStems.isEmpty else {
      throw WeightError.order(
        path: file.path, lacking: names.lacking(layers).map(\.withForms), left: names.unusedStems)
    }
    guard !names.all.isEmpty || !packed.isEmpty || !isPartial && !plan.isDense else {
      throw WeightError.otherNames(path: file.path, names: file.names)
    }
  }

  /// Whether the file has all of a layer's state, or none.
  private func statesFit(_ layer: ExchangedLayer, _ shapes: [String: Shape]) -> Bool {
    let state = layer.entries.filter(\.matrix.isState)
    return state.allSatisfy { shapes[$0.key] == nil }
      || state.allSatisfy { shapes[$0.key] == $0.matrix.matrixShape }
  }

  /// The layers that the file lacks or has in other shapes.
  private func freshLayers(_ layout: WeightLayout?) throws -> [ExchangedLayer] {
    guard isPartial else { return [] }
    return try layers.filter { layer in
      var shapes: [String: Shape] = [:]
      do {
        for entry in layer.entries { shapes[entry.key] = try shape(of: entry, layout) }
      } catch is WeightError {
        return true
      }
      let parameters = layer.entries.filter { !$0.matrix.isState }
      return !statesFit(layer, shapes)
        || parameters.contains { shapes[$0.key] != $0.matrix.matrixShape }
    }
  }
}

// MARK: - Reading

extension WeightReader {
  /// The parameters of layers 1 … L by their names in the layer; nothing is read before every shape is
  /// right.
  ///
  /// With `inFile` numbers of this precision are not copied but looked at where they lie, in a file
  /// that nobody changes. Layers that start afresh have none.
  ///
  /// - Throws: `DimensionError` with every matrix that is missing or has another shape,
  ///   `WeightError` where the names or shapes do not tell what is what, `ArrayFileError` for damage.
  package func weights<Scalar: NetworkScalar>(
    _: Scalar.Type = Scalar.self, inFile: Bool = false
  ) throws -> [[String: Matrix<Scalar>]] {
    let layout = try checkedLayout()
    var all = try matrices(layout, ofState: false, inFile: inFile) as [[String: Matrix<Scalar>]]
    let fresh = Set(try freshLayers(layout).map(\.l))
    for (l, packed) in packed where !fresh.contains(l) {
      for name in ["W", "b"] where file.names.contains(name.ofLayer(l)) {
        let shape = try matrixShape(named: name.ofLayer(l))
        let array = try file.array(named: name.ofLayer(l)).reshaped([shape.rows, shape.columns])
        all[l - 1].merge(packed.unpack(Matrix(twoAxes: array) ?? .empty, from: name)) { own, _ in
          own
        }
      }
    }
    return all
  }

  /// What each layer keeps beside its parameters, as far as the file has it.
  ///
  /// - Throws: as ``weights(_:inFile:)`` does.
  package func states<Scalar: NetworkScalar>(_: Scalar.Type = Scalar.self) throws
    -> [[String: Matrix<Scalar>]]
  { try matrices(checkedLayout(), ofState: true, inFile: false) }

  private func matrices<Scalar: NetworkScalar>(
    _ layout: WeightLayout?, ofState isState: Bool, inFile: Bool
  ) throws -> [[String: Matrix<Scalar>]] {
    var all = Array(repeating: [String: Matrix<Scalar>](), count: plan.L)
    let fresh = Set(try freshLayers(layout))
    for layer in layers where !fresh.contains(layer) {
      for entry in layer.entries where entry.matrix.isState == isState {
        guard let name = names.all[entry.key] else { continue }
        all[layer.l - 1][entry.nameInLayer] = try matrix(
          file.array(named: name), entry.matrix, layout, inFile: inFile)
      }
    }
    return all
  }

  private func matrix<Scalar: NetworkScalar>(
    _ array: NumericArray, _ matrix: ExchangedMatrix, _ layout: WeightLayout?, inFile: Bool
  ) -> Matrix<Scalar> {
    let form = layout.map { $0.form(of: matrix) }
    if let form, !form.keepsOrder,
      let numbers = Matrix<Scalar>(twoAxes: array.reshaped([1, array.count]))
    {
      return matrix.matrix(of: numbers, as: form)
    }
    // A state of a model file that has another shape is refused by its layer.
    let shape =
      array.count == matrix.matrixShape.count
      ? matrix.matrixShape : Shape(array.shape[0], array.shape.count == 2 ? array.shape[1] : 1)
    let view =
      inFile ? Matrix<Scalar>(viewing: array, from: 0, shape: shape, order: .rowMajor) : nil
    return view ?? Matrix(twoAxes: array.reshaped([shape.rows, shape.columns])) ?? .empty
  }
}
