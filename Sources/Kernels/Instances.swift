// The one source of all levels: each level's folder holds a link to it, and the flags of its module and
// their name (AVX2, AVX512) make the difference. One file, so that the compiler inlines the C functions
// of VectorLanes.h everywhere: with several it keeps them in one of the parts that it generates code
// for, and calls them from the others.

import KernelTemplates
import KernelThreads

/// The kernels of Float at this level.
package let floatKernels = KernelFunctions<Float>(
  multiplyAdds: FloatKernels.multiplyAdds,
  gemm: FloatKernels.gemm,
  meanProduct: FloatKernels.meanProduct,
  apply: FloatKernels.apply,
  combine: FloatKernels.combine,
  combineScalar: FloatKernels.combineScalar,
  combineColumn: FloatKernels.combineColumn,
  combineRow: FloatKernels.combineRow,
  fill: FloatKernels.fill,
  softmax: FloatKernels.softmax,
  softmaxBackward: FloatKernels.softmaxBackward,
  activationBackward: FloatKernels.activationBackward,
  rowTotals: FloatKernels.rowTotals,
  columnSums: FloatKernels.columnSums,
  sum: FloatKernels.sum,
  dot: FloatKernels.dot,
  maximumMagnitude: FloatKernels.maximumMagnitude,
  allFinite: FloatKernels.allFinite,
  loss: FloatKernels.loss,
  update: FloatKernels.update,
  convert: FloatKernels.convert,
  gatherRows: FloatKernels.gatherRows,
  transpose: FloatKernels.transpose,
  packFilters: FloatKernels.packFilters,
  packFiltersBack: FloatKernels.packFiltersBack,
  convolve: FloatKernels.convolve,
  convolveBack: FloatKernels.convolveBack,
  packTiles: FloatKernels.formFilterValues,
  convolveTiles: FloatKernels.formTiledConvolution,
  valuePixels: FloatKernels.valuePixels,
  valueGradients: FloatKernels.formValueGradients,
  multiplyTiles: FloatKernels.formTileProducts,
  gatherTiles: FloatKernels.formFilterGradients,
  moments: FloatKernels.moments,
  joinMoments: FloatKernels.joinMoments,
  normalizeRows: FloatKernels.normalizeRows,
  sumNormalized: FloatKernels.sumNormalized,
  normalizeBack: FloatKernels.normalizeBack,
  pool: FloatKernels.pool,
  poolBack: FloatKernels.poolBack)

/// The kernels of Double at this level.
package let doubleKernels = KernelFunctions<Double>(
  multiplyAdds: DoubleKernels.multiplyAdds,
  gemm: DoubleKernels.gemm,
  meanProduct: DoubleKernels.meanProduct,
  apply: DoubleKernels.apply,
  combine: DoubleKernels.combine,
  combineScalar: DoubleKernels.combineScalar,
  combineColumn: DoubleKernels.combineColumn,
  combineRow: DoubleKernels.combineRow,
  fill: DoubleKernels.fill,
  softmax: DoubleKernels.softmax,
  softmaxBackward: DoubleKernels.softmaxBackward,
  activationBackward: DoubleKernels.activationBackward,
  rowTotals: DoubleKernels.rowTotals,
  columnSums: DoubleKernels.columnSums,
  sum: DoubleKernels.sum,
  dot: DoubleKernels.dot,
  maximumMagnitude: DoubleKernels.maximumMagnitude,
  allFinite: DoubleKernels.allFinite,
  loss: DoubleKernels.loss,
  update: DoubleKernels.update,
  convert: DoubleKernels.convert,
  gatherRows: DoubleKernels.gatherRows,
  transpose: DoubleKernels.transpose,
  packFilters: DoubleKernels.packFilters,
  packFiltersBack: DoubleKernels.packFiltersBack,
  convolve: DoubleKernels.convolve,
  convolveBack: DoubleKernels.convolveBack,
  packTiles: DoubleKernels.formFilterValues,
  convolveTiles: DoubleKernels.formTiledConvolution,
  valuePixels: DoubleKernels.valuePixels,
  valueGradients: DoubleKernels.formValueGradients,
  multiplyTiles: DoubleKernels.formTileProducts,
  gatherTiles: DoubleKernels.formFilterGradients,
  moments: DoubleKernels.moments,
  joinMoments: DoubleKernels.joinMoments,
  normalizeRows: DoubleKernels.normalizeRows,
  sumNormalized: DoubleKernels.sumNormalized,
  normalizeBack: DoubleKernels.normalizeBack,
  pool: DoubleKernels.pool,
  poolBack: DoubleKernels.poolBack)

