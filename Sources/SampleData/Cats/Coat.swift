import LinearAlgebra

/// Fur: its colours, and how they are spread over a head of half-width 1.
struct Coat {
  enum Pattern: CaseIterable {
    case plain, tabby, tabbyWithWhite, blaze, patches, points
  }

  let base: Colour
  let second: Colour
  let pattern: Pattern
  private let noise: Noise
  private let hairs: Float
  private let blazeWidth: Float

  init(base: Colour, second: Colour, pattern: Pattern, from random: inout RandomState) {
    self.base = base
    self.second = second
    self.pattern = pattern
    noise = random.noise()
    hairs = random.uniform(0.04...0.14)
    blazeWidth = random.uniform(0.05...0.3)
  }

  /// The colour of the fur at a point of the head, lit from above.
  func colour(at p: Point) -> Colour {
    let shade = 1.04 - 0.1 * p.y - 0.06 * p.dot(p) + hairs * noise.rough(p * Point(9, 5))
    return marking(at: p) * shade
  }

  /// The base colour at the same light: for parts without markings.
  func plain(at p: Point) -> Colour {
    base * (1.02 - 0.08 * p.y + hairs * noise.rough(p * Point(9, 5)))
  }

  private func marking(at p: Point) -> Colour {
    switch pattern {
    case .plain: base
    case .tabby: base.mixed(with: second, stripes(at: p))
    case .tabbyWithWhite:
      base.mixed(with: second, stripes(at: p)).lightened(0.8 * blaze(at: p))
    case .blaze: base.mixed(with: second, blaze(at: p))
    case .patches:
      base.mixed(with: second, smoothStep(0.02, 0.12, noise(p * 1.3 + 5)))
    case .points:
      base.mixed(
        with: second,
        max(
          1 - smoothStep(0.25, 0.8, (p - Point(0, 0.3)).length), 1 - smoothStep(-1.1, -0.75, p.y)))
    }
  }

  /// Upright stripes on the forehead, lying ones on the cheeks.
  private func stripes(at p: Point) -> Float {
    let bent = p + 0.06 * noise(p * 3)
    let forehead = wave(bent.x * 3.4) * (1 - smoothStep(-0.42, -0.22, p.y))
    let cheeks =
      wave(bent.y * 3 + abs(bent.x) * 0.9) * smoothStep(0.55, 0.75, abs(p.x))
      * smoothStep(-0.2, 0, p.y)
    return 0.85 * max(forehead, cheeks)
  }

  /// 1 in the middle of every unit and 0 between, with soft flanks.
  private func wave(_ x: Float) -> Float {
    smoothStep(0.35, 0.65, 1 - abs(x - x.rounded(.down) - 0.5) * 2)
  }

  /// A stripe up the forehead that widens over muzzle and chin.
  private func blaze(at p: Point) -> Float {
    let width = blazeWidth + 0.6 * smoothStep(-0.1, 0.75, p.y)
    return 1 - smoothStep(width - 0.06, width + 0.06, abs(p.x) + 0.05 * noise(p * 4))
  }
}

extension Scene {
  /// Fur in a natural colour, as light as the picture's figure is to be.
  mutating func animalCoat(patterns: [Coat.Pattern]) -> Coat {
    let base = furColour()
    let pattern = random.pick(patterns)
    let second: Colour
    switch pattern {
    case .plain, .tabby, .tabbyWithWhite, .points: second = base.darkened(isLight ? 0.32 : 0.5)
    case .blaze: second = base.lightened(isLight ? 0.6 : 0.75)
    case .patches:
      second =
        isLight
        ? Colour(hue: 0.08, saturation: 1, luma: 0.6) : Colour(hue: 0.07, saturation: 1, luma: 0.4)
    }
    return Coat(base: base, second: second, pattern: pattern, from: &random)
  }

  /// Ginger, a grey that may be bluish, or some brown or cream.
  private mutating func furColour() -> Colour {
    let kind = random.rand()
    let strength = random.uniform(0...1)
    if kind < 0.2 {
      return Colour(
        hue: random.uniform(0.06...0.09), saturation: 1.3, luma: figureLuma(0.3 * strength))
    }
    if kind < 0.5 {
      return Colour(
        hue: random.uniform(0.55...0.68), saturation: random.uniform(0...0.25),
        luma: figureLuma(strength))
    }
    return Colour(
      hue: random.uniform(0.055...0.125), saturation: random.uniform(0.3...1),
      luma: figureLuma(strength))
  }
}
