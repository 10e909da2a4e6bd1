/// What a level's module says of one number type, from which the extensions in this module form the
/// kernels, all of them `@inline(__always)`: a level's ``KernelFunctions`` take them in.
///
/// What is called from several places, and what threads run, is written out in the level's module
/// without anything generic, so that its code is neither repeated nor weak.
///
/// The declarations of this module are public only because the compiler hands the bodies of
/// package declarations to no other module; no product has them.
public protocol KernelSet<Scalar>: SendableMetatype {
  associatedtype Scalar: KernelScalar
  typealias Source = UnsafePointer<Scalar>
  typealias Target = UnsafeMutablePointer<Scalar>

  /// The rows and vectors of the largest tile whose sums stay in registers.
  static var tileRows: Int { get }
  static var tileVectors: Int { get }
  static func multiplyTile(_ rows: Int, _ vectors: Int, _ tile: TileProblem<Scalar>)

  /// `formPack`, `formPanels`, `formBlock`, `formRow`, `formColumns`, `formProduct` and `finish`, each once.
  static func packPanels(
    _ plan: GemmPlan<Scalar>, _ first: Int, _ last: Int, _ b: Source, _ k: Int)
  static func multiplyPanels(
    _ plan: GemmPlan<Scalar>, _ first: Int, _ last: Int, _ start: Int, _ k: Int,
    _ beta: Scalar, _ isLast: Bool)
  static func multiplyBlock(_ problem: GemmProblem<Scalar>)
  static func multiplyRow(_ problem: GemmProblem<Scalar>, _ scratch: Target)
  static func sumColumns(_ tile: TileProblem<Scalar>, _ columns: Int)
  static func multiply(_ problem: GemmProblem<Scalar>)
  static func finishRows(
    _ epilogue: Epilogue<Scalar>, _ first: Int, _ rows: Int, _ c: Target, _ cRow: Int,
    _ columns: Int)
  /// `formEdge`, `formPart`, `formPatches`, `formDerivative` and `formTurned`, each once.
  static func multiplyEdge(
    _ tile: TileProblem<Scalar>, _ rows: Int, _ columns: Int, _ width: Int, _ c: Target,
    _ cRow: Int, _ cTile: Target)
  static func multiplyPart(
    _ product: PatchProduct<Scalar>, _ part: TileProblem<Scalar>, _ row: Int, _ bias: Source?,
    _ activation: ElementActivation, _ cTile: Target)
  static func multiplyPatches(
    _ product: PatchProduct<Scalar>, _ bias: Source?, _ activation: ElementActivation,
    _ cTile: Target)
  static func derive(
    _ activation: ElementActivation, _ dA: Source, _ source: Source, _ dZ: Target, _ count: Int)
  static func convolveTurned(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ dZ: Source, _ filters: Source,
    _ dX: Target, _ cTile: Target)
  /// `formDepthwise` once.
  static func convolveDepthwise(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ x: Source, _ filters: Source,
    _ bias: Source, _ activation: ElementActivation, _ z: Target, _ scratch: Target)
  /// `formDepthwiseBack` once.
  static func convolveDepthwiseBack(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ activation: ElementActivation,
    _ dA: Source, _ source: Source, _ x: Source, _ filters: Source?, _ dX: Target, _ dW: Target?,
    _ db: Target?, _ scratch: Target)
  /// `formTurnedDepthwise` once.
  static func turnDepthwise(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ dZ: Source, _ filters: Source,
    _ dX: Target)
  /// `formPaddedDZ` once.
  static func derivePadded(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ activation: ElementActivation,
    _ dA: Source, _ source: Source, _ dZ: Target)
  /// `formLine` once.
  static func finishLine(
    _ c: Target, _ pixels: Int, _ distance: Int, _ filters: Int, _ bias: Source,
    _ activation: ElementActivation)
  /// `formValues` once.
  static func apply(_ operation: UnaryOperation, _ x: Source, _ y: Target, _ count: Int)
  /// `formSoftmaxLoss` once.
  static func addSoftmaxLoss(
    _ outputs: LossOutputs<Scalar>, _ examples: Range<Int>, _ total: inout WideSums)
  /// `formPackTogether` and `formGradientSums`, each once.
  static func packTogether(_ g: ConvolutionGeometry, _ w: Source, _ pack: Target)
  static func sumGradients(
    _ g: ConvolutionGeometry, _ lines: Int, _ dZ: Source, _ image: Source, _ dW: Target,
    _ cTile: Target)
  /// `formPixelValues` once.
  static func valuePixels(
    _ g: ConvolutionGeometry, _ first: Int, _ tiles: Int, _ x: Source, _ values: Target,
    _ layout: TileValues, _ scratch: Target)
  /// `formDerivatives`, `formNormalizedSums` and `formNormalizedBack`, each once.
  static func derivatives(
    _ normalization: ColumnNormalization<Scalar>, _ dA: Source, _ x: Source, _ rows: Int,
    _ scratch: Target
  ) -> Source
  static func sumNormalized(
    _ normalization: ColumnNormalization<Scalar>, _ dA: Source, _ x: Source, _ rows: Int,
    _ sums: Target, _ scratch: Target)
  static func normalizeBack(
    _ normalization: ColumnNormalization<Scalar>, _ dA: Source, _ x: Source, _ rows: Int,
    _ slope: Source, _ offset: Source, _ dX: Target, _ scratch: Target)
  /// `formNormalized` once.
  static func normalize(
    _ normalization: ColumnNormalization<Scalar>, _ x: Source, _ rows: Int, _ y: Target)
  /// Forms all parts of a product, on several threads.
  static func multiplyParts(_ parts: ProductParts<Scalar>)
  /// `formMeanProduct`, `formMeans`, `formLeaf` and `formFold`, each once.
  static func multiplyMean(
    _ problem: GemmProblem<Scalar>, _ plan: MeanProductPlan, _ workspace: Target)
  static func multiplyMeans(_ part: MeanProductPart<Scalar>)
  static func multiplyLeaf(
    _ part: MeanProductPart<Scalar>, _ plan: GemmPlan<Scalar>, _ first: Int, _ last: Int,
    _ step: TreeStep, _ weight: Scalar)
  static func foldTile(
    _ part: MeanProductPart<Scalar>, _ tile: TileProblem<Scalar>, _ row: Int, _ rows: Int,
    _ column: Int, _ columns: Int, _ step: TreeStep, _ weight: Scalar)
  /// Forms all parts of the means, on several threads.
  static func multiplyMeanParts(_ parts: MeanProductParts<Scalar>)
}