#if AVX512
  private let maximumTile = (rows: 8, vectors: 3)
#elseif AVX2 || arch(arm64)
  private let maximumTile = (rows: 6, vectors: 1)
#else
  private let maximumTile = (rows: 2, vectors: 1)
#endif

// Written out for each number type: a function of both would be generic, and its code weak.

private enum FloatKernels: KernelSet {
  typealias Scalar = Float

  static var tileRows: Int { maximumTile.rows }
  static var tileVectors: Int { maximumTile.vectors }

  static func multiplyTile(_ rows: Int, _ vectors: Int, _ tile: TileProblem<Float>) {
    #if AVX512
      switch vectors {
      case 1: multiplyOne(rows, tile)
      case 2: multiplyTwo(rows, tile)
      default: multiplyThree(rows, tile)
      }
    #elseif AVX2 || arch(arm64)
      OneVector<Float>.multiplyUpTo6(rows, tile)
    #else
      OneVector<Float>.multiplyUpTo2(rows, tile)
    #endif
  }

  #if AVX512
    @inline(never)
    private static func multiplyOne(_ rows: Int, _ tile: TileProblem<Float>) {
      OneVector<Float>.multiplyUpTo8(rows, tile)
    }

    @inline(never)
    private static func multiplyTwo(_ rows: Int, _ tile: TileProblem<Float>) {
      TwoVectors<Float>.multiplyUpTo8(rows, tile)
    }

    @inline(never)
    private static func multiplyThree(_ rows: Int, _ tile: TileProblem<Float>) {
      ThreeVectors<Float>.multiplyUpTo8(rows, tile)
    }
  #endif

  @inline(never)
  static func packPanels(
    _ plan: GemmPlan<Float>, _ first: Int, _ last: Int, _ b: Source, _ k: Int
  ) {
    formPack(plan, first, last, b, k)
  }

  @inline(never)
  static func multiplyPanels(
    _ plan: GemmPlan<Float>, _ first: Int, _ last: Int, _ start: Int, _ k: Int, _ beta: Float,
    _ isLast: Bool
  ) {
    formPanels(plan, first, last, start, k, beta, isLast)
  }

  @inline(never)
  static func multiplyBlock(_ problem: GemmProblem<Float>) { formBlock(problem) }

  @inline(never)
  static func multiplyRow(_ problem: GemmProblem<Float>, _ scratch: Target) {
    formRow(problem, scratch)
  }

  @inline(never)
  static func sumColumns(_ tile: TileProblem<Float>, _ columns: Int) { formColumns(tile, columns) }

  @inline(never)
  static func multiply(_ problem: GemmProblem<Float>) { formProduct(problem) }

  @inline(never)
  static func finishRows(
    _ epilogue: Epilogue<Float>, _ first: Int, _ rows: Int, _ c: Target, _ cRow: Int,
    _ columns: Int
  ) {
    finish(epilogue, first, rows, c, cRow, columns)
  }

  @inline(never)
  static func multiplyEdge(
    _ tile: TileProblem<Float>, _ rows: Int, _ columns: Int, _ width: Int, _ c: Target,
    _ cRow: Int, _ cTile: Target
  ) {
    formEdge(tile, rows, columns, width, c, cRow, cTile)
  }

  @inline(never)
  static func multiplyPart(
    _ product: PatchProduct<Float>, _ part: TileProblem<Float>, _ row: Int, _ bias: Source?,
    _ activation: ElementActivation, _ cTile: Target
  ) {
    formPart(product, part, row, bias, activation, cTile)
  }

  @inline(never)
  static func convolveTurned(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ dZ: Source, _ filters: Source,
    _ dX: Target, _ cTile: Target
  ) {
    formTurned(g, first, lines, dZ, filters, dX, cTile)
  }

  @inline(never)
  static func convolveDepthwise(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ x: Source, _ filters: Source,
    _ bias: Source, _ activation: ElementActivation, _ z: Target, _ scratch: Target
  ) {
    formDepthwise(g, first, lines, x, filters, bias, activation, z, scratch)
  }

  @inline(never)
  static func convolveDepthwiseBack(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ activation: ElementActivation,
    _ dA: Source, _ source: Source, _ x: Source, _ filters: Source?, _ dX: Target, _ dW: Target?,
    _ db: Target?, _ scratch: Target
  ) {
    formDepthwiseBack(
      g, first, lines, activation, dA, source, x, filters, dX, dW, db, scratch)
  }

