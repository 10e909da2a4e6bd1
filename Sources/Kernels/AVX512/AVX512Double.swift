import KernelTemplates

/// The kernels of Double at this level.
package enum AVX512Double: KernelSet {
  package typealias Scalar = Double

  package static var tileRows: Int { 8 }
  package static var tileVectors: Int { 3 }

  package static func multiplyTile(_ rows: Int, _ vectors: Int, _ tile: TileProblem<Double>) {
    switch vectors {
    case 1: multiplyOne(rows, tile)
    case 2: multiplyTwo(rows, tile)
    default: multiplyThree(rows, tile)
    }
  }

  private static func multiplyOne(_ rows: Int, _ tile: TileProblem<Double>) {
    switch rows {
    case 1: OneRow<OneVector<Double>>.multiply(tile)
    case 2: Rows2<OneVector<Double>>.multiply(tile)
    case 3: Rows3<OneVector<Double>>.multiply(tile)
    case 4: Rows4<OneVector<Double>>.multiply(tile)
    case 5: Rows5<OneVector<Double>>.multiply(tile)
    case 6: Rows6<OneVector<Double>>.multiply(tile)
    case 7: Rows7<OneVector<Double>>.multiply(tile)
    default: Rows8<OneVector<Double>>.multiply(tile)
    }
  }

  private static func multiplyTwo(_ rows: Int, _ tile: TileProblem<Double>) {
    switch rows {
    case 1: OneRow<TwoVectors<Double>>.multiply(tile)
    case 2: Rows2<TwoVectors<Double>>.multiply(tile)
    case 3: Rows3<TwoVectors<Double>>.multiply(tile)
    case 4: Rows4<TwoVectors<Double>>.multiply(tile)
    case 5: Rows5<TwoVectors<Double>>.multiply(tile)
    case 6: Rows6<TwoVectors<Double>>.multiply(tile)
    case 7: Rows7<TwoVectors<Double>>.multiply(tile)
    default: Rows8<TwoVectors<Double>>.multiply(tile)
    }
  }

  private static func multiplyThree(_ rows: Int, _ tile: TileProblem<Double>) {
    switch rows {
    case 1: OneRow<ThreeVectors<Double>>.multiply(tile)
    case 2: Rows2<ThreeVectors<Double>>.multiply(tile)
    case 3: Rows3<ThreeVectors<Double>>.multiply(tile)
    case 4: Rows4<ThreeVectors<Double>>.multiply(tile)
    case 5: Rows5<ThreeVectors<Double>>.multiply(tile)
    case 6: Rows6<ThreeVectors<Double>>.multiply(tile)
    case 7: Rows7<ThreeVectors<Double>>.multiply(tile)
    default: Rows8<ThreeVectors<Double>>.multiply(tile)
    }
  }

  package static func multiplyBlock(_ problem: GemmProblem<Double>) { multiplyInParts(problem) }

  package static func multiply(_ problem: GemmProblem<Double>) { multiplyShared(problem) }

  package static func finishRows(
    _ epilogue: Epilogue<Double>, _ first: Int, _ rows: Int, _ c: UnsafeMutablePointer<Double>,
    _ cRow: Int, _ columns: Int
  ) {
    finish(epilogue, first, rows, c, cRow, columns)
  }
}
