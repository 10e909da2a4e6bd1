import CShims
import KernelTemplates
import KernelThreads
import KernelsAVX2
import KernelsAVX512
import KernelsBaseline

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How wide the vectors are that the kernels compute with.
package enum VectorLevel: String, CaseIterable, Sendable {
  case baseline, avx2, avx512

  /// The levels that this processor and its operating system support, the narrowest first.
  package static let available: [VectorLevel] = {
    #if arch(x86_64)
      Array(allCases.prefix(1 + Int(dnn_vectorLevel())))
    #else
      [.baseline]
    #endif
  }()

  /// The widest level there is, unless the environment's `DNN_KERNELS` names a narrower one.
  package static let chosen: VectorLevel = {
    let widest = available.last ?? .baseline
    guard let name = getenv("DNN_KERNELS"),
      let wanted = VectorLevel(rawValue: String(cString: name)),
      available.contains(wanted)
    else { return widest }
    return wanted
  }()
}

/// The kernels for Float or Double.
///
/// - Precondition: Scalar is Float or Double, and the level is available.
package func kernels<Scalar>(for _: Scalar.Type) -> KernelTable<Scalar> {
  if Scalar.self == Float.self {
    return unsafeBitCast(chosenFloat, to: KernelTable<Scalar>.self)
  }
  if Scalar.self == Double.self {
    return unsafeBitCast(chosenDouble, to: KernelTable<Scalar>.self)
  }
  fatalError("kernels exist for Float and Double, not for \(Scalar.self)")
}

extension KernelTable where Scalar == Float {
  /// The kernels of one level; only for a level that is available.
  package init(level: VectorLevel) {
    switch level {
    case .baseline: self = baselineFloat
    case .avx2: self = avx2Float
    case .avx512: self = avx512Float
    }
  }
}

extension KernelTable where Scalar == Double {
  /// The kernels of one level; only for a level that is available.
  package init(level: VectorLevel) {
    switch level {
    case .baseline: self = baselineDouble
    case .avx2: self = avx2Double
    case .avx512: self = avx512Double
    }
  }
}

private let chosenFloat = KernelTable<Float>(level: .chosen)
private let chosenDouble = KernelTable<Double>(level: .chosen)

// Each is made when it is first asked for: making it already takes the level's instructions.
private let baselineFloat = KernelTable(KernelsBaseline.floatKernels)
private let baselineDouble = KernelTable(KernelsBaseline.doubleKernels)
private let avx2Float = KernelTable(KernelsAVX2.floatKernels)
private let avx2Double = KernelTable(KernelsAVX2.doubleKernels)
private let avx512Float = KernelTable(KernelsAVX512.floatKernels)
private let avx512Double = KernelTable(KernelsAVX512.doubleKernels)

/// The fixed parts over which sums over examples are formed.
package typealias ExampleSegments = KernelTemplates.ExampleSegments
package typealias MeanProductPlan = KernelTemplates.MeanProductPlan
package typealias UnaryOperation = KernelTemplates.UnaryOperation
package typealias BinaryOperation = KernelTemplates.BinaryOperation
package typealias ElementActivation = KernelTemplates.ElementActivation
package typealias UpdateRule = KernelTemplates.UpdateRule
package typealias Epilogue = KernelTemplates.Epilogue
package typealias NumberType = KernelTemplates.NumberType
package typealias ConvolutionGeometry = KernelTemplates.ConvolutionGeometry
package typealias PoolingGeometry = KernelTemplates.PoolingGeometry
package typealias ColumnNormalization = KernelTemplates.ColumnNormalization
package typealias PoolingOperation = KernelTemplates.PoolingOperation
package typealias ThreadPool = KernelThreads.ThreadPool
