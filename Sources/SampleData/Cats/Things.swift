import LinearAlgebra

extension Scene {
  /// Where `head` is, tilted less: for things that stand on the ground.
  private var upright: Placement {
    var place = head
    place.rotation = Rotation(degrees: head.rotation.degrees * 0.3)
    return place
  }

  /// A flower with petals around a face-like middle, on a stem.
  mutating func paintBlossom() {
    let petals = anyColor(luma: figureLuma(random.uniform(0...1)))
    let middle = Point(0, random.uniform(-0.35...0.1))
    let green = Color(
      hue: random.uniform(0.25...0.4), saturation: 0.9, luma: figureLuma(0.3))
    canvas.fill(
      Stroke(
        from: middle, towards: Point(random.uniform(-0.3...0.3), 1), to: Point(0, 2.2), width: 0.17),
      at: head, green)
    for side in [-1, 1] as [Float] {
      let leaf = Almond(Point(side * 0.45, 1.25), Point(0.5, 0.17), degrees: -side * 30)
      canvas.fill(leaf, at: head) { p in green.lightened(0.2 * (1.5 - p.y)) }
    }
    let count = 5 + random.index(upTo: 5)
    let length = random.uniform(0.42...0.5)
    for i in 0..<count {
      let turn = Float(i) * 360 / Float(count)
      let reach = Rotation(degrees: turn).turn(Point(0, -length))
      let petal = Ellipse(middle + reach, Point(1.5 / Float(count) + 0.06, length), degrees: turn)
      canvas.fill(petal, at: head) { p in
        petals.lightened(0.3 * (p - middle).length - 0.1)
      }
    }
    let core = Color(hue: random.uniform(0.06...0.15), saturation: 1, luma: isLight ? 0.45 : 0.6)
    let seeds = random.noise()
    canvas.fill(Ellipse(middle, radius: 0.3), at: head) { p in core * (1 + 0.3 * seeds(p * 12)) }
  }

  /// A car from the side.
  mutating func paintCar() {
    let body = anyColor(luma: figureLuma(random.uniform(0...1)))
    var place = upright
    place.scale *= Point(random.sign(), 1) * random.uniform(1.05...1.25)
    let glass = Color(hue: 0.55, saturation: 0.6, luma: isLight ? 0.3 : 0.7)
    let roof = random.uniform(-0.55 ... -0.4)
    canvas.fill(
      Ellipse(Point(0, 0.78), Point(1.3, 0.12)), at: place, Color(grey: 0.05), opacity: 0.4,
      softness: 3)
    let cabin = [
      Point(-0.75, 0.1), Point(-0.5, roof), Point(0.3, roof), Point(0.65, 0.1),
    ]
    canvas.fill(Polygon(cabin, rounding: 0.08), at: place) { p in body.lightened(-0.2 * p.y) }
    for window in [
      [Point(-0.6, 0.06), Point(-0.42, roof + 0.08), Point(-0.1, roof + 0.08), Point(-0.1, 0.06)],
      [Point(0.02, 0.06), Point(0.02, roof + 0.08), Point(0.25, roof + 0.08), Point(0.5, 0.06)],
    ] {
      canvas.fill(Polygon(window, rounding: 0.02), at: place) { p in glass.lightened(-0.5 * p.y) }
    }
    let hull = Polygon(
      [
        Point(-1.15, 0.12), Point(0.7, 0.1), Point(1.15, 0.24), Point(1.18, 0.55),
        Point(-1.2, 0.55),
      ],
      rounding: 0.07)
    canvas.fill(hull, at: place) { p in body.darkened(0.35 * (p.y - 0.1)) }
    canvas.fill(
      Ellipse(Point(1.1, 0.32), Point(0.1, 0.08)), at: place,
      Color(hue: 0.15, saturation: 1, luma: 0.9))
    for x in [-0.68, 0.68] as [Float] {
      canvas.fill(Ellipse(Point(x, 0.6), radius: 0.28), at: place, Color(grey: 0.08))
      canvas.fill(Ellipse(Point(x, 0.6), radius: 0.14), at: place, Color(grey: 0.7))
    }
  }

  /// A house with a gable, windows and a door.
  mutating func paintCottage() {
    let place = upright
    let wall = anyColor(luma: figureLuma(random.uniform(0...1))).mixed(
      with: Color(grey: figureLuma(0.5)), 0.4)
    let roof = Color(
      hue: random.uniform(-0.03...0.08), saturation: 1, luma: figureLuma(random.uniform(0...0.6)))
    let width = random.uniform(0.7...0.95)
    let eaves = random.uniform(-0.15...0.1)
    let top = random.uniform(-1.0 ... -0.7)
    let bricks = random.noise()
    if random.chance(0.6) {
      canvas.fill(
        Polygon(low: Point(0.35, top), high: Point(0.55, eaves)), at: place, roof.darkened(0.3))
    }
    canvas.fill(Polygon(low: Point(-width, eaves), high: Point(width, 1.15)), at: place) { p in
      wall * (1 + 0.08 * bricks(p * Point(5, 12)))
    }
    canvas.fill(
      Polygon(
        [Point(-width - 0.2, eaves), Point(0, top), Point(width + 0.2, eaves)], rounding: 0.04),
      at: place
    ) { p in
      let row = p.y * 7
      return roof * (row - row.rounded(.down) < 0.25 ? 0.82 : 1)
    }
    let glow = Color(hue: 0.13, saturation: 1, luma: isLight ? 0.3 : 0.85)
    for x in [-0.5, 0.5] as [Float] {
      let middle = Point(x * width * 1.05, eaves + 0.42)
      canvas.fill(Polygon(low: middle - 0.2, high: middle + 0.2), at: place, wall.lightened(0.5))
      canvas.fill(Polygon(low: middle - 0.15, high: middle + 0.15), at: place, glow)
      canvas.fill(
        Stroke([middle - Point(0, 0.15), middle + Point(0, 0.15)], width: 0.05), at: place,
        wall.lightened(0.5))
    }
    canvas.fill(
      Polygon(low: Point(-0.16, 0.6), high: Point(0.16, 1.15), rounding: 0.02), at: place,
      roof.darkened(0.45))
  }

  /// Nothing but a material: fur, cloth, stone or wood.
  mutating func paintPlainTexture() {
    let coat = animalCoat(patterns: [.plain])
    let other = coat.base.darkened(random.uniform(0.2...0.5))
    let noise = random.noise()
    let rotation = Rotation(degrees: random.uniform(0...180))
    let stretch = random.point(1...5, 5...14)
    let isWoven = random.chance(0.4)
    canvas.mapPixels { p, color in
      let q = rotation.turn(p)
      let share: Float
      if isWoven {
        let cell = (q * stretch.y + 40).rounded(.down)
        let isOdd = (Int(cell.x) + Int(cell.y)) % 2 == 1
        share = isOdd ? 0.9 : 0.15
      } else {
        share = smoothStep(-0.6, 0.6, noise.rough(q * stretch))
      }
      return coat.base.mixed(with: other, share).mixed(with: color, 0.15)
    }
  }
}
