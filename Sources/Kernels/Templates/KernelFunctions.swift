/// The kernels of one number type at one vector level: what `KernelTable` dispatches to, and names the
/// arguments of.
///
/// They are closures written where nothing is generic, in the level's module: what the compiler makes
/// of them belongs to that module alone, while a specialised generic function would be weak, for the
/// linker to merge.
public struct KernelFunctions<Scalar>: Sendable {
  public typealias Source = UnsafePointer<Scalar>
  public typealias Target = UnsafeMutablePointer<Scalar>

  /// Does independent multiply-adds in registers only; returns how many.
  public let multiplyAdds: @Sendable (Int) -> Int
  public let gemm:
    @Sendable (
      Int, Int, Int, Double, Source, Int, Bool, Source, Int, Bool, Bool, Double, Target, Int,
      Source?, ElementActivation
    ) -> Void
  public let meanProduct:
    @Sendable (
      MeanProductPlan, Source, Int, Source, Int, Bool, Target, Int, Target?
    ) -> Void
  public let apply: @Sendable (UnaryOperation, Source, Target, Int) -> Void
  public let combine: @Sendable (BinaryOperation, Source, Source, Target, Int) -> Void
  public let combineScalar: @Sendable (BinaryOperation, Source, Double, Target, Int, Bool) -> Void
  public let combineColumn:
    @Sendable (
      BinaryOperation, Source, Int, Int, Source, Target
    ) -> Void
  public let combineRow: @Sendable (BinaryOperation, Source, Int, Int, Source, Target) -> Void
  public let fill: @Sendable (Target, Int, Double) -> Void
  public let softmax: @Sendable (Source, Int, Int, Target) -> Void
  public let softmaxBackward: @Sendable (Source, Source, Int, Int, Target) -> Void
  public let activationBackward:
    @Sendable (
      ElementActivation, Source, Source, Int, Int, Target, Target?
    ) -> Void
  public let rowTotals: @Sendable (Source, Int, Int, Bool, Target) -> Void
  public let columnSums: @Sendable (Source, Int, Int, Target) -> Void
  public let sum: @Sendable (Source, Int) -> Double
  public let dot: @Sendable (Source, Source, Int) -> Double
  public let maximumMagnitude: @Sendable (Source, Int) -> Double
  public let allFinite: @Sendable (Source, Int) -> Bool
  /// Sums of a loss over some segments of the examples, and its gradient where wanted; the last
  /// argument are sixteen ones, the weights of examples that have none.
  public let loss:
    @Sendable (
      LossFunction, Source, Source, Int, Int, Source?, Target?, Range<Int>,
      UnsafeMutablePointer<Double>, Source
    ) -> Void
  public let update:
    @Sendable (
      UpdateRule, Target, Source, Target, Target, Int, Double, Double
    ) -> Void
  public let convert: @Sendable (UnsafeRawPointer, NumberType, Target, Int) -> Void
  public let gatherRows: @Sendable (Source, Int, UnsafePointer<Int>, Int, Target) -> Void
  public let transpose: @Sendable (Source, Int, Int, Target) -> Void
  public let packFilters: @Sendable (ConvolutionGeometry, Source, Target) -> Void
  public let packFiltersBack: @Sendable (ConvolutionGeometry, Source, Target) -> Void
  public let convolve:
    @Sendable (
      ConvolutionGeometry, Int, Int, Source, Source, Source, ElementActivation, Target, Target
    ) -> Void
  public let convolveBack:
    @Sendable (
      ConvolutionGeometry, Int, Int, ElementActivation, Source, Source, Source, Source?, Target,
      Target?, Target?, Target
    ) -> Void
  public let packTiles: @Sendable (ConvolutionGeometry, Bool, Source, Target, Target) -> Void
  public let convolveTiles:
    @Sendable (
      ConvolutionGeometry, Int, Int, Source, Source, Source?, ElementActivation, Target, Target
    ) -> Void
  public let valuePixels:
    @Sendable (ConvolutionGeometry, Int, Int, Source, Target, TileValues, Target) -> Void
  public let valueGradients:
    @Sendable (ConvolutionGeometry, Int, Int, Source, Target, TileValues, Target, Target) -> Void
  public let multiplyTiles:
    @Sendable (ConvolutionGeometry, Int, Source, Int, Source, Int, Bool, Target) -> Void
  public let gatherTiles: @Sendable (ConvolutionGeometry, Int, Int, Source, Target, Target) -> Void
  public let moments: @Sendable (Source, Int, Int, Target, Target) -> Void
  public let joinMoments: @Sendable (EvenParts, Int, Source, Target, Target) -> Void
  public let normalizeRows: @Sendable (ColumnNormalization<Scalar>, Source, Int, Target) -> Void
  public let sumNormalized:
    @Sendable (ColumnNormalization<Scalar>, Source, Source, Int, Target, Target) -> Void
  public let normalizeBack:
    @Sendable (
      ColumnNormalization<Scalar>, Source, Source, Int, Source, Source, Target, Target
    ) -> Void
  public let pool: @Sendable (PoolingOperation, PoolingGeometry, Int, Int, Source, Target) -> Void
  public let poolBack:
    @Sendable (
      PoolingOperation, PoolingGeometry, Int, Int, Source, Source, Source, Target
    ) -> Void

