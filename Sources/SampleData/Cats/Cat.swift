import LinearAlgebra

/// The traits of one cat; lengths in half a head's width.
private struct CatTraits {
  let coat: Coat
  let earHeight: Float
  let earSpread: Float
  let eyeSize: Float
  let eyeTilt: Float
  let iris: Color
  let pupil: Float
  /// Where it looks: shifts eyes, nose and mouth over the head.
  let look: Point
  let skin: Color
  /// How far the fur in the ears hides the skin.
  let earDown: Float
  let isAsleep: Bool
  let showsTongue: Bool

  init(coat: Coat, from random: inout RandomState) {
    self.coat = coat
    earHeight = random.uniform(0.78...1.02)
    earSpread = random.uniform(0.94...1.06)
    eyeSize = random.uniform(0.21...0.27)
    eyeTilt = random.uniform(4...16)
    iris = Color(
      hue: random.pick([0.08, 0.1, 0.12, 0.14, 0.2, 0.32, 0.56]),
      saturation: random.uniform(0.8...1.4), luma: random.uniform(0.5...0.72))
    pupil = random.uniform(0.18...0.5)
    look = random.point(-0.12...0.12, -0.06...0.06)
    skin = Color(
      hue: random.uniform(-0.04...0.03), saturation: 0.8, luma: random.uniform(0.4...0.72))
    earDown = random.uniform(0.45...0.9)
    isAsleep = random.chance(0.06)
    showsTongue = random.chance(0.08)
  }
}

extension Scene {
  /// A cat's face, with its shoulders.
  mutating func paintCat() {
    let traits = CatTraits(coat: animalCoat(patterns: Coat.Pattern.allCases), from: &random)
    paintTail(traits.coat)
    paintShoulders(traits.coat)
    for side in [-1, 1] as [Float] { paintEar(traits, side) }
    paintCatHead(traits)
    for side in [-1, 1] as [Float] {
      if traits.isAsleep {
        paintClosedEye(traits, side)
      } else {
        paintEye(traits, side)
      }
    }
    paintMuzzle(traits)
    paintWhiskers(traits)
  }

  /// A tail that comes up behind one shoulder of most cats.
  private mutating func paintTail(_ coat: Coat) {
    guard random.chance(0.7) else { return }
    let side = random.sign()
    let tip = Point(side * random.uniform(1.0...1.5), random.uniform(0.35...0.9))
    let tail = Stroke(
      from: Point(side * 0.4, 2.3), towards: Point(side * 1.9, 2.1), to: tip, width: 0.34,
      endWidth: 0.2)
    canvas.fill(tail, at: head) { p in coat.plain(at: p * 0.7) * (p.y < tip.y + 0.2 ? 1 : 0.85) }
  }

  /// The body below the head; some wear a collar.
  mutating func paintShoulders(_ coat: Coat) {
    let width = random.uniform(0.62...0.85)
    paws = coat.base
    canvas.fill(Ellipse(Point(0, 1.75), Point(width, 1.15)), at: head) { p in
      coat.plain(at: p * 0.7) * 0.88
    }
    guard random.chance(0.3) else { return }
    let color = anyColor(luma: 0.5)
    canvas.fill(
      Stroke(from: Point(-0.55, 0.84), towards: Point(0, 1.15), to: Point(0.55, 0.84), width: 0.17),
      at: head, color)
    canvas.fill(
      Ellipse(Point(0, 1.08), radius: 0.13), at: head,
      Color(hue: 0.14, saturation: 1.2, luma: 0.72))
  }

