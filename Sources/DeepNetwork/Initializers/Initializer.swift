import Text

/// How the weights start; b starts at 0: a kind of initializer with its settings.
public struct Initializer: Hashable, Sendable {
  /// The kind, one of ``kinds`` or any other.
  public let kind: any InitializerKind

  /// An initializer of any kind: `Initializer(NormalWeights(scale: [0.1]))`.
  public init(_ kind: any InitializerKind) { self.kind = kind }

  /// The kinds that a configuration can name.
  public static var kinds: [any InitializerKind.Type] {
    [
      NormalWeights.self, ZeroWeights.self, HeWeights.self, XavierWeights.self, LeCunWeights.self,
    ]
      + Kinds.added { $0 as? any InitializerKind.Type }
  }

  public static func == (a: Self, b: Self) -> Bool { a.kind.equals(b.kind) }
  public func hash(into hasher: inout Hasher) { kind.hash(into: &hasher) }

  /// The name that a configuration uses.
  public var name: String { type(of: kind).name }
}

/// A kind of initializer: the weights that a layer starts with.
///
/// ```swift
/// struct HeUniform: InitializerKind {
///   static let name = "heUniform"
///   static let summary = "Uniform with variance 2 / n[l-1]."
///   func weights<Scalar>(_ W: InitialWeights, from random: inout RandomState) -> Matrix<Scalar> {
///     let limit = (6 / Double(W.fanIn)).squareRoot()
///     return W.drawn { limit * (2 * random.rand() - 1) }
///   }
/// }
/// ```
public protocol InitializerKind: Kind {
  /// W[l] as training starts with it, of the shape that is asked for; `random` goes on from there.
  func weights<Scalar: NetworkScalar>(_ W: InitialWeights, from random: inout RandomState)
    -> Matrix<Scalar>

  /// The standard deviation of W[l] where it is the same whatever the sizes of the layers; nil where it
  /// follows from them, and unless given.
  func deviation(ofLayer l: Int) -> Double?
}

extension InitializerKind {
  public func deviation(ofLayer l: Int) -> Double? { nil }
}

/// The weights of a layer that are to be drawn.
public struct InitialWeights: Hashable, Sendable {
  /// The shape of W[l]: (n[l], n[l-1]) in a dense layer.
  public let shape: Shape
  /// The units that a number of A[l-1] goes to: the rows of W, but for a convolution.
  public let fanOut: Int
  /// The layer l, from 1.
  public let layer: Int

  /// The numbers that a unit takes: the columns of W.
  public var fanIn: Int { shape.columns }

  /// A matrix of the shape, filled row by row.
  public func drawn<Scalar: NetworkScalar>(_ number: () -> Double) -> Matrix<Scalar> {
    var W = Matrix<Scalar>(rows: shape.rows, columns: shape.columns)
    W.withMutableElements { elements in
      for i in 0..<shape.count { elements[i] = Scalar(number()) }
    }
    return W
  }
}

extension Initializer {
  /// W[layer], (rows, columns) = (n[l], n[l-1]), drawn row by row; layers count from 1.
  ///
  /// The units that a number of A[l-1] goes to are the rows, unless `fanOut` says otherwise, as it
  /// does for a convolution.
  public func weights<Scalar: NetworkScalar>(
    _ rows: Int, _ columns: Int, fanOut: Int? = nil, layer: Int = 1,
    from random: inout RandomState
  ) -> Matrix<Scalar> {
    let shape = Shape(rows, columns)
    let W: Matrix<Scalar> = kind.weights(
      InitialWeights(shape: shape, fanOut: fanOut ?? rows, layer: layer), from: &random)
    require(
      W.shape == shape, "W[\(layer)] of \(name) must have the shape \(shape), not \(W.shape)")
    return W
  }
}
