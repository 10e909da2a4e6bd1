// One file, so that the compiler inlines the C functions of VectorLanes.h everywhere: with several it
// keeps them in one of the parts that it generates code for, and calls them from the others.

import KernelTemplates

/// The kernels of Float at this level.
package enum AVX512Float: KernelSet {
  package typealias Scalar = Float

  package static var tileRows: Int { 8 }
  package static var tileVectors: Int { 3 }

  package static func multiplyTile(_ rows: Int, _ vectors: Int, _ tile: TileProblem<Float>) {
    switch vectors {
    case 1: multiplyOne(rows, tile)
    case 2: multiplyTwo(rows, tile)
    default: multiplyThree(rows, tile)
    }
  }

  private static func multiplyOne(_ rows: Int, _ tile: TileProblem<Float>) {
    switch rows {
    case 1: OneRow<OneVector<Float>>.multiply(tile)
    case 2: Rows2<OneVector<Float>>.multiply(tile)
    case 3: Rows3<OneVector<Float>>.multiply(tile)
    case 4: Rows4<OneVector<Float>>.multiply(tile)
    case 5: Rows5<OneVector<Float>>.multiply(tile)
    case 6: Rows6<OneVector<Float>>.multiply(tile)
    case 7: Rows7<OneVector<Float>>.multiply(tile)
    default: Rows8<OneVector<Float>>.multiply(tile)
    }
  }

  private static func multiplyTwo(_ rows: Int, _ tile: TileProblem<Float>) {
    switch rows {
    case 1: OneRow<TwoVectors<Float>>.multiply(tile)
    case 2: Rows2<TwoVectors<Float>>.multiply(tile)
    case 3: Rows3<TwoVectors<Float>>.multiply(tile)
    case 4: Rows4<TwoVectors<Float>>.multiply(tile)
    case 5: Rows5<TwoVectors<Float>>.multiply(tile)
    case 6: Rows6<TwoVectors<Float>>.multiply(tile)
    case 7: Rows7<TwoVectors<Float>>.multiply(tile)
    default: Rows8<TwoVectors<Float>>.multiply(tile)
    }
  }

  private static func multiplyThree(_ rows: Int, _ tile: TileProblem<Float>) {
    switch rows {
    case 1: OneRow<ThreeVectors<Float>>.multiply(tile)
    case 2: Rows2<ThreeVectors<Float>>.multiply(tile)
    case 3: Rows3<ThreeVectors<Float>>.multiply(tile)
    case 4: Rows4<ThreeVectors<Float>>.multiply(tile)
    case 5: Rows5<ThreeVectors<Float>>.multiply(tile)
    case 6: Rows6<ThreeVectors<Float>>.multiply(tile)
    case 7: Rows7<ThreeVectors<Float>>.multiply(tile)
    default: Rows8<ThreeVectors<Float>>.multiply(tile)
    }
  }
}

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
}