  @inline(never)
  static func turnDepthwise(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ dZ: Source, _ filters: Source,
    _ dX: Target
  ) {
    formTurnedDepthwise(g, first, lines, dZ, filters, dX)
  }

  @inline(never)
  static func derivePadded(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ activation: ElementActivation,
    _ dA: Source, _ source: Source, _ dZ: Target
  ) {
    formPaddedDZ(g, first, lines, activation, dA, source, dZ)
  }

  @inline(never)
  static func finishLine(
    _ c: Target, _ pixels: Int, _ distance: Int, _ filters: Int, _ bias: Source,
    _ activation: ElementActivation
  ) {
    formLine(c, pixels, distance, filters, bias, activation)
  }

  @inline(never)
  static func multiplyPatches(
    _ product: PatchProduct<Float>, _ bias: Source?, _ activation: ElementActivation,
    _ cTile: Target
  ) {
    formPatches(product, bias, activation, cTile)
  }

  @inline(never)
  static func derive(
    _ activation: ElementActivation, _ dA: Source, _ source: Source, _ dZ: Target, _ count: Int
  ) {
    formDerivative(activation, dA, source, dZ, count)
  }

  @inline(never)
  static func apply(_ operation: UnaryOperation, _ x: Source, _ y: Target, _ count: Int) {
    formValues(operation, x, y, count)
  }

  @inline(never)
  static func addSoftmaxLoss(
    _ outputs: LossOutputs<Float>, _ examples: Range<Int>, _ total: inout WideSums
  ) {
    formSoftmaxLoss(outputs, examples, &total)
  }

  @inline(never)
  static func packTogether(_ g: ConvolutionGeometry, _ w: Source, _ pack: Target) {
    formPackTogether(g, w, pack)
  }

  @inline(never)
  static func sumGradients(
    _ g: ConvolutionGeometry, _ lines: Int, _ dZ: Source, _ image: Source, _ dW: Target,
    _ cTile: Target
  ) {
    formGradientSums(g, lines, dZ, image, dW, cTile)
  }

  @inline(never)
  static func valuePixels(
    _ g: ConvolutionGeometry, _ first: Int, _ tiles: Int, _ x: Source, _ values: Target,
    _ layout: TileValues, _ scratch: Target
  ) {
    formPixelValues(g, first, tiles, x, values, layout, scratch)
  }

  @inline(never)
  static func derivatives(
    _ normalization: ColumnNormalization<Float>, _ dA: Source, _ x: Source, _ rows: Int,
    _ scratch: Target
  ) -> Source {
    formDerivatives(normalization, dA, x, rows, scratch)
  }

  @inline(never)
  static func sumNormalized(
    _ normalization: ColumnNormalization<Float>, _ dA: Source, _ x: Source, _ rows: Int,
    _ sums: Target, _ scratch: Target
  ) {
    formNormalizedSums(normalization, dA, x, rows, sums, scratch)
  }

  @inline(never)
  static func normalizeBack(
    _ normalization: ColumnNormalization<Float>, _ dA: Source, _ x: Source, _ rows: Int,
    _ slope: Source, _ offset: Source, _ dX: Target, _ scratch: Target
  ) {
    formNormalizedBack(normalization, dA, x, rows, slope, offset, dX, scratch)
  }

  @inline(never)
  static func normalize(
    _ normalization: ColumnNormalization<Float>, _ x: Source, _ rows: Int, _ y: Target
  ) {
    formNormalized(normalization, x, rows, y)
  }

  static func multiplyParts(_ parts: ProductParts<Float>) {
    ThreadPool.parallel(parts.count) { multiplyBlock(parts[$0]) }
  }

  @inline(never)
  static func multiplyMean(
    _ problem: GemmProblem<Float>, _ plan: MeanProductPlan, _ workspace: Target
  ) {
    formMeanProduct(problem, plan, workspace)
  }

  @inline(never)
  static func multiplyMeans(_ part: MeanProductPart<Float>) { formMeans(part) }

  @inline(never)
  static func multiplyLeaf(
    _ part: MeanProductPart<Float>, _ plan: GemmPlan<Float>, _ first: Int, _ last: Int,
    _ step: TreeStep, _ weight: Float
  ) {
    formLeaf(part, plan, first, last, step, weight)
  }

  @inline(never)
  static func foldTile(
    _ part: MeanProductPart<Float>, _ tile: TileProblem<Float>, _ row: Int, _ rows: Int,
    _ column: Int, _ columns: Int, _ step: TreeStep, _ weight: Float
  ) {
    formFold(part, tile, row, rows, column, columns, step, weight)
  }

