import LinearAlgebra

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
    canvas.fill(Ellipse(center, Point(0.92, 1.12)), at: head) { p in coat.colour(at: p) }
    for side in [-1, 1] as [Float] {
      let wing = Ellipse(Point(side * 0.8, 0.65), Point(0.26, 0.72), degrees: side * 10)
      canvas.fill(wing, at: head) { p in coat.plain(at: p) * (0.75 + 0.1 * noise(p * 6)) }
    }
    paintBreast(coat)
    let iris = Colour(
      hue: random.pick([0.08, 0.12, 0.15, 0.25, 0.36, 0.5]), saturation: 1.3, luma: 0.6)
    let disk = coat.base.lightened(isLight ? 0.45 : 0.3)
    for side in [-1, 1] as [Float] { paintOwlEye(Point(side * 0.37, -0.14), disk, iris) }
    canvas.fill(
      Polygon([Point(-0.1, 0.02), Point(0.1, 0.02), Point(0, 0.3)], rounding: 0.03), at: head,
      Colour(hue: random.uniform(0.0...0.16), saturation: random.uniform(0...1), luma: 0.5))
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

  private mutating func paintOwlEye(_ center: Point, _ disk: Colour, _ iris: Colour) {
    canvas.fill(Ellipse(center, radius: 0.4), at: head) { p in
      disk.darkened(0.3 * smoothStep(0.1, 0.4, (p - center).length))
    }
    canvas.fill(Ellipse(center, radius: 0.25), at: head, iris)
    canvas.fill(Ellipse(center, radius: 0.15), at: head, Colour(grey: 0.04))
    canvas.fill(Ellipse(center + Point(-0.06, -0.07), radius: 0.055), at: head, Colour(grey: 1))
  }
}