  private mutating func paintEar(_ traits: CatTraits, _ side: Float) {
    let x = side * traits.earSpread
    let top = -0.5 - traits.earHeight
    let outer = Polygon(
      [
        Point(x * 0.88, -0.2), Point(x * 0.93, -0.62), Point(x * 0.84, top), Point(x * 0.46, -0.98),
        Point(x * 0.12, -0.72),
      ], rounding: 0.06)
    canvas.fill(outer, at: head) { p in traits.coat.color(at: p) * 0.95 }
    let inner = Polygon(
      [
        Point(x * 0.8, -0.42), Point(x * 0.83, -0.66), Point(x * 0.78, top + 0.22),
        Point(x * 0.38, -0.74),
      ], rounding: 0.02)
    let skin = traits.skin.mixed(with: traits.coat.base, traits.earDown)
    canvas.fill(inner, at: head, opacity: 0.85) { p in skin.darkened(0.35 * (p.y - top)) }
    for i in 0..<3 {
      let root = Point(x * (0.42 + 0.13 * Float(i)), -0.66)
      canvas.fill(
        Stroke([root, root + Point(x * 0.12, -0.26)], width: 0.07, endWidth: 0.01), at: head,
        traits.coat.base.lightened(0.25), opacity: 0.7)
    }
  }

  private mutating func paintCatHead(_ traits: CatTraits) {
    let coat = traits.coat
    for side in [-1, 1] as [Float] {
      let cheek = Polygon(
        [Point(side * 0.5, 0), Point(side * 1.04, 0.36), Point(side * 0.5, 0.74)], rounding: 0.06)
      canvas.fill(cheek, at: head) { p in coat.color(at: p) }
    }
    canvas.fill(Ellipse(Point(0, 0), Point(1, 0.82)), at: head) { p in coat.color(at: p) }
    canvas.fill(Ellipse(Point(0, 0.32), Point(0.84, 0.56)), at: head) { p in coat.color(at: p) }
  }

  private mutating func paintEye(_ traits: CatTraits, _ side: Float) {
    let center = Point(side * 0.43, -0.06) + traits.look
    let size = traits.eyeSize
    let tilt = -side * traits.eyeTilt
    let rim = traits.coat.base.luma > 0.5 ? traits.coat.base.darkened(0.75) : Color(grey: 0.04)
    canvas.fill(
      Almond(center, Point(size * 1.28, size * 1.02), degrees: tilt), at: head, rim)
    let iris = traits.iris
    canvas.fill(Almond(center, Point(size * 1.1, size * 0.84), degrees: tilt), at: head) { p in
      let low = (p.y - center.y) / size
      return low < 0 ? iris.darkened(-0.45 * low) : iris.lightened(0.35 * low)
    }
    canvas.fill(
      Ellipse(center + traits.look * 0.3, Point(size * traits.pupil, size * 0.8)), at: head,
      Color(grey: 0.03))
    canvas.fill(
      Ellipse(center + Point(-0.07, -0.09), radius: 0.055), at: head, Color(grey: 1),
      opacity: 0.95)
  }

  private mutating func paintClosedEye(_ traits: CatTraits, _ side: Float) {
    let center = Point(side * 0.43, 0) + traits.look
    let reach = Point(traits.eyeSize * 1.2, 0)
    canvas.fill(
      Stroke(
        from: center - reach, towards: center + Point(0, traits.eyeSize), to: center + reach,
        width: 0.08),
      at: head, traits.coat.base.luma > 0.3 ? Color(grey: 0.08) : Color(grey: 0.6))
  }

  private mutating func paintMuzzle(_ traits: CatTraits) {
    let look = traits.look * 1.3
    let pale = traits.coat.base.lightened(isLight ? 0.4 : 0.22)
    for side in [-1, 1] as [Float] {
      canvas.fill(
        Ellipse(Point(side * 0.18, 0.45) + look, Point(0.27, 0.2)), at: head, pale, opacity: 0.8,
        softness: 2)
    }
    canvas.fill(Ellipse(Point(0, 0.62) + look, Point(0.2, 0.14)), at: head, pale, opacity: 0.6)
    let line = traits.coat.base.luma > 0.3 ? Color(grey: 0.1) : Color(grey: 0.02)
    let mouth = Point(0, 0.47) + look
    canvas.fill(Stroke([Point(0, 0.3) + look, mouth], width: 0.05), at: head, line)
    for side in [-1, 1] as [Float] {
      canvas.fill(
        Stroke(
          from: mouth, towards: mouth + Point(side * 0.1, 0.16),
          to: mouth + Point(side * 0.26, 0.04), width: 0.055, endWidth: 0.03),
        at: head, line, opacity: 0.9)
    }
    if traits.showsTongue {
      canvas.fill(
        Ellipse(mouth + Point(0, 0.13), Point(0.09, 0.12)), at: head,
        Color(hue: -0.03, saturation: 1.2, luma: 0.6))
    }
    let nose = Polygon(
      [Point(-0.1, 0.24) + look, Point(0.1, 0.24) + look, Point(0, 0.34) + look], rounding: 0.04)
    canvas.fill(nose, at: head, traits.skin)
    canvas.fill(
      Ellipse(Point(-0.03, 0.235) + look, Point(0.05, 0.02)), at: head, Color(grey: 1),
      opacity: 0.5)
  }

