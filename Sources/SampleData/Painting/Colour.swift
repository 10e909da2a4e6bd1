/// Red, green and blue from 0 to 1.
typealias Colour = SIMD3<Float>

extension SIMD3<Float> {
  /// The colour of a hue (0 red, 1/3 green, 2/3 blue) that looks as light as the grey `luma`.
  init(hue: Float, saturation: Float, luma: Float) {
    let turn = (hue - hue.rounded(.down)) * 6
    func ramp(_ centre: Float) -> Float {
      let away = abs(turn - centre)
      return (away < 3 ? 2 - away : away - 4).inUnitRange
    }
    let pure = Colour(ramp(0), ramp(2), ramp(4))
    // Near black and white there is no room for the full difference between the channels.
    let room = 1.4 * (luma < 0.5 ? luma : 1 - luma).inUnitRange
    self = Colour(repeating: luma) + (pure - pure.luma) * (saturation * (room < 0.6 ? room : 0.6))
    clamp(lowerBound: Colour(repeating: 0), upperBound: Colour(repeating: 1))
  }

  init(grey: Float) { self.init(repeating: grey) }

  /// How light the colour looks, by the weights of ITU-R BT.601.
  var luma: Float { 0.299 * x + 0.587 * y + 0.114 * z }

  func mixed(with other: Colour, _ share: Float) -> Colour { self + (other - self) * share }

  func lightened(_ share: Float) -> Colour { mixed(with: Colour(repeating: 1), share) }
  func darkened(_ share: Float) -> Colour { self * (1 - share) }
}

extension Float {
  /// The nearest number from 0 to 1.
  var inUnitRange: Float { Swift.min(Swift.max(self, 0), 1) }
}

/// 0 up to `low`, 1 from `high` on, and a smooth way between them.
func smoothStep(_ low: Float, _ high: Float, _ x: Float) -> Float {
  let t = ((x - low) / (high - low)).inUnitRange
  return t * t * (3 - 2 * t)
}
