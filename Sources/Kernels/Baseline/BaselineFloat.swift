import KernelTemplates

/// The kernels of Float at this level.
package enum BaselineFloat: KernelSet {
  package typealias Scalar = Float

  #if arch(arm64)
    package static var tileRows: Int { 6 }
  #else
    package static var tileRows: Int { 2 }
  #endif
  package static var tileVectors: Int { 1 }

  package static func multiplyTile(_ rows: Int, _ vectors: Int, _ tile: TileProblem<Float>) {
    switch rows {
    case 1: OneRow<OneVector<Float>>.multiply(tile)
    case 2: Rows2<OneVector<Float>>.multiply(tile)
    #if arch(arm64)
      case 3: Rows3<OneVector<Float>>.multiply(tile)
      case 4: Rows4<OneVector<Float>>.multiply(tile)
      case 5: Rows5<OneVector<Float>>.multiply(tile)
      case 6: Rows6<OneVector<Float>>.multiply(tile)
    #endif
    default: break
    }
  }

  package static func multiplyBlock(_ problem: GemmProblem<Float>) { multiplyInParts(problem) }

  package static func multiply(_ problem: GemmProblem<Float>) { multiplyShared(problem) }

  package static func finishRows(
    _ epilogue: Epilogue<Float>, _ first: Int, _ rows: Int, _ c: UnsafeMutablePointer<Float>,
    _ cRow: Int, _ columns: Int
  ) {
    finish(epilogue, first, rows, c, cRow, columns)
  }
}
