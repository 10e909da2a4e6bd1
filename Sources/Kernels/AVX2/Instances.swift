// One file, so that the compiler inlines the C functions of VectorLanes.h everywhere: with several it
// keeps them in one of the parts that it generates code for, and calls them from the others.

import KernelTemplates

/// The kernels of Float at this level.
package enum AVX2Float: KernelSet {
  package typealias Scalar = Float

  package static var tileRows: Int { 6 }
  package static var tileVectors: Int { 1 }

  package static func multiplyTile(_ rows: Int, _ vectors: Int, _ tile: TileProblem<Float>) {
    switch rows {
    case 1: OneRow<OneVector<Float>>.multiply(tile)
    case 2: Rows2<OneVector<Float>>.multiply(tile)
    case 3: Rows3<OneVector<Float>>.multiply(tile)
    case 4: Rows4<OneVector<Float>>.multiply(tile)
    case 5: Rows5<OneVector<Float>>.multiply(tile)
    default: Rows6<OneVector<Float>>.multiply(tile)
    }
  }
}

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
}
