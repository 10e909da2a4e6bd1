import LinearAlgebra

extension Scene {
  /// A rabbit: long narrow ears close together, round cheeks, two teeth.
  mutating func paintRabbit() {
    let coat = animalCoat(patterns: [.plain, .plain, .blaze, .patches])
    let look = random.point(-0.1...0.1, -0.05...0.05)
    let iris = roundEyeColour()
    let skin = Colour(hue: random.uniform(-0.04...0.02), saturation: 0.8, luma: 0.66)
    paintShoulders(coat)
    for side in [-1, 1] as [Float] { paintLongEar(coat, skin, side) }
    canvas.fill(Ellipse(Point(0, 0.1), Point(0.8, 0.74)), at: head) { p in coat.colour(at: p) }
    for side in [-1, 1] as [Float] {
      canvas.fill(Ellipse(Point(side * 0.42, 0.4), Point(0.4, 0.36)), at: head) { p in
        coat.colour(at: p)
      }
      paintRoundEye(Point(side * 0.4, -0.02) + look, iris)
    }
    paintRabbitMouth(coat, skin, look * 1.3)
  }

  private mutating func paintLongEar(_ coat: Coat, _ skin: Colour, _ side: Float) {
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

  private mutating func paintRabbitMouth(_ coat: Coat, _ skin: Colour, _ look: Point) {
    let pale = coat.base.lightened(isLight ? 0.5 : 0.3)
    for side in [-1, 1] as [Float] {
      canvas.fill(
        Ellipse(Point(side * 0.14, 0.46) + look, Point(0.2, 0.16)), at: head, pale, opacity: 0.85,
        softness: 2)
    }
    let teeth = Polygon(
      low: Point(-0.09, 0.56) + look, high: Point(0.09, 0.74) + look, rounding: 0.03)
    canvas.fill(teeth, at: head, Colour(grey: 0.97))
    let line = Colour(grey: 0.12)
    canvas.fill(
      Stroke([Point(0, 0.36) + look, Point(0, 0.72) + look], width: 0.035), at: head, line,
      opacity: 0.8)
    canvas.fill(Ellipse(Point(0, 0.33) + look, Point(0.1, 0.07)), at: head, skin.darkened(0.15))
  }
}