  static func multiplyMeanParts(_ parts: MeanProductParts<Float>) {
    ThreadPool.parallel(parts.count) { multiplyMeans(parts[$0]) }
  }
}

private enum DoubleKernels: KernelSet {
  typealias Scalar = Double

  static var tileRows: Int { maximumTile.rows }
  static var tileVectors: Int { maximumTile.vectors }

  static func multiplyTile(_ rows: Int, _ vectors: Int, _ tile: TileProblem<Double>) {
    #if AVX512
      switch vectors {
      case 1: multiplyOne(rows, tile)
      case 2: multiplyTwo(rows, tile)
      default: multiplyThree(rows, tile)
      }
    #elseif AVX2 || arch(arm64)
      OneVector<Double>.multiplyUpTo6(rows, tile)
    #else
      OneVector<Double>.multiplyUpTo2(rows, tile)
    #endif
  }

  #if AVX512
    @inline(never)
    private static func multiplyOne(_ rows: Int, _ tile: TileProblem<Double>) {
      OneVector<Double>.multiplyUpTo8(rows, tile)
    }

    @inline(never)
    private static func multiplyTwo(_ rows: Int, _ tile: TileProblem<Double>) {
      TwoVectors<Double>.multiplyUpTo8(rows, tile)
    }

    @inline(never)
    private static func multiplyThree(_ rows: Int, _ tile: TileProblem<Double>) {
      ThreeVectors<Double>.multiplyUpTo8(rows, tile)
    }
  #endif

  @inline(never)
  static func packPanels(
    _ plan: GemmPlan<Double>, _ first: Int, _ last: Int, _ b: Source, _ k: Int
  ) {
    formPack(plan, first, last, b, k)
  }

  @inline(never)
  static func multiplyPanels(
    _ plan: GemmPlan<Double>, _ first: Int, _ last: Int, _ start: Int, _ k: Int, _ beta: Double,
    _ isLast: Bool
  ) {
    formPanels(plan, first, last, start, k, beta, isLast)
  }

  @inline(never)
  static func multiplyBlock(_ problem: GemmProblem<Double>) { formBlock(problem) }

  @inline(never)
  static func multiplyRow(_ problem: GemmProblem<Double>, _ scratch: Target) {
    formRow(problem, scratch)
  }

  @inline(never)
  static func sumColumns(_ tile: TileProblem<Double>, _ columns: Int) { formColumns(tile, columns) }

  @inline(never)
  static func multiply(_ problem: GemmProblem<Double>) { formProduct(problem) }

  @inline(never)
  static func finishRows(
    _ epilogue: Epilogue<Double>, _ first: Int, _ rows: Int, _ c: Target, _ cRow: Int,
    _ columns: Int
  ) {
    finish(epilogue, first, rows, c, cRow, columns)
  }

  @inline(never)
  static func multiplyEdge(
    _ tile: TileProblem<Double>, _ rows: Int, _ columns: Int, _ width: Int, _ c: Target,
    _ cRow: Int, _ cTile: Target
  ) {
    formEdge(tile, rows, columns, width, c, cRow, cTile)
  }

  @inline(never)
  static func multiplyPart(
    _ product: PatchProduct<Double>, _ part: TileProblem<Double>, _ row: Int, _ bias: Source?,
    _ activation: ElementActivation, _ cTile: Target
  ) {
    formPart(product, part, row, bias, activation, cTile)
  }

  @inline(never)
  static func convolveTurned(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ dZ: Source, _ filters: Source,
    _ dX: Target, _ cTile: Target
  ) {
    formTurned(g, first, lines, dZ, filters, dX, cTile)
  }

  @inline(never)
  static func convolveDepthwise(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ x: Source, _ filters: Source,
    _ bias: Source, _ activation: ElementActivation, _ z: Target, _ scratch: Target
  ) {
    formDepthwise(g, first, lines, x, filters, bias, activation, z, scratch)
  }

  @inline(never)
  static func convolveDepthwiseBack(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ activation: ElementActivation,
    _ dA: Source, _ source: Source, _ x: Source, _ filters: Source?, _ dX: Target, _ dW: Target?,
    _ db: Target?, _ scratch: Target
  ) {
    formDepthwiseBack(
      g, first, lines, activation, dA, source, x, filters, dX, dW, db, scratch)
  }

  @inline(never)
  static func turnDepthwise(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ dZ: Source, _ filters: Source,
    _ dX: Target
  ) {
    formTurnedDepthwise(g, first, lines, dZ, filters, dX)
  }

