import KernelTemplates

/// The kernels of Float at this level.
package enum AVX2Float: KernelSet {
  package typealias Scalar = Float
}

/// The kernels of Double at this level.
package enum AVX2Double: KernelSet {
  package typealias Scalar = Double
}
