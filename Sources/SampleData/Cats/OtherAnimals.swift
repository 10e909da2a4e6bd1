import LinearAlgebra

extension Scene {
  /// A dog's face: hanging ears, round eyes, a long muzzle with a large nose.
  mutating func paintDog() {
    let coat = animalCoat(patterns: [.plain, .plain, .blaze, .patches, .points])
    let look = random.point(-0.12...0.12, -0.05...0.05)
    paintShoulders(coat)
    canvas.fill(Ellipse(Point(0, 0.05), Point(0.86, 0.94)), at: head) { p in coat.colour(at: p) }
    paintHangingEars(coat)
    paintDogMuzzle(coat, look)
    let iris = roundEyeColour()
    for side in [-1, 1] as [Float] { paintRoundEye(Point(side * 0.36, -0.14) + look, iris) }
  }

  private mutating func paintHangingEars(_ coat: Coat) {
    let colour = random.chance(0.5) ? coat.base.darkened(0.3) : coat.base
    let length = random.uniform(0.55...0.8)
    let spread = random.uniform(6...24)
    for side in [-1, 1] as [Float] {
      let ear = Ellipse(
        Point(side * 0.93, -0.42 + length), Point(0.29, length), degrees: -side * spread)
      canvas.fill(ear, at: head) { p in
        colour * (1.08 - 0.14 * (p.y + 0.2)) * (1 + 0.06 * coat.plain(at: p * 2).x)
      }
    }
  }

  private mutating func paintDogMuzzle(_ coat: Coat, _ look: Point) {
    let middle = Point(0, 0.5) + look * 1.4
    let pale = coat.base.lightened(isLight ? 0.35 : 0.2)
    if random.chance(0.4) {
      let tongue = Colour(hue: -0.02, saturation: 1.2, luma: 0.55)
      canvas.fill(
        Ellipse(middle + Point(0.05, 0.4), Point(0.15, 0.26)), at: head, tongue)
    }
    canvas.fill(Ellipse(middle, Point(0.44, 0.36)), at: head, opacity: 0.9) { p in
      pale * (1.05 - 0.25 * (p.y - middle.y))
    }
    let line = Colour(grey: 0.07)
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
      Ellipse(middle + Point(-0.05, -0.21), Point(0.07, 0.035)), at: head, Colour(grey: 1),
      opacity: 0.7)
  }

  /// Brown most often, else blue, green or amber.
  mutating func roundEyeColour() -> Colour {
    let hue: Float = random.pick([0.07, 0.08, 0.12, 0.3, 0.36, 0.5, 0.56])
    return Colour(hue: hue, saturation: 1.2, luma: hue < 0.1 ? 0.3 : 0.58)
  }

  /// A round eye with a spark, for dogs and rabbits.
  mutating func paintRoundEye(_ center: Point, _ iris: Colour) {
    canvas.fill(Ellipse(center, Point(0.2, 0.19)), at: head, iris.darkened(0.7))
    canvas.fill(Ellipse(center, Point(0.17, 0.16)), at: head, iris)
    canvas.fill(Ellipse(center, Point(0.11, 0.12)), at: head, Colour(grey: 0.05))
    canvas.fill(Ellipse(center + Point(-0.05, -0.06), radius: 0.05), at: head, Colour(grey: 1))
    canvas.fill(
      Stroke(
        from: center + Point(-0.16, -0.24), towards: center + Point(0, -0.34),
        to: center + Point(0.16, -0.24), width: 0.05),
      at: head, Colour(grey: 0.08), opacity: 0.35)
  }
}
