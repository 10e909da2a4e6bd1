import LinearAlgebra

extension Scene {
  /// A dog's face: hanging ears, round eyes, a long muzzle with a large nose.
  mutating func paintDog() {
    let coat = animalCoat(patterns: [.plain, .plain, .blaze, .patches, .points])
    let look = random.point(-0.12...0.12, -0.05...0.05)
    paintShoulders(coat)
    canvas.fill(Ellipse(Point(0, 0.05), Point(0.86, 0.94)), at: head) { p in coat.color(at: p) }
    paintHangingEars(coat)
    paintDogMuzzle(coat, look)
    let iris = roundEyeColor()
    for side in [-1, 1] as [Float] { paintRoundEye(Point(side * 0.36, -0.14) + look, iris) }
  }

  private mutating func paintHangingEars(_ coat: Coat) {
    let color = random.chance(0.5) ? coat.base.darkened(0.3) : coat.base
    let length = random.uniform(0.55...0.8)
    let spread = random.uniform(6...24)
    for side in [-1, 1] as [Float] {
      let ear = Ellipse(
        Point(side * 0.93, -0.42 + length), Point(0.29, length), degrees: -side * spread)
      canvas.fill(ear, at: head) { p in
        color * (1.08 - 0.14 * (p.y + 0.2)) * (1 + 0.06 * coat.plain(at: p * 2).x)
      }
    }
  }

  private mutating func paintDogMuzzle(_ coat: Coat, _ look: Point) {
    let middle = Point(0, 0.5) + look * 1.4
    let pale = coat.base.lightened(isLight ? 0.35 : 0.2)
    if random.chance(0.4) {
      let tongue = Color(hue: -0.02, saturation: 1.2, luma: 0.55)
      canvas.fill(
        Ellipse(middle + Point(0.05, 0.4), Point(0.15, 0.26)), at: head, tongue)
    }
    canvas.fill(Ellipse(middle, Point(0.44, 0.36)), at: head, opacity: 0.9) { p in
      pale * (1.05 - 0.25 * (p.y - middle.y))
    }
    let line = Color(grey: 0.07)
    canvas.fill(
      Stroke([middle + Point(0, -0.1), middle + Point(0, 0.16)], width: 0.05), at: head, line)
    for side in [-1, 1] as [Float] {
      canvas.fill(
        Stroke(
          from: middle + Point(0, 0.14), towards: middle + Point(side * 0.14, 0.3),
          to: middle + Point(side * 0.34, 0.12), width: 0.06, endWidth: 0.03),
        at: head, line, opacity: 0.8)
    }
    canvas.fill(Ellipse(middle + Point(0, -0.16), Point(0.2, 0.14)), at: head, line)
    canvas.fill(
      Ellipse(middle + Point(-0.05, -0.21), Point(0.07, 0.035)), at: head, Color(grey: 1),
      opacity: 0.7)
  }

  /// Brown most often, else blue, green or amber.
  mutating func roundEyeColor() -> Color {
    let hue: Float = random.pick([0.07, 0.08, 0.12, 0.3, 0.36, 0.5, 0.56])
    return Color(hue: hue, saturation: 1.2, luma: hue < 0.1 ? 0.3 : 0.58)
  }

  /// A round eye with a spark, for dogs and rabbits.
  mutating func paintRoundEye(_ center: Point, _ iris: Color) {
    canvas.fill(Ellipse(center, Point(0.2, 0.19)), at: head, iris.darkened(0.7))
    canvas.fill(Ellipse(center, Point(0.17, 0.16)), at: head, iris)
    canvas.fill(Ellipse(center, Point(0.11, 0.12)), at: head, Color(grey: 0.05))
    canvas.fill(Ellipse(center + Point(-0.05, -0.06), radius: 0.05), at: head, Color(grey: 1))
    canvas.fill(
      Stroke(
        from: center + Point(-0.16, -0.24), towards: center + Point(0, -0.34),
        to: center + Point(0.16, -0.24), width: 0.05),
      at: head, Color(grey: 0.08), opacity: 0.35)
  }
}

extension Scene {
  /// An owl: one round body, two large rings for eyes, a beak and feathered breast.
  mutating func paintOwl() {
    let coat = animalCoat(patterns: [.plain, .patches])
    let center = Point(0, 0.3)
    let noise = random.noise()
    if random.chance(0.4) {
      for side in [-1, 1] as [Float] {
        let tuft = Polygon(
          [Point(side * 0.75, -0.35), Point(side * 0.78, -0.86), Point(side * 0.35, -0.62)],
          rounding: 0.04)
        canvas.fill(tuft, at: head) { p in coat.plain(at: p) * 0.9 }
      }
    }
    canvas.fill(Ellipse(center, Point(0.92, 1.12)), at: head) { p in coat.color(at: p) }
    for side in [-1, 1] as [Float] {
      let wing = Ellipse(Point(side * 0.8, 0.65), Point(0.26, 0.72), degrees: side * 10)
      canvas.fill(wing, at: head) { p in coat.plain(at: p) * (0.75 + 0.1 * noise(p * 6)) }
    }
    paintBreast(coat)
    let iris = Color(
      hue: random.pick([0.08, 0.12, 0.15, 0.25, 0.36, 0.5]), saturation: 1.3, luma: 0.6)
    let disk = coat.base.lightened(isLight ? 0.45 : 0.3)
    for side in [-1, 1] as [Float] { paintOwlEye(Point(side * 0.37, -0.14), disk, iris) }
    canvas.fill(
      Polygon([Point(-0.1, 0.02), Point(0.1, 0.02), Point(0, 0.3)], rounding: 0.03), at: head,
      Color(hue: random.uniform(0.0...0.16), saturation: random.uniform(0...1), luma: 0.5))
  }