  @inline(never)
  static func derivePadded(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ activation: ElementActivation,
    _ dA: Source, _ source: Source, _ dZ: Target
  ) {
    formPaddedDZ(g, first, lines, activation, dA, source, dZ)
  }

  @inline(never)
  static func finishLine(
    _ c: Target, _ pixels: Int, _ distance: Int, _ filters: Int, _ bias: Source,
    _ activation: ElementActivation
  ) {
    formLine(c, pixels, distance, filters, bias, activation)
  }

  @inline(never)
  static func multiplyPatches(
    _ product: PatchProduct<Double>, _ bias: Source?, _ activation: ElementActivation,
    _ cTile: Target
  ) {
    formPatches(product, bias, activation, cTile)
  }

  @inline(never)
  static func derive(
    _ activation: ElementActivation, _ dA: Source, _ source: Source, _ dZ: Target, _ count: Int
  ) {
    formDerivative(activation, dA, source, dZ, count)
  }

  @inline(never)
  static func apply(_ operation: UnaryOperation, _ x: Source, _ y: Target, _ count: Int) {
    formValues(operation, x, y, count)
  }

  @inline(never)
  static func addSoftmaxLoss(
    _ outputs: LossOutputs<Double>, _ examples: Range<Int>, _ total: inout WideSums
  ) {
    formSoftmaxLoss(outputs, examples, &total)
  }

  @inline(never)
  static func packTogether(_ g: ConvolutionGeometry, _ w: Source, _ pack: Target) {
    formPackTogether(g, w, pack)
  }

  @inline(never)
  static func sumGradients(
    _ g: ConvolutionGeometry, _ lines: Int, _ dZ: Source, _ image: Source, _ dW: Target,
    _ cTile: Target
  ) {
    formGradientSums(g, lines, dZ, image, dW, cTile)
  }

  @inline(never)
  static func valuePixels(
    _ g: ConvolutionGeometry, _ first: Int, _ tiles: Int, _ x: Source, _ values: Target,
    _ layout: TileValues, _ scratch: Target
  ) {
    formPixelValues(g, first, tiles, x, values, layout, scratch)
  }

  @inline(never)
  static func derivatives(
    _ normalization: ColumnNormalization<Double>, _ dA: Source, _ x: Source, _ rows: Int,
    _ scratch: Target
  ) -> Source {
    formDerivatives(normalization, dA, x, rows, scratch)
  }

  @inline(never)
  static func sumNormalized(
    _ normalization: ColumnNormalization<Double>, _ dA: Source, _ x: Source, _ rows: Int,
    _ sums: Target, _ scratch: Target
  ) {
    formNormalizedSums(normalization, dA, x, rows, sums, scratch)
  }

  @inline(never)
  static func normalizeBack(
    _ normalization: ColumnNormalization<Double>, _ dA: Source, _ x: Source, _ rows: Int,
    _ slope: Source, _ offset: Source, _ dX: Target, _ scratch: Target
  ) {
    formNormalizedBack(normalization, dA, x, rows, slope, offset, dX, scratch)
  }

  @inline(never)
  static func normalize(
    _ normalization: ColumnNormalization<Double>, _ x: Source, _ rows: Int, _ y: Target
  ) {
    formNormalized(normalization, x, rows, y)
  }

  static func multiplyParts(_ parts: ProductParts<Double>) {
    ThreadPool.parallel(parts.count) { multiplyBlock(parts[$0]) }
  }

  @inline(never)
  static func multiplyMean(
    _ problem: GemmProblem<Double>, _ plan: MeanProductPlan, _ workspace: Target
  ) {
    formMeanProduct(problem, plan, workspace)
  }

  @inline(never)
  static func multiplyMeans(_ part: MeanProductPart<Double>) { formMeans(part) }

  @inline(never)
  static func multiplyLeaf(
    _ part: MeanProductPart<Double>, _ plan: GemmPlan<Double>, _ first: Int, _ last: Int,
    _ step: TreeStep, _ weight: Double
  ) {
    formLeaf(part, plan, first, last, step, weight)
  }

  @inline(never)
  static func foldTile(
    _ part: MeanProductPart<Double>, _ tile: TileProblem<Double>, _ row: Int, _ rows: Int,
    _ column: Int, _ columns: Int, _ step: TreeStep, _ weight: Double
  ) {
    formFold(part, tile, row, rows, column, columns, step, weight)
  }

  static func multiplyMeanParts(_ parts: MeanProductParts<Double>) {
    ThreadPool.parallel(parts.count) { multiplyMeans(parts[$0]) }
  }
}
