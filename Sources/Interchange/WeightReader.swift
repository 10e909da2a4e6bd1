import ArrayFiles
import DeepNetwork
import Foundation

/// Reads the weights of a network that another run or another tool left in a file.
///
/// Names are W1, b1, …, those of a ``WeightLayout`` or of PyTorch's `Sequential`, or whatever the user
/// says.
package struct WeightReader {
  private let plan: NetworkPlan
  private let layout: WeightLayout?
  private let file: ArrayFile
  /// The file's name of each of W1, b1, W2.1, ….
  private let names: [String: String]
  /// The layers whose parameters the file has as version 0.1 wrote them.
  private let packed: [Int: PackedParameters]

  /// - Parameters:
  ///   - file: a file of arrays: safetensors, NPZ or HDF5.
  ///   - names: the file's names of W1, b1, …, where they are others.
  ///   - layout: how the weights lie; nil: as their shapes tell.
  ///   - plan: the network that they are for.
  package init(
    _ file: ArrayFile, names: [String: String] = [:], layout: WeightLayout? = nil,
    plan: NetworkPlan
  ) {
    self.plan = plan
    self.layout = layout
    self.file = file
    var known = Self.names(in: file.names, given: names, plan: plan)
    var packed: [Int: PackedParameters] = [:]
    for (index, layer) in plan.layers.enumerated() {
      let l = index + 1
      let own = layer.parameters.map { $0.name.ofLayer(l) }
      guard own.allSatisfy({ known[$0] == nil }),
        let parameters = PackedParameters(layer.parameters.map { ($0.name, $0.shape) })
      else { continue }
      for name in ["W", "b"] where file.names.contains(name.ofLayer(l)) {
        known[name.ofLayer(l)] = name.ofLayer(l)
        packed[l] = parameters
      }
    }
    self.names = known
    self.packed = packed
  }

  private static func names(
    in file: [String], given: [String: String], plan: NetworkPlan
  ) -> [String: String] {
    let inFile = Set(file)
    let numbered = plan.isDense ? numberedNames(in: file, L: plan.L) : [:]
    var names: [String: String] = [:]
    for (index, layer) in plan.layers.enumerated() {
      let l = index + 1
      // A file that has a W for a layer without one is for another network.
      for parameter in Set(layer.parameters.map(\.name)).union(
        layer.inner.isEmpty ? ["W", "b"] : [])
      {
        let key = parameter.ofLayer(l)
        let isPlain = parameter == "W" || parameter == "b"
        let usual = [key] + (isPlain ? WeightLayout.allCases.map { $0.name(parameter, l) } : [])
        names[key] = given[key] ?? usual.first(where: inFile.contains) ?? numbered[key]
      }
    }
    return names
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

  /// Holds the shapes against the network, without reading a weight.
  ///
  /// - Throws: as ``weights(_:inFile:)`` does.
  package func checkShapes() throws { _ = try checkedLayout() }

  /// Whether every W is transposed in the file, once all shapes are right.
  private func checkedLayout() throws -> Bool {
    if plan.isDense, names.isEmpty {
      throw WeightError.otherNames(path: file.path, names: file.names)
    }
    let shapes = try names.mapValues { try shape(of: $0) }
    let isTransposed = try self.isTransposed(shapes)
    func matrixShape(_ key: String) -> Shape? {
      guard let shape = shapes[key] else { return nil }
      guard shape.count == 2 else { return Shape(shape[0], 1) }
      let asRead = Shape(shape[0], shape[1])
      return key.hasPrefix("W") && isTransposed ? asRead.transposed : asRead
    }
    try DimensionChecker.check(
      weights: { parameter, l in
        guard let packed = packed[l] else { return matrixShape(parameter.ofLayer(l)) }
        return packed.shape(of: parameter, inFile: { matrixShape($0.ofLayer(l)) })
      }, against: plan)
    return isTransposed
  }

  /// The parameters of layers 1 … L by their names in the layer; nothing is read before every shape is
  /// right.
  ///
  /// With `inFile` numbers of this precision are not copied but looked at where they lie, in a file
  /// that nobody changes.
  ///
  /// - Throws: `DimensionError` with every matrix that is missing or has another shape,
  ///   `WeightError` where the names or shapes do not tell what is what, `ArrayFileError` for damage.
  package func weights<Scalar: NetworkScalar>(
    _: Scalar.Type = Scalar.self, inFile: Bool = false
  ) throws -> [[String: Matrix<Scalar>]] {
    let isTransposed = try checkedLayout()
    func matrix(_ parameter: String, _ l: Int) throws -> Matrix<Scalar>? {
      guard let name = names[parameter.ofLayer(l)] else { return nil }
      let array = try file.array(named: name)
      let shape = Shape(array.shape[0], array.shape.count == 1 ? 1 : array.shape[1])
      let view =
        inFile ? Matrix<Scalar>(viewing: array, from: 0, shape: shape, order: .rowMajor) : nil
      let matrix = view ?? Matrix(array.reshaped([shape.rows, shape.columns])) ?? .empty
      return parameter == "W" && isTransposed ? matrix.transposed.ordered(.rowMajor) : matrix
    }
    return try plan.layers.enumerated().map { index, layer in
      let l = index + 1
      guard let packed = packed[l] else {
        return try layer.parameters.reduce(into: [:]) { all, parameter in
          all[parameter.name] = try matrix(parameter.name, l)
        }
      }
      return try ["W", "b"].reduce(into: [:]) { all, name in
        guard let matrix = try matrix(name, l) else { return }
        all.merge(packed.unpack(matrix, from: name)) { own, _ in own }
      }
    }
  }

  /// What each layer keeps beside its parameters, as far as the file has it, `state2.mean` the mean of layer 2.
  package func states<Scalar: NetworkScalar>(_: Scalar.Type = Scalar.self) throws
    -> [[String: Matrix<Scalar>]]
  {
    let names = Set(file.names)
    return try plan.layers.enumerated().map { index, layer in
      var state: [String: Matrix<Scalar>] = [:]
      for name in layer.shapesOfState.keys {
        let fileName = "state\(index + 1).\(name)"
        guard names.contains(fileName) else { continue }
        guard let matrix = Matrix<Scalar>(try file.array(named: fileName)) else {
          throw WeightError.axes(
            path: file.path, name: fileName, shape: try file.shape(of: fileName))
        }
        state[name] = matrix
      }
      return state
    }
  }

  private func shape(of name: String) throws -> [Int] {
    let shape = try file.shape(of: name)
    guard (1...2).contains(shape.count) else {
      throw WeightError.axes(path: file.path, name: name, shape: shape)
    }
    return shape
  }

  /// Whether the file holds (n[l-1], n[l]) kernels: as stated, else as names or shapes tell.
  private func isTransposed(_ shapes: [String: [Int]]) throws(WeightError) -> Bool {
    guard plan.isDense else { return false }
    if let layout { return layout == .keras }
    if names["W1"] == WeightLayout.keras.name("W", 1) { return true }
    func areW(_ shape: (NetworkPlan, Int) -> [Int]) -> Bool {
      (1...plan.L).allSatisfy { shapes["W\($0)"] == shape(plan, $0) }
    }
    let fitTransposed = areW { [$0.n[$1 - 1], $0.n[$1]] }
    guard areW({ [$0.n[$1], $0.n[$1 - 1]] }) else { return fitTransposed }
    // All are square, if both fit. Biases (n[l], 1) are ours, and a known name tells too.
    let areOurs = (1...plan.L).allSatisfy { shapes["b\($0)"]?.count == 2 }
    let isTorch = names["W1"]?.hasSuffix(".weight") == true
    if fitTransposed, !areOurs, !isTorch, plan.n.contains(where: { $0 > 1 }) {
      throw .ambiguous(path: file.path)
    }
    return false
  }
}

/// Why the weights of a file cannot be used.
package enum WeightError: Error, Equatable, CustomStringConvertible {
  case ambiguous(path: String)
  case axes(path: String, name: String, shape: [Int])
  /// The file has none of the names that are known.
  case otherNames(path: String, names: [String])

  package var description: String {
    switch self {
    case .ambiguous(let path):
      "\(path): every W is square, so its shape does not tell whether it is (n[l], n[l-1]) or "
        + "(n[l-1], n[l]); say \"layout\": \"torch\" for the first, \"keras\" for the other"
    case .axes(let path, let name, let shape):
      "\(path): '\(name)' has the shape \(shape), but weights have two axes and biases one or two"
    case .otherNames(let path, let names):
      "\(path): no W1, b1, … among its arrays: \(names.prefix(20).joined(separator: ", "))"
        + (names.count > 20 ? ", … (\(names.count) in all)" : names.isEmpty ? "none" : "")
        + "; \"names\" says which is which: {\"W1\": \"…\", \"b1\": \"…\"}"
    }
  }
}
