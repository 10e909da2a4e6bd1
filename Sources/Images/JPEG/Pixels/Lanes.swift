// Conversions of vectors, number by number: the library's own, which are generic, stay calls.

@inline(__always)
func widened(_ v: SIMD8<Int16>) -> SIMD8<Int32> {
  SIMD8(
    Int32(v[0]), Int32(v[1]), Int32(v[2]), Int32(v[3]), Int32(v[4]), Int32(v[5]), Int32(v[6]),
    Int32(v[7]))
}

@inline(__always)
func narrowed(_ v: SIMD8<Int32>) -> SIMD8<Int16> {
  @inline(__always)
  func narrow(_ i: Int) -> Int16 { Int16(truncatingIfNeeded: v[i]) }
  return SIMD8(
    narrow(0), narrow(1), narrow(2), narrow(3), narrow(4), narrow(5), narrow(6), narrow(7))
}

@inline(__always)
func widened(_ v: SIMD8<UInt8>) -> SIMD8<Int16> {
  SIMD8(
    Int16(v[0]), Int16(v[1]), Int16(v[2]), Int16(v[3]), Int16(v[4]), Int16(v[5]), Int16(v[6]),
    Int16(v[7]))
}

@inline(__always)
func bytes(_ v: SIMD8<Int16>) -> SIMD8<UInt8> {
  @inline(__always)
  func narrow(_ i: Int) -> UInt8 { UInt8(truncatingIfNeeded: v[i]) }
  return SIMD8(
    narrow(0), narrow(1), narrow(2), narrow(3), narrow(4), narrow(5), narrow(6), narrow(7))
}

/// The numbers kept within 0 to 255, by masks of their signs: comparisons stay calls.
@inline(__always)
func clampedToBytes(_ v: SIMD8<Int16>) -> SIMD8<Int16> {
  let positive = v & ~(v &>> 15)
  return (positive | (255 &- positive) &>> 15) & 255
}
