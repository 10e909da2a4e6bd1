import KernelTemplates

/// The kernels of Float at this level.
package enum AVX512Float: KernelSet {
  package typealias Scalar = Float
}

/// The kernels of Double at this level.
package enum AVX512Double: KernelSet {
  package typealias Scalar = Double
}
