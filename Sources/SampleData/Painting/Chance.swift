import LinearAlgebra

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
