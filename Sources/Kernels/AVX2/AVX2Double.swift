import KernelTemplates

/// The kernels of Double at this level.
package enum AVX2Double: KernelSet {
  package typealias Scalar = Double

  package static var tileRows: Int { 6 }
  package static var tileVectors: Int { 1 }

  package static func multiplyTile(_ rows: Int, _ vectors: Int, _ tile: TileProblem<Double>) {
    switch rows {
    case 1: OneRow<OneVector<Double>>.multiply(tile)
    case 2: Rows2<OneVector<Double>>.multiply(tile)
    case 3: Rows3<OneVector<Double>>.multiply(tile)
    case 4: Rows4<OneVector<Double>>.multiply(tile)
    case 5: Rows5<OneVector<Double>>.multiply(tile)
    default: Rows6<OneVector<Double>>.multiply(tile)
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
