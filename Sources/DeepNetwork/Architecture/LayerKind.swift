/// A kind of layer: its settings, the shapes that follow from what comes in, and the layer itself.
///
/// ```swift
/// struct SwishKind: LayerKind {
///   static let name = "swish"
///   static let summary = "A = Z ∘ sigmoid(Z), Z = W·A_prev + b."
///   static let settings = [Key(required: "units", \SwishKind.units, .size, "n[l].")]
///   var units = 1
///
///   func output(of input: LayerInput) -> LayerOutput {
///     LayerOutput(size: units, W: Shape(units, input.size), b: Shape(units, 1))
///   }
///
///   func layer<Scalar>(_ plan: PlannedLayer, _ parameters: ParameterValues<Scalar>)
///     -> any NetworkLayer<Scalar>
///   { Swish(W: parameters.W, b: parameters.b) }
/// }
/// ```
public protocol LayerKind: Kind {
  /// What goes out, and the shapes of the parameters.
  ///
  /// - Throws: what makes it impossible, as `DimensionError(layer:of:_:)` or those of ``LayerInput``.
  func output(of input: LayerInput) throws(DimensionError) -> LayerOutput

  /// The layer with parameters of the planned shapes.
  func layer<Scalar: NetworkScalar>(_ plan: PlannedLayer, _ parameters: ParameterValues<Scalar>)
    -> any NetworkLayer<Scalar>

  /// g in A = g(Z); linear unless given.
  var activation: Activation { get }

  /// The chance of a unit to stay in a training pass; 1 unless given.
  var keepProbability: Double { get }

  /// Layers inside; none unless given.
  var inner: [LayerSpecification] { get }

  /// The paths side by side on which layers inside lead from A_prev to where what they give becomes one; one
  /// without layers hands A_prev on. None unless given.
  func paths(_ plan: PlannedLayer) -> [[PlannedLayer]]

  /// What the path at a place, from 0, is called; nil where it needs no name, and unless given.
  func nameOfPath(_ index: Int) -> String?

  /// n[l] where it is the same whatever comes in; nil unless given.
  var fixedSize: Int? { get }

  /// The settings that no input can make right; none unless given.
  var misfits: [SettingMisfit] { get }

  /// The parameters and the state as the files of other tools have them; as they are unless given.
  func exchanged(_ plan: PlannedLayer) -> [ExchangedMatrix]

  /// The additions and multiplications of the forward pass of one example; 2 for each number of W unless
  /// given.
  func arithmetic(_ plan: PlannedLayer) -> Double

  /// The numbers that an example leaves in the cache, the layer's input aside; n[l] unless given.
  func cachedPerExample(_ plan: PlannedLayer) -> Int
}

extension LayerKind {
  public var activation: Activation { .linear }
  public var keepProbability: Double { 1 }
  public var inner: [LayerSpecification] { [] }
  public func paths(_ plan: PlannedLayer) -> [[PlannedLayer]] { [] }
  public func nameOfPath(_ index: Int) -> String? { nil }
  public var fixedSize: Int? { nil }
  public var misfits: [SettingMisfit] { [] }
  public func exchanged(_ plan: PlannedLayer) -> [ExchangedMatrix] {
    plan.parameters.map { ExchangedMatrix($0.name, $0.shape) }
      + plan.shapesOfState.sorted { $0.key < $1.key }.map {
        ExchangedMatrix($0.key, isState: true, $0.value)
      }
  }
  public func arithmetic(_ plan: PlannedLayer) -> Double { 2 * Double(plan.shapeOfW.count) }
  public func cachedPerExample(_ plan: PlannedLayer) -> Int { plan.outputSize }
}

/// What comes in to a layer.
public struct LayerInput: Hashable, Sendable {
  /// n[l-1].
  public let size: Int
  /// The pictures that come in; nil where they are none.
  public let image: ImageShape?
  /// The picture whose numbers come in, in its order, as it is or flattened; nil where a layer has mixed
  /// them since, and for the numbers of examples, which come as they are.
  let picture: ImageShape?
  /// l, from 1.
  public let layer: Int
  /// The layer after which there are no pictures any more; 0: the examples are none.
  let imageEnd: Int

  /// The pictures that come in to a layer that takes nothing else.
  ///
  /// - Throws: `DimensionError` where they are none.
  public func requireImage(for kind: some LayerKind) throws(DimensionError) -> ImageShape {
    guard let image else {
      throw DimensionError([
        .noImage(layer: layer, type: type(of: kind).name, after: imageEnd, size: size)
      ])
    }
    return image
  }
}

/// What goes out of a layer, and the shapes of what it learns.
public struct LayerOutput: Hashable, Sendable {
  let size: Int
  let image: ImageShape?
  let parameters: [ParameterShape]
  let state: [String: Shape]
  /// The picture whose numbers go out, in its order, as it is or flattened.
  var picture: ImageShape?
  /// Whether numbers in the order of a picture are added to others.
  var addsPictureToOthers = false
  var inner: [PlannedLayer] = []

