/// The kernels of one number type at one vector level: what `KernelTable` dispatches to.
///
/// A level's module conforms one empty type per number type; the extensions in this module give it
/// every function, specialised there and so compiled for that level. A requirement's function is
/// `@inline(never)`, since the compiler inlines no C function into a protocol's thunk; what it calls
/// is `@inline(__always)`, so that nothing of a level is shared with another.
///
/// The declarations of this module are public only because the compiler hands the bodies of
/// package declarations to no other module; no product has them.
public protocol KernelSet<Scalar>: SendableMetatype {
  associatedtype Scalar
  typealias Source = UnsafePointer<Scalar>
  typealias Target = UnsafeMutablePointer<Scalar>

  /// The rows and vectors of the largest tile whose sums stay in registers.
  static var tileRows: Int { get }
  static var tileVectors: Int { get }
  static func multiplyTile(_ rows: Int, _ vectors: Int, _ tile: TileProblem<Scalar>)

  /// Does independent multiply-adds in registers only; returns how many.
  static func multiplyAdds(_ rounds: Int) -> Int

  static func gemm(
    _ m: Int, _ n: Int, _ k: Int, _ alpha: Double,
    _ a: Source, _ lda: Int, _ transposeA: Bool, _ b: Source, _ ldb: Int, _ transposeB: Bool,
    _ bHasTail: Bool, _ beta: Double, _ c: Target, _ ldc: Int, _ bias: Source?,
    _ activation: ElementActivation)
  static func gradientProduct(
    _ rows: Int, _ columns: Int, _ examples: Int, _ scale: Double, _ dZ: Source, _ ldz: Int,
    _ aPrev: Source, _ ldaPrev: Int, _ exampleMajor: Bool, _ c: Target, _ ldc: Int)

  static func apply(_ operation: UnaryOperation, _ x: Source, _ y: Target, _ count: Int)
  static func combine(
    _ operation: BinaryOperation, _ x: Source, _ y: Source, _ z: Target, _ count: Int)
  static func combine(
    _ operation: BinaryOperation, _ x: Source, _ y: Double, _ z: Target, _ count: Int,
    _ scalarIsFirst: Bool)
  static func combineColumn(
    _ operation: BinaryOperation, _ x: Source, _ rows: Int, _ columns: Int, _ column: Source,
    _ z: Target, _ columnIsFirst: Bool)
  static func combineRow(
    _ operation: BinaryOperation, _ x: Source, _ rows: Int, _ columns: Int, _ row: Source,
    _ z: Target, _ rowIsFirst: Bool)
  static func addScaled(_ alpha: Double, _ x: Source, _ y: Target, _ count: Int)
  static func fill(_ y: Target, _ count: Int, _ value: Double)
  static func applyMask(
    _ mask: UnsafePointer<UInt8>, _ scale: Double, _ x: Source, _ y: Target, _ count: Int)

  static func softmax(_ z: Source, _ rows: Int, _ columns: Int, _ a: Target)
  static func softmaxBackward(
    _ dA: Source, _ a: Source, _ rows: Int, _ columns: Int, _ dZ: Target)
  static func activationBackward(
    _ activation: ElementActivation, _ dA: Source, _ a: Source, _ rows: Int, _ examples: Int,
    _ dZ: Target, _ db: Target?, _ scale: Double)

  static func rowSums(_ x: Source, _ rows: Int, _ columns: Int, _ scale: Double, _ y: Target)
  static func columnSums(_ x: Source, _ rows: Int, _ columns: Int, _ scale: Double, _ y: Target)
  static func sum(_ x: Source, _ count: Int) -> Double
  static func dot(_ x: Source, _ y: Source, _ count: Int) -> Double
  static func maximumMagnitude(_ x: Source, _ count: Int) -> Double
  static func rowMoments(
    _ x: Source, _ rows: Int, _ columns: Int, _ mean: Target, _ variance: Target)
  static func columnMoments(
    _ x: Source, _ rows: Int, _ columns: Int, _ mean: Target, _ variance: Target)
  static func allFinite(_ x: Source, _ count: Int) -> Bool

  /// Sums of a loss over some segments of the examples, and its gradient where wanted.
  static func loss(
    _ function: LossFunction, _ x: Source, _ y: Source, _ rows: Int, _ examples: Int,
    _ weights: Source?, _ dX: Target?, _ segments: Range<Int>,
    _ sums: UnsafeMutablePointer<Double>)

  static func gradientDescent(
    _ w: Target, _ dW: Source, _ count: Int, _ alpha: Double, _ decay: Double)
  static func momentum(
    _ w: Target, _ dW: Source, _ velocity: Target, _ count: Int, _ alpha: Double,
    _ beta: Double, _ decay: Double)
  static func rmsprop(
    _ w: Target, _ dW: Source, _ square: Target, _ count: Int, _ alpha: Double, _ beta: Double,
    _ epsilon: Double, _ decay: Double)
  static func adam(
    _ w: Target, _ dW: Source, _ mean: Target, _ square: Target, _ count: Int,
    _ stepSize: Double, _ beta1: Double, _ beta2: Double, _ epsilon: Double,
    _ rootOfCorrection2: Double, _ decay: Double)

  static func convert(
    _ x: UnsafeRawPointer, _ type: NumberType, _ factor: Double, _ y: Target, _ count: Int)
  static func standardize(
    _ x: Source, _ examples: Int, _ features: Int, _ mean: Source,
    _ inverseDeviation: Source, _ y: Target)
  static func gatherRows(
    _ x: Source, _ rowLength: Int, _ indices: UnsafePointer<Int>, _ count: Int, _ y: Target)
  static func transpose(_ x: Source, _ rows: Int, _ columns: Int, _ y: Target)
}
