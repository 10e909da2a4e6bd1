// One file, so that the compiler inlines the C functions of VectorLanes.h everywhere: with several it
// keeps them in one of the parts that it generates code for, and calls them from the others.

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
}

/// The kernels of Double at this level.
package enum BaselineDouble: KernelSet {
  package typealias Scalar = Double

  #if arch(arm64)
    package static var tileRows: Int { 6 }
  #else
    package static var tileRows: Int { 2 }
  #endif
  package static var tileVectors: Int { 1 }

  package static func multiplyTile(_ rows: Int, _ vectors: Int, _ tile: TileProblem<Double>) {
    switch rows {
    case 1: OneRow<OneVector<Double>>.multiply(tile)
    case 2: Rows2<OneVector<Double>>.multiply(tile)
    #if arch(arm64)
      case 3: Rows3<OneVector<Double>>.multiply(tile)
      case 4: Rows4<OneVector<Double>>.multiply(tile)
      case 5: Rows5<OneVector<Double>>.multiply(tile)
      case 6: Rows6<OneVector<Double>>.multiply(tile)
    #endif
    default: break
    }
  }
}
