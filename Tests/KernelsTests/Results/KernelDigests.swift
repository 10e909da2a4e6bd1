import KernelTemplates
import Kernels

/// A digest of what every kernel makes of drawn numbers, a line each: equal lines, equal bits.
func kernelDigests<Scalar: BinaryFloatingPoint>(
  _ table: KernelTable<Scalar>, _ type: String
) -> [String] {
  var found = results(table, isLarge: false)
  for (i, g) in ConvolutionGeometry.tested.enumerated() {
    found.append(KernelResult(name: "convolution \(i)", values: convolution(g, 2, table)))
  }
  for (i, g) in PoolingGeometry.tested.enumerated() {
    found.append(KernelResult(name: "pooling \(i)", values: pooling(g, 2, table)))
  }
  return found.map { "\(type), \($0.name): \(digest($0.values))" }
}

/// FNV-1a over the numbers, each as a Double: which NaN it is differs from processor to processor.
private func digest<Scalar: BinaryFloatingPoint>(_ values: [Scalar]) -> UInt64 {
  var digest: UInt64 = 0xcbf2_9ce4_8422_2325
  for value in values {
    let bits = value.isNaN ? UInt64.max : Double(value).bitPattern
    for shift in stride(from: 0, to: 64, by: 8) {
      digest = (digest ^ (bits >> UInt64(shift) & 0xff)) &* 0x100_0000_01b3
    }
  }
  return digest
}
