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
///   func layer<Scalar>(_ plan: PlannedLayer, W: Matrix<Scalar>, b: Matrix<Scalar>) -> any Layer<Scalar> {
///     Swish(W: W, b: b)
///   }
/// }
/// ```
public protocol LayerKind: Kind {
  /// What goes out, and the shapes of the parameters.
  ///
  /// - Throws: what makes it impossible, as `DimensionError(layer:of:_:)` or those of ``LayerInput``.
  func output(of input: LayerInput) throws(DimensionError) -> LayerOutput

  /// The layer with parameters of the planned shapes.
  func layer<Scalar: NetworkScalar>(_ plan: PlannedLayer, W: Matrix<Scalar>, b: Matrix<Scalar>)
    -> any Layer<Scalar>

  /// W as training starts with it; drawn as the initializer has it unless given.
  ///
  /// b starts at 0.
  func initialW<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, _ initializer: Initializer, layer l: Int,
    from random: inout RandomState
  ) -> Matrix<Scalar>

  /// g in A = g(Z); linear unless given.
  var activation: Activation { get }

  /// The chance of a unit to stay in a training pass; 1 unless given.
  var keepProbability: Double { get }

  /// Layers inside; none unless given.
  var inner: [LayerSpecification] { get }

  /// n[l] where it is the same whatever comes in; nil unless given.
  var fixedSize: Int? { get }

  /// The settings that no input can make right; none unless given.
  var misfits: [SettingMisfit] { get }

  /// The additions and multiplications of the forward pass of one example; 2 for each number of W unless
  /// given.
  func arithmetic(_ plan: PlannedLayer) -> Double

  /// The numbers that an example leaves in the cache, the layer's input aside; n[l] unless given.
  func cachedPerExample(_ plan: PlannedLayer) -> Int
}

extension LayerKind {
  public func initialW<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, _ initializer: Initializer, layer l: Int,
    from random: inout RandomState
  ) -> Matrix<Scalar> {
    plan.shapeOfW.isEmpty
      ? .empty
      : initializer.weights(plan.shapeOfW.rows, plan.shapeOfW.columns, layer: l, from: &random)
  }

  public var activation: Activation { .linear }
  public var keepProbability: Double { 1 }
  public var inner: [LayerSpecification] { [] }
  public var fixedSize: Int? { nil }
  public var misfits: [SettingMisfit] { [] }
  public func arithmetic(_ plan: PlannedLayer) -> Double { 2 * Double(plan.shapeOfW.count) }
  public func cachedPerExample(_ plan: PlannedLayer) -> Int { plan.outputSize }
}

/// What comes in to a layer.
public struct LayerInput: Hashable, Sendable {
  /// n[l-1].
  public let size: Int
  /// The pictures that come in; nil where they are none.
  public let image: ImageShape?
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
  let W: Shape
  let b: Shape
  let state: [String: Shape]
  var inner: [PlannedLayer] = []

  /// Numbers, n[l] of them.
  ///
  /// - Parameters:
  ///   - size: n[l].
  ///   - W: the shape of W; (0, 0) where there is none.
  ///   - b: the shape of b; (0, 0) where there is none.
  ///   - state: the shapes of what the layer keeps beside them, by name.
  public init(
    size: Int, W: Shape = Shape(0, 0), b: Shape = Shape(0, 0), state: [String: Shape] = [:]
  ) {
    self.init(size: size, image: nil, W: W, b: b, state: state)
  }

  /// Pictures.
  ///
  /// - Parameters:
  ///   - image: their shape.
  ///   - W: the shape of W; (0, 0) where there is none.
  ///   - b: the shape of b; (0, 0) where there is none.
  ///   - state: the shapes of what the layer keeps beside them, by name.
  public init(
    image: ImageShape, W: Shape = Shape(0, 0), b: Shape = Shape(0, 0),
    state: [String: Shape] = [:]
  ) {
    self.init(size: image.count, image: image, W: W, b: b, state: state)
  }

  /// As many numbers as come in, pictures where these are some.
  ///
  /// - Parameters:
  ///   - input: what comes in.
  ///   - W: the shape of W; (0, 0) where there is none.
  ///   - b: the shape of b; (0, 0) where there is none.
  ///   - state: the shapes of what the layer keeps beside them, by name.
  public init(
    like input: LayerInput, W: Shape = Shape(0, 0), b: Shape = Shape(0, 0),
    state: [String: Shape] = [:]
  ) {
    self.init(size: input.size, image: input.image, W: W, b: b, state: state)
  }

  private init(size: Int, image: ImageShape?, W: Shape, b: Shape, state: [String: Shape]) {
    self.size = size
    self.image = image
    self.W = W
    self.b = b
    self.state = state
  }
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
