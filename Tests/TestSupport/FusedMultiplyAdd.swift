import Kernels

/// Whether trainings end here with the figures that they have everywhere.
///
/// Only x86-64's baseline has no fused multiply-add: it rounds otherwise.
public let hasFusedMultiplyAdd: Bool = {
  #if arch(x86_64)
    VectorLevel.chosen != .baseline
  #else
    true
  #endif
}()
