import KernelTemplates

/// The kernels of Float at this level.
package enum BaselineFloat: KernelSet {
  package typealias Scalar = Float
}

/// The kernels of Double at this level.
package enum BaselineDouble: KernelSet {
  package typealias Scalar = Double
}
