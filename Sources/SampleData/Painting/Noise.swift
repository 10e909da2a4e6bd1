import LinearAlgebra

/// A smooth random function of the plane, from -1 to 1, that changes over one unit.
struct Noise {
  let seed: UInt32

  func callAsFunction(_ p: Point) -> Float {
    let corner = p.rounded(.down)
    let t = p - corner
    let s = t * t * (3 - 2 * t)
    // Far outside any picture the lattice repeats instead of overflowing.
    let x = Int32(min(max(corner.x, -1e6), 1e6))
    let y = Int32(min(max(corner.y, -1e6), 1e6))
    let top = at(x, y) + (at(x + 1, y) - at(x, y)) * s.x
    let bottom = at(x, y + 1) + (at(x + 1, y + 1) - at(x, y + 1)) * s.x
    return top + (bottom - top) * s.y
  }

  /// Noise with half as much of its finer self on top.
  func rough(_ p: Point) -> Float {
    (self(p) + 0.5 * self(p * 2.1 + 17)) / 1.5
  }

  private func at(_ x: Int32, _ y: Int32) -> Float {
    var h = UInt32(bitPattern: x) &* 0x9e37_79b1 ^ UInt32(bitPattern: y) &* 0x85eb_ca77 ^ seed
    h = (h ^ (h >> 15)) &* 0x2c1b_3c6d
    h = (h ^ (h >> 12)) &* 0x297a_2d39
    h ^= h >> 15
    return Float(h >> 8) / 8_388_608 - 1
  }
}

/// What drawings ask of chance. All of it is made of `rand` and whole numbers, never of `randn`,
/// whose logarithm differs between systems in its last bit.
extension RandomState {
  mutating func uniform(_ range: ClosedRange<Float>) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * Float(rand())
  }

  /// -1 or 1.
  mutating func sign() -> Float { rand() < 0.5 ? -1 : 1 }

  mutating func chance(_ probability: Double) -> Bool { rand() < probability }

  mutating func point(_ x: ClosedRange<Float>, _ y: ClosedRange<Float>) -> Point {
    let x = uniform(x)
    return Point(x, uniform(y))
  }

  mutating func noise() -> Noise { Noise(seed: nextWord()) }

  /// One of the elements, all equally likely; the list must not be empty.
  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[index(upTo: elements.count - 1)]
  }
}