  private mutating func paintBreast(_ coat: Coat) {
    let pale = coat.base.lightened(isLight ? 0.3 : 0.2)
    canvas.fill(Ellipse(Point(0, 0.82), Point(0.52, 0.56)), at: head, pale, opacity: 0.8)
    let mark = coat.base.darkened(0.4)
    for row in 0..<3 {
      for column in -1...1 {
        let offset: Float = row % 2 == 0 ? 0 : 0.12
        let p = Point(Float(column) * 0.26 + offset, 0.58 + Float(row) * 0.22)
        canvas.fill(
          Stroke(
            from: p - Point(0.08, 0.04), towards: p + Point(0, 0.1), to: p + Point(0.08, -0.04),
            width: 0.05),
          at: head, mark, opacity: 0.8)
      }
    }
  }

  private mutating func paintOwlEye(_ center: Point, _ disk: Color, _ iris: Color) {
    canvas.fill(Ellipse(center, radius: 0.4), at: head) { p in
      disk.darkened(0.3 * smoothStep(0.1, 0.4, (p - center).length))
    }
    canvas.fill(Ellipse(center, radius: 0.25), at: head, iris)
    canvas.fill(Ellipse(center, radius: 0.15), at: head, Color(grey: 0.04))
    canvas.fill(Ellipse(center + Point(-0.06, -0.07), radius: 0.055), at: head, Color(grey: 1))
  }
}

extension Scene {
  /// A rabbit: long narrow ears close together, round cheeks, two teeth.
  mutating func paintRabbit() {
    let coat = animalCoat(patterns: [.plain, .plain, .blaze, .patches])
    let look = random.point(-0.1...0.1, -0.05...0.05)
    let iris = roundEyeColor()
    let skin = Color(hue: random.uniform(-0.04...0.02), saturation: 0.8, luma: 0.66)
    paintShoulders(coat)
    for side in [-1, 1] as [Float] { paintLongEar(coat, skin, side) }
    canvas.fill(Ellipse(Point(0, 0.1), Point(0.8, 0.74)), at: head) { p in coat.color(at: p) }
    for side in [-1, 1] as [Float] {
      canvas.fill(Ellipse(Point(side * 0.42, 0.4), Point(0.4, 0.36)), at: head) { p in
        coat.color(at: p)
      }
      paintRoundEye(Point(side * 0.4, -0.02) + look, iris)
    }
    paintRabbitMouth(coat, skin, look * 1.3)
  }

  private mutating func paintLongEar(_ coat: Coat, _ skin: Color, _ side: Float) {
    let tilt = side * random.uniform(2...13)
    let foot = Point(side * 0.3, -0.45)
    let reach = Rotation(degrees: tilt).turn(Point(0, -0.72))
    canvas.fill(Ellipse(foot + reach, Point(0.2, 0.78), degrees: tilt), at: head) { p in
      coat.plain(at: p)
    }
    canvas.fill(
      Ellipse(foot + reach * 1.02, Point(0.1, 0.6), degrees: tilt), at: head,
      skin.mixed(with: coat.base, 0.25))
  }

  private mutating func paintRabbitMouth(_ coat: Coat, _ skin: Color, _ look: Point) {
    let pale = coat.base.lightened(isLight ? 0.5 : 0.3)
    for side in [-1, 1] as [Float] {
      canvas.fill(
        Ellipse(Point(side * 0.14, 0.46) + look, Point(0.2, 0.16)), at: head, pale, opacity: 0.85,
        softness: 2)
    }
    let teeth = Polygon(
      low: Point(-0.09, 0.56) + look, high: Point(0.09, 0.74) + look, rounding: 0.03)
    canvas.fill(teeth, at: head, Color(grey: 0.97))
    let line = Color(grey: 0.12)
    canvas.fill(
      Stroke([Point(0, 0.36) + look, Point(0, 0.72) + look], width: 0.035), at: head, line,
      opacity: 0.8)
    canvas.fill(Ellipse(Point(0, 0.33) + look, Point(0.1, 0.07)), at: head, skin.darkened(0.15))
  }
}