  /// Numbers, n[l] of them.
  ///
  /// - Parameters:
  ///   - size: n[l].
  ///   - W: the shape of W, which is drawn; (0, 0) where there is none.
  ///   - b: the shape of b, which starts at 0; (0, 0) where there is none.
  ///   - parameters: what the layer learns under other names, behind W and b.
  ///   - state: the shapes of what the layer keeps beside them, by name.
  public init(
    size: Int, W: Shape = Shape(0, 0), b: Shape = Shape(0, 0), parameters: [ParameterShape] = [],
    state: [String: Shape] = [:]
  ) {
    self.init(size: size, image: nil, [.W(W), .b(b)] + parameters, state: state)
  }

  /// Pictures.
  ///
  /// - Parameters:
  ///   - image: their shape.
  ///   - W: the shape of W, which is drawn; (0, 0) where there is none.
  ///   - b: the shape of b, which starts at 0; (0, 0) where there is none.
  ///   - parameters: what the layer learns under other names, behind W and b.
  ///   - state: the shapes of what the layer keeps beside them, by name.
  public init(
    image: ImageShape, W: Shape = Shape(0, 0), b: Shape = Shape(0, 0),
    parameters: [ParameterShape] = [], state: [String: Shape] = [:]
  ) {
    self.init(size: image.count, image: image, [.W(W), .b(b)] + parameters, state: state)
  }

  /// As many numbers as come in, pictures where these are some.
  ///
  /// - Parameters:
  ///   - input: what comes in.
  ///   - W: the shape of W, which is drawn; (0, 0) where there is none.
  ///   - b: the shape of b, which starts at 0; (0, 0) where there is none.
  ///   - parameters: what the layer learns under other names, behind W and b.
  ///   - state: the shapes of what the layer keeps beside them, by name.
  public init(
    like input: LayerInput, W: Shape = Shape(0, 0), b: Shape = Shape(0, 0),
    parameters: [ParameterShape] = [], state: [String: Shape] = [:]
  ) {
    self.init(size: input.size, image: input.image, [.W(W), .b(b)] + parameters, state: state)
    picture = picture ?? input.picture
  }

  private init(
    size: Int, image: ImageShape?, _ parameters: [ParameterShape], state: [String: Shape]
  ) {
    self.size = size
    self.image = image
    picture = image
    self.parameters = parameters.filter { !$0.shape.isEmpty }
    self.state = state
  }
}

/// A parameter of a layer before there is one: its name, its shape, and how it starts.
public struct ParameterShape: Hashable, Sendable {
  /// The values that training starts with.
  public enum Start: Hashable, Sendable {
    /// Drawn by the initializer, of which `fanOut` is the number of outputs that an input reaches: the
    /// rows, unless given.
    case drawn(fanOut: Int? = nil)
    /// The same number everywhere.
    case constant(Double)
  }

  /// The name in the layer, such as `W` or `gamma`.
  public let name: String
  /// Rows and columns.
  public let shape: Shape
  /// The values that training starts with.
  public let start: Start

  /// A parameter that is drawn unless said otherwise.
  public init(_ name: String, _ shape: Shape, start: Start = .drawn()) {
    self.name = name
    self.shape = shape
    self.start = start
  }

  static func W(_ shape: Shape) -> ParameterShape { ParameterShape("W", shape) }
  static func b(_ shape: Shape) -> ParameterShape {
    ParameterShape("b", shape, start: .constant(0))
  }

  func initialValue<Scalar: NetworkScalar>(
    _ initializer: Initializer, layer l: Int, from random: inout RandomState
  ) -> Matrix<Scalar> {
    switch start {
    case .drawn(let fanOut):
      initializer.weights(
        shape.rows, shape.columns, fanOut: fanOut ?? shape.rows, layer: l, from: &random)
    case .constant(let value):
      Matrix(rows: shape.rows, columns: shape.columns, repeating: Scalar(value))
    }
  }
}

/// The parameters that a layer is made of, by name.
public struct ParameterValues<Scalar: NetworkScalar>: Sendable {
  let names: [String]
  let values: [Matrix<Scalar>]

  /// A value for each name.
  package init(names: [String], values: [Matrix<Scalar>]) {
    self.names = names
    self.values = values
  }

  /// The parameter of a name; empty where none was planned.
  public subscript(name: String) -> Matrix<Scalar> {
    names.firstIndex(of: name).map { values[$0] } ?? .empty
  }

  /// The parameter called W.
  public var W: Matrix<Scalar> { self["W"] }
  /// The parameter called b.
  public var b: Matrix<Scalar> { self["b"] }
}

/// A number of a layer that cannot be.
public struct SettingMisfit: Hashable, Sendable {
  let name: String
  let value: Double
  let allowed: String

  /// A setting, its value, and what is allowed as it goes on after "must be".
  public init(_ name: String, _ value: Double, allowed: String) {
    self.name = name
    self.value = value
    self.allowed = allowed
  }
}

extension [SettingMisfit] {
  /// None where a condition holds.
  static func unless(_ isAllowed: Bool, _ name: String, _ value: Double, _ allowed: String)
    -> [SettingMisfit]
  { isAllowed ? [] : [SettingMisfit(name, value, allowed: allowed)] }

  /// None where the value is at least 1.
  static func size(_ name: String, _ value: Int) -> [SettingMisfit] {
    unless(value >= 1, name, Double(value), "at least 1")
  }

  /// None where the value is above 0 and at most 1.
  static func keepProbability(_ value: Double) -> [SettingMisfit] {
    unless(value > 0 && value <= 1, "keepProbability", value, "above 0 and at most 1")
  }
}
