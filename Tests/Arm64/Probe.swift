import Kernels

/// Prints the digests of the kernels as this processor computes them.
@main struct Probe {
  static func main() {
    for line in kernelDigests(KernelTable<Float>(level: .baseline), "float") { print(line) }
    for line in kernelDigests(KernelTable<Double>(level: .baseline), "double") { print(line) }
  }
}
