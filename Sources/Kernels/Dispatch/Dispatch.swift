import CPUFeatures
import KernelTemplates
import KernelsAVX2
import KernelsAVX512
import KernelsBaseline

/// The kernels for Float or Double, at the best level that this machine and `DNN_KERNELS` allow.
///
/// - Precondition: Scalar is Float or Double.
package func kernels<Scalar>(for _: Scalar.Type) -> KernelTable<Scalar> {
  if Scalar.self == Float.self {
    return unsafeBitCast(KernelTable<Float>(BaselineFloat.self), to: KernelTable<Scalar>.self)
  }
  if Scalar.self == Double.self {
    return unsafeBitCast(KernelTable<Double>(BaselineDouble.self), to: KernelTable<Scalar>.self)
  }
  fatalError("kernels exist for Float and Double, not for \(Scalar.self)")
}

/// The fixed parts over which sums over examples are formed.
package typealias ExampleSegments = KernelTemplates.ExampleSegments
package typealias UnaryOperation = KernelTemplates.UnaryOperation
package typealias BinaryOperation = KernelTemplates.BinaryOperation
package typealias ElementActivation = KernelTemplates.ElementActivation
package typealias Epilogue = KernelTemplates.Epilogue
package typealias NumberType = KernelTemplates.NumberType