  private mutating func paintWhiskers(_ traits: CatTraits) {
    let color = Color(grey: isLight && traits.coat.base.luma > 0.75 ? 0.3 : 0.95)
    let droop = random.uniform(-0.12...0.16)
    let root = Point(0, 0.44) + traits.look * 1.3
    for side in [-1, 1] as [Float] {
      for i in -1...1 {
        let start = root + Point(side * 0.26, Float(i) * 0.06)
        let end = root + Point(side * random.uniform(1.05...1.25), Float(i) * 0.22 + droop)
        canvas.fill(
          Stroke(
            from: start, towards: (start + end) / 2 + Point(0, -0.08), to: end, width: 0.045,
            endWidth: 0.02),
          at: head, color, opacity: 0.75)
      }
    }
  }
}

/// Fur: its colors, and how they are spread over a head of half-width 1.
struct Coat {
  enum Pattern: CaseIterable {
    case plain, tabby, tabbyWithWhite, blaze, patches, points
  }

  let base: Color
  let second: Color
  let pattern: Pattern
  private let noise: Noise
  private let hairs: Float
  private let blazeWidth: Float

  init(base: Color, second: Color, pattern: Pattern, from random: inout RandomState) {
    self.base = base
    self.second = second
    self.pattern = pattern
    noise = random.noise()
    hairs = random.uniform(0.04...0.14)
    blazeWidth = random.uniform(0.05...0.3)
  }

  /// The color of the fur at a point of the head, lit from above.
  func color(at p: Point) -> Color {
    let shade = 1.04 - 0.1 * p.y - 0.06 * p.dot(p) + hairs * noise.rough(p * Point(9, 5))
    return marking(at: p) * shade
  }

  /// The base color at the same light: for parts without markings.
  func plain(at p: Point) -> Color {
    base * (1.02 - 0.08 * p.y + hairs * noise.rough(p * Point(9, 5)))
  }

  private func marking(at p: Point) -> Color {
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
  /// Fur in a natural color, as light as the picture's figure is to be.
  mutating func animalCoat(patterns: [Coat.Pattern]) -> Coat {
    let base = furColor()
    let pattern = random.pick(patterns)
    let second: Color
    switch pattern {
    case .plain, .tabby, .tabbyWithWhite, .points: second = base.darkened(isLight ? 0.32 : 0.5)
    case .blaze: second = base.lightened(isLight ? 0.6 : 0.75)
    case .patches:
      second =
        isLight
        ? Color(hue: 0.08, saturation: 1, luma: 0.6) : Color(hue: 0.07, saturation: 1, luma: 0.4)
    }
    return Coat(base: base, second: second, pattern: pattern, from: &random)
  }

  /// Ginger, a grey that may be bluish, or some brown or cream.
  private mutating func furColor() -> Color {
    let kind = random.rand()
    let strength = random.uniform(0...1)
    if kind < 0.2 {
      return Color(
        hue: random.uniform(0.06...0.09), saturation: 1.3, luma: figureLuma(0.3 * strength))
    }
    if kind < 0.5 {
      return Color(
        hue: random.uniform(0.55...0.68), saturation: random.uniform(0...0.25),
        luma: figureLuma(strength))
    }
    return Color(
      hue: random.uniform(0.055...0.125), saturation: random.uniform(0.3...1),
      luma: figureLuma(strength))
  }
}