  @inlinable @inline(__always)
  public init(
    multiplyAdds: @escaping @Sendable (Int) -> Int,
    gemm:
      @escaping @Sendable (
        Int, Int, Int, Double, Source, Int, Bool, Source, Int, Bool, Bool, Double, Target, Int,
        Source?, ElementActivation
      ) -> Void,
    meanProduct:
      @escaping @Sendable (
        MeanProductPlan, Source, Int, Source, Int, Bool, Target, Int, Target?
      ) -> Void,
    apply: @escaping @Sendable (UnaryOperation, Source, Target, Int) -> Void,
    combine: @escaping @Sendable (BinaryOperation, Source, Source, Target, Int) -> Void,
    combineScalar: @escaping @Sendable (BinaryOperation, Source, Double, Target, Int, Bool) -> Void,
    combineColumn:
      @escaping @Sendable (
        BinaryOperation, Source, Int, Int, Source, Target
      ) -> Void,
    combineRow:
      @escaping @Sendable (
        BinaryOperation, Source, Int, Int, Source, Target
      ) -> Void,
    fill: @escaping @Sendable (Target, Int, Double) -> Void,
    softmax: @escaping @Sendable (Source, Int, Int, Target) -> Void,
    softmaxBackward: @escaping @Sendable (Source, Source, Int, Int, Target) -> Void,
    activationBackward:
      @escaping @Sendable (
        ElementActivation, Source, Source, Int, Int, Target, Target?
      ) -> Void,
    rowTotals: @escaping @Sendable (Source, Int, Int, Bool, Target) -> Void,
    columnSums: @escaping @Sendable (Source, Int, Int, Target) -> Void,
    sum: @escaping @Sendable (Source, Int) -> Double,
    dot: @escaping @Sendable (Source, Source, Int) -> Double,
    maximumMagnitude: @escaping @Sendable (Source, Int) -> Double,
    allFinite: @escaping @Sendable (Source, Int) -> Bool,
    loss:
      @escaping @Sendable (
        LossFunction, Source, Source, Int, Int, Source?, Target?, Range<Int>,
        UnsafeMutablePointer<Double>, Source
      ) -> Void,
    update:
      @escaping @Sendable (
        UpdateRule, Target, Source, Target, Target, Int, Double, Double
      ) -> Void,
    convert: @escaping @Sendable (UnsafeRawPointer, NumberType, Target, Int) -> Void,
    gatherRows: @escaping @Sendable (Source, Int, UnsafePointer<Int>, Int, Target) -> Void,
    transpose: @escaping @Sendable (Source, Int, Int, Target) -> Void,
    packFilters: @escaping @Sendable (ConvolutionGeometry, Source, Target) -> Void,
    packFiltersBack: @escaping @Sendable (ConvolutionGeometry, Source, Target) -> Void,
    convolve:
      @escaping @Sendable (
        ConvolutionGeometry, Int, Int, Source, Source, Source, ElementActivation, Target, Target
      ) -> Void,
    convolveBack:
      @escaping @Sendable (
        ConvolutionGeometry, Int, Int, ElementActivation, Source, Source, Source, Source?, Target,
        Target?, Target?, Target
      ) -> Void,
    packTiles: @escaping @Sendable (ConvolutionGeometry, Bool, Source, Target, Target) -> Void,
    convolveTiles:
      @escaping @Sendable (
        ConvolutionGeometry, Int, Int, Source, Source, Source?, ElementActivation, Target, Target
      ) -> Void,
    valuePixels:
      @escaping @Sendable (ConvolutionGeometry, Int, Int, Source, Target, TileValues, Target) ->
      Void,
    valueGradients:
      @escaping @Sendable (
        ConvolutionGeometry, Int, Int, Source, Target, TileValues, Target, Target
      ) -> Void,
    multiplyTiles:
      @escaping @Sendable (ConvolutionGeometry, Int, Source, Int, Source, Int, Bool, Target) -> Void,
    gatherTiles:
      @escaping @Sendable (ConvolutionGeometry, Int, Int, Source, Target, Target) -> Void,
    moments: @escaping @Sendable (Source, Int, Int, Target, Target) -> Void,
    joinMoments: @escaping @Sendable (EvenParts, Int, Source, Target, Target) -> Void,
    normalizeRows: @escaping @Sendable (ColumnNormalization<Scalar>, Source, Int, Target) -> Void,
    sumNormalized:
      @escaping @Sendable (ColumnNormalization<Scalar>, Source, Source, Int, Target, Target) -> Void,
    normalizeBack:
      @escaping @Sendable (
        ColumnNormalization<Scalar>, Source, Source, Int, Source, Source, Target, Target
      ) -> Void,
    pool: @escaping @Sendable (PoolingOperation, PoolingGeometry, Int, Int, Source, Target) -> Void,
    poolBack:
      @escaping @Sendable (
        PoolingOperation, PoolingGeometry, Int, Int, Source, Source, Source, Target
      ) -> Void
  ) {
    self.multiplyAdds = multiplyAdds
    self.gemm = gemm
    self.meanProduct = meanProduct
    self.apply = apply
    self.combine = combine
    self.combineScalar = combineScalar
    self.combineColumn = combineColumn
    self.combineRow = combineRow
    self.fill = fill
    self.softmax = softmax
    self.softmaxBackward = softmaxBackward
    self.activationBackward = activationBackward
    self.rowTotals = rowTotals
    self.columnSums = columnSums
    self.sum = sum
    self.dot = dot
    self.maximumMagnitude = maximumMagnitude
    self.allFinite = allFinite
    self.loss = loss
    self.update = update
    self.convert = convert
    self.gatherRows = gatherRows
    self.transpose = transpose
    self.packFilters = packFilters
    self.packFiltersBack = packFiltersBack
    self.convolve = convolve
    self.convolveBack = convolveBack
    self.packTiles = packTiles
    self.convolveTiles = convolveTiles
    self.valuePixels = valuePixels
    self.valueGradients = valueGradients
    self.multiplyTiles = multiplyTiles
    self.gatherTiles = gatherTiles
    self.moments = moments
    self.joinMoments = joinMoments
    self.normalizeRows = normalizeRows
    self.sumNormalized = sumNormalized
    self.normalizeBack = normalizeBack
    self.pool = pool
    self.poolBack = poolBack
  }
}
