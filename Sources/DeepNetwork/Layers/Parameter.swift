/// A matrix that a layer learns: its name, where it lies, and what may touch it.
///
/// Names are letters, with `.2` and the like behind them for a layer inside: layer 3's `W.2` is `W3.2` in
/// model files, checks and messages.
public struct Parameter<Owner: NetworkLayer>: Sendable {
  /// Float or Double, as its layer has it.
  public typealias Scalar = Owner.Scalar

  /// The name inside the layer, such as `W`, `gamma` or `W.2`.
  public let name: String
  /// Whether L2 and weight decay touch the parameter: they do a matrix of weights, and neither a bias nor
  /// a scale.
  public let decays: Bool
  /// Whether training changes the parameter.
  public let isTrained: Bool
  let value: @Sendable (Owner) -> Matrix<Scalar>
  let change: @Sendable (inout Owner, (inout Matrix<Scalar>) -> Void) -> Void

  /// A parameter that the layer stores.
  ///
  /// - Parameters:
  ///   - name: letters, other than `state` and `best`, which files use.
  ///   - path: where the layer has it.
  ///   - decays: whether L2 and weight decay touch it.
  public init(
    _ name: String, _ path: WritableKeyPath<Owner, Matrix<Scalar>> & Sendable, decays: Bool = true
  ) {
    self.init(name, decays: decays) {
      $0[keyPath: path]
    } change: { layer, change in
      change(&layer[keyPath: path])
    }
  }

  /// A parameter that is read and changed by functions.
  init(
    _ name: String, decays: Bool = true, isTrained: Bool = true,
    _ value: @escaping @Sendable (Owner) -> Matrix<Scalar>,
    change: @escaping @Sendable (inout Owner, (inout Matrix<Scalar>) -> Void) -> Void
  ) {
    require(
      name.isNameOfParameter,
      "a parameter's name must be letters, other than state and best, not \"\(name)\"")
    self.name = name
    self.decays = decays
    self.isTrained = isTrained
    self.value = value
    self.change = change
  }
}

extension Parameter {
  /// The parameter of the same name of a layer around its own.
  func of<Outer: NetworkLayer<Scalar>>(
    _ path: WritableKeyPath<Outer, Owner> & Sendable, isTrained: Bool = true
  ) -> Parameter<Outer> {
    Parameter<Outer>(name, decays: decays, isTrained: self.isTrained && isTrained) {
      value($0[keyPath: path])
    } change: { layer, body in
      change(&layer[keyPath: path], body)
    }
  }
}

// MARK: - Names

extension String {
  /// Whether it is letters, and behind them perhaps the numbers of layers inside.
  fileprivate var isNameOfParameter: Bool {
    let base = prefix { $0 != "." }
    return !base.isEmpty && base.allSatisfy(\.isLetter) && base != "state" && base != "best"
      && (base.endIndex == endIndex || last?.isNumber == true)
  }

  /// The name of a layer's parameter among those of its network or block: `W` of layer 3 is `W3`, `W.2`
  /// is `W3.2`.
  package func ofLayer(_ l: Int) -> String {
    let base = prefix { $0 != "." }
    return "\(base)\(l)\(self[base.endIndex...])"
  }

  /// The name of a layer's parameter among those of the layer around it: `W` of layer 2 is `W.2`, of layer
  /// 1 of its shortcut `W.shortcut.1`.
  package func ofInner(_ number: String) -> String {
    let base = prefix { $0 != "." }
    return "\(base).\(number)\(self[base.endIndex...])"
  }
}

// MARK: - The parameters of a layer

extension NetworkLayer {
  /// The values of the parameters, in their order.
  var values: [Matrix<Scalar>] { parameters.map { $0.value(self) } }

  /// The parameter of a name.
  ///
  /// - Precondition: there is one.
  public subscript(parameter name: String) -> Matrix<Scalar> {
    get { self.parameter(name).value(self) }
    set { self.parameter(name).change(&self) { $0 = newValue } }
  }

  private func parameter(_ name: String) -> Parameter<Self> {
    let parameters = parameters
    guard let parameter = parameters.first(where: { $0.name == name }) else {
      fatalError("\(self.name) has no \(name), but \(parameters.map(\.name))")
    }
    return parameter
  }

  /// The parameters by name, those without numbers left out.
  package var namedValues: [String: Matrix<Scalar>] {
    parameters.reduce(into: [:]) { all, parameter in
      let value = parameter.value(self)
      if !value.isEmpty { all[parameter.name] = value }
    }
  }

  /// The names of the parameters, in their order; those without numbers left out.
  package var parameterNames: [String] {
    parameters.filter { !$0.value(self).isEmpty }.map(\.name)
  }

  /// The names of the parameters that neither L2 nor weight decay touches.
  package var namesWithoutDecay: [String] {
    parameters.filter { !$0.decays && !$0.value(self).isEmpty }.map(\.name)
  }

  /// Sets the parameters of these names.
  mutating func set(_ values: [String: Matrix<Scalar>]) {
    for parameter in parameters {
      if let value = values[parameter.name] { parameter.change(&self) { $0 = value } }
    }
  }

  /// The parameter called W; empty in a layer that learns nothing.
  ///
  /// - Precondition: the layer learns nothing under other names alone.
  public var W: Matrix<Scalar> {
    get { namedValues.isEmpty ? .empty : self[parameter: "W"] }
    set { self[parameter: "W"] = newValue }
  }

  /// The parameter called b; empty in a layer that learns nothing.
  ///
  /// - Precondition: the layer learns nothing under other names alone.
  public var b: Matrix<Scalar> {
    get { namedValues.isEmpty ? .empty : self[parameter: "b"] }
    set { self[parameter: "b"] = newValue }
  }

  /// Whether training changes anything in the layer.
  var learns: Bool { parameters.contains { $0.isTrained && !$0.value(self).isEmpty } }

  /// The name of a stored matrix that is neither a parameter nor part of the state; nil where there is
  /// none.
  ///
  /// Training would leave it as it is, and no file would hold it. What ``draw(m:from:)`` draws is none.
  var strayMatrix: String? {
    let unknown = storedMatrices.filter { _, matrix in
      !matrix.isEmpty && !values.contains(matrix) && !state.values.contains(matrix)
    }
    guard !unknown.isEmpty else { return nil }
    var (drawn, random) = (self, RandomState(seed: 1))
    drawn.draw(m: 1, from: &random)
    let redrawn = drawn.storedMatrices
    return unknown.first { name, matrix in redrawn.contains { $0 == (name, matrix) } }?.name
  }

  private var storedMatrices: [(name: String, matrix: Matrix<Scalar>)] {
    Mirror(reflecting: self).children.compactMap { name, value in
      (value as? Matrix<Scalar>).map { (name ?? "", $0) }
    }
  }

  /// Σ‖W‖² of the trained parameters that L2 touches.
  var squaredNormOfDecaying: Double {
    parameters.enumerated().reduce(0) { sum, entry in
      guard entry.element.decays, entry.element.isTrained else { return sum }
      let value = entry.element.value(self)
      return sum + Double(squaredNorm(ofChange: value, inParameter: entry.offset))
    }
  }

  /// The number of weights, biases and whatever else the layer learns.
  var parameterCount: Int { values.reduce(0) { $0 + $1.count } }
}
