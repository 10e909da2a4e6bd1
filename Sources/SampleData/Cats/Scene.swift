import LinearAlgebra

/// One picture in the making: what all of them have in common, whatever they show.
struct Scene {
  var canvas = Canvas(width: CatImages.size, height: CatImages.size)
  var random: RandomState
  /// Whether the figure is light before something dark, or dark before something light.
  let isLight: Bool
  /// How light the ground is.
  let groundLuma: Float
  /// Where the figure's head, or its middle, is; its units are half a head's width.
  let head: Placement
  /// The color of the paws that an animal lays on what is before it.
  var paws: Color?

  init(random: RandomState) {
    var random = random
    isLight = random.chance(0.5)
    groundLuma = isLight ? random.uniform(0.1...0.34) : random.uniform(0.66...0.92)
    head = Placement(
      at: random.point(26...38, 33.5...42), scale: random.uniform(15...20.5),
      degrees: random.uniform(-15...15))
    self.random = random
  }

  /// A luma for the figure: `share` of the way from its palest to its strongest.
  func figureLuma(_ share: Float) -> Float {
    isLight ? 0.6 + 0.32 * share : 0.36 - 0.26 * share
  }

  /// A color for things that may have any.
  mutating func anyColor(luma: Float) -> Color {
    Color(hue: random.uniform(0...1), saturation: random.uniform(0.3...1), luma: luma)
  }

  /// What stands before the figure in some pictures and hides a part of it.
  mutating func paintForeground() {
    guard random.chance(0.3) else { return }
    let color = anyColor(luma: random.uniform(0.25...0.75))
    switch random.index(upTo: 3) {
    case 0: paintLedge(color)
    case 1: paintLeaves(color)
    case 2: paintCurtain(color)
    default: paintBlades(color)
    }
  }

  /// The top of a wall, a basket or a table along the lower edge.
  private mutating func paintLedge(_ color: Color) {
    let top = random.uniform(48...57)
    let grain = random.noise()
    canvas.fill(
      Polygon(low: Point(-4, top), high: Point(68, 70)),
      at: Placement(at: Point(0, 0), scale: 1, degrees: random.uniform(-3...3))
    ) { p in
      let edge: Float = p.y < top + 2 ? 0.25 : 0
      return color.lightened(edge) * (1 + 0.12 * grain(p * Point(0.08, 0.5)))
    }
    guard let paws else { return }
    for side in [-1, 1] as [Float] {
      let paw = Placement(at: Point(head.origin.x + side * 8.5, top + 1), scale: 4)
      canvas.fill(Ellipse(Point(0, 0), Point(0.95, 0.75)), at: paw, paws)
      for toe in [-0.3, 0.3] as [Float] {
        canvas.fill(
          Stroke([Point(toe, 0.25), Point(toe, 0.6)], width: 0.14), at: paw, paws.darkened(0.5))
      }
    }
  }

  /// A twig from one side, with leaves to its left and right.
  private mutating func paintLeaves(_ color: Color) {
    let side = random.sign()
    let start = Point(32 + 34 * side, random.uniform(2...38))
    let slope = random.uniform(-10...35)
    let green = Color(hue: random.uniform(0.22...0.4), saturation: 0.8, luma: color.luma)
    // In the twig's own units it grows along x, 10 long.
    let twig = Placement(
      at: start, scale: random.uniform(1.6...2.5), degrees: side < 0 ? slope : 180 - slope)
    canvas.fill(
      Stroke([Point(0, 0), Point(9, 0)], width: 0.6, endWidth: 0.25), at: twig,
      green.darkened(0.5))
    for step in 0..<5 {
      let lean: Float = step == 4 ? 0 : (step % 2 == 0 ? -50 : 50)
      let reach = Rotation(degrees: lean).turn(Point(2.2, 0))
      let leaf = Almond(Point(2 + 1.75 * Float(step), 0) + reach, Point(2.3, 0.95), degrees: lean)
      canvas.fill(leaf, at: twig) { p in
        let q = leaf.rotation.turnBack(p - leaf.center)
        return abs(q.y) < 0.14 ? green.lightened(0.3) : green.darkened(0.12 + 0.15 * q.y)
      }
    }
  }

  /// A curtain or door along one side.
  private mutating func paintCurtain(_ color: Color) {
    let side = random.sign()
    let reach = random.uniform(5...11)
    let shape =
      side < 0
      ? Polygon(low: Point(-4, -4), high: Point(reach, 68), rounding: 1)
      : Polygon(low: Point(64 - reach, -4), high: Point(68, 68), rounding: 1)
    let folds = random.noise()
    canvas.fill(shape) { p in color * (1 + 0.25 * folds(Point(p.x * 0.35, p.y * 0.02))) }
  }

  /// Grass before the figure.
  private mutating func paintBlades(_ color: Color) {
    let green = Color(hue: random.uniform(0.2...0.38), saturation: 0.9, luma: color.luma)
    for _ in 0..<16 {
      let foot = random.point(-2...66, 62...68)
      let tip = foot + random.point(-7...7, -22 ... -9)
      let bend = Point(foot.x, (foot.y + tip.y) / 2)
      canvas.fill(
        Stroke(from: foot, towards: bend, to: tip, width: 2.4, endWidth: 0.4),
        green * random.uniform(0.75...1.2))
    }
  }

  /// The light of the whole: from one side, with darker corners, a tint and grain.
  mutating func light() {
    let rotation = Rotation(degrees: random.uniform(0...360))
    let direction = Point(rotation.cosine, rotation.sine)
    let strength = random.uniform(0...0.22)
    let corners = random.uniform(0...0.3)
    let exposure = random.uniform(0.92...1.06)
    let warmth = random.uniform(-0.06...0.06)
    let tint = Color(1 + warmth, 1, 1 - warmth) * exposure
    let grain = random.noise()
    let grainStrength = random.uniform(0...0.035)
    canvas.mapPixels { p, color in
      let q = p * 2 - 1
      let shade = 1 + strength * q.dot(direction) - corners * 0.5 * q.dot(q) * 0.5
      return color * tint * shade + grainStrength * grain(p * 64)
    }
  }
}

extension Scene {
  /// What is behind the figure, all of it about as light as `groundLuma`.
  mutating func paintGround() {
    let color = Color(
      hue: random.chance(0.6) ? random.uniform(0...0.13) : random.uniform(0...1),
      saturation: random.uniform(0.1...1), luma: groundLuma)
    switch random.index(upTo: 6) {
    case 0: paintWash(color)
    case 1: paintRoom(color)
    case 2: paintMeadow()
    case 3: paintStripes(color)
    case 4: paintDots(color)
    case 5: paintLights(color)
    default: paintWindow(color)
    }
  }

  /// Two hues that run into each other, with blots, as water colors do.
  private mutating func paintWash(_ color: Color) {
    let other = anyColor(luma: groundLuma)
    let blots = random.noise()
    let rotation = Rotation(degrees: random.uniform(0...360))
    canvas.mapPixels { p, _ in
      let along = rotation.turn(p - 0.5).x + 0.5 + 0.35 * blots.rough(p * 3)
      return color.mixed(with: other, smoothStep(0, 1, along)) * (1 + 0.12 * blots.rough(p * 5))
    }
  }

  /// A wall above a floor with boards.
  private mutating func paintRoom(_ wall: Color) {
    let floor = Color(
      hue: random.uniform(0.03...0.13), saturation: 0.9, luma: groundLuma * 0.9)
    let horizon = random.uniform(0.58...0.8)
    let grain = random.noise()
    let plain = random.chance(0.5)
    canvas.mapPixels { p, _ in
      if p.y < horizon {
        let paper: Float = plain ? 0 : (p.x * 7 - (p.x * 7).rounded(.down) < 0.12 ? -0.1 : 0)
        return wall * (1 + 0.08 * (horizon - p.y) + paper)
      }
      if p.y < horizon + 0.03 { return wall.lightened(0.25) }
      let board = (p.y - horizon) * 9
      let gap: Float = board - board.rounded(.down) < 0.15 ? -0.15 : 0
      return floor * (1 + 0.12 * grain(Point(p.x * 5, p.y * 30)) + gap)
    }
  }

  /// Sky over hills; at night with stars and a moon.
  private mutating func paintMeadow() {
    let sky = Color(
      hue: random.uniform(0.5...0.68), saturation: random.uniform(0.5...1), luma: groundLuma)
    let grass = Color(
      hue: random.uniform(0.2...0.4), saturation: 0.9, luma: groundLuma * 0.85)
    let hills = random.noise()
    let horizon = random.uniform(0.55...0.8)
    let dusk = random.uniform(0...0.25)
    canvas.mapPixels { p, _ in
      let top = horizon + 0.09 * hills(Point(p.x * 3, 0))
      if p.y < top {
        return sky.mixed(with: Color(grey: groundLuma).lightened(0.2), p.y * dusk * 3)
      }
      return grass * (1 + 0.16 * hills.rough(p * Point(14, 28)) - 0.25 * (p.y - top))
    }
    if isLight {
      for _ in 0..<random.index(upTo: 14) {
        canvas.fill(
          Ellipse(random.point(0...64, 0...34), radius: random.uniform(0.3...0.7)),
          sky.lightened(0.8))
      }
    } else {
      for _ in 0..<random.index(upTo: 3) {
        let cloud = Placement(at: random.point(0...64, 3...22), scale: random.uniform(3...6))
        for x in [-1, 0, 1] as [Float] {
          canvas.fill(
            Ellipse(Point(x, -0.3 * (1 - abs(x))), Point(0.9, 0.6)), at: cloud, sky.lightened(0.6),
            opacity: 0.8, softness: 3)
        }
      }
    }
  }

  /// Broad stripes of wallpaper at any angle.
  private mutating func paintStripes(_ color: Color) {
    let other =
      anyColor(luma: groundLuma).mixed(with: color, 0.3)
      * random.uniform(0.82...1.12)
    let rotation = Rotation(degrees: random.uniform(0...180))
    let count = random.uniform(3...9)
    let soft = random.uniform(0.05...0.2)
    canvas.mapPixels { p, _ in
      let along = rotation.turn(p - 0.5).x * count + 20
      let phase = abs(along - along.rounded(.down) - 0.5) * 2
      return color.mixed(with: other, smoothStep(0.5 - soft, 0.5 + soft, phase))
    }
  }

  /// Dots or small hearts of another hue in rows.
  private mutating func paintDots(_ color: Color) {
    let other = anyColor(luma: groundLuma) * random.uniform(0.8...1.2)
    let rotation = Rotation(degrees: random.uniform(0...90))
    let count = random.uniform(4...8)
    let radius = random.uniform(0.16...0.34)
    canvas.mapPixels { p, _ in
      let q = rotation.turn(p - 0.5) * count + 20
      let away = (q - q.rounded(.down) - 0.5).length
      return color.mixed(with: other, 1 - smoothStep(radius - 0.06, radius + 0.06, away))
    }
  }

  /// Lights far away and out of focus.
  private mutating func paintLights(_ color: Color) {
    let shade = random.noise()
    canvas.mapPixels { p, _ in color * (1 + 0.15 * shade(p * 2)) }
    for _ in 0..<(6 + random.index(upTo: 10)) {
      let spot = anyColor(luma: min(groundLuma + 0.15, 1))
      let disk = Ellipse(random.point(0...64, 0...64), radius: random.uniform(2...6.5))
      canvas.fill(disk, spot, opacity: random.uniform(0.15...0.5), softness: 2)
    }
  }

  /// A window in a wall, near one side.
  private mutating func paintWindow(_ wall: Color) {
    let grain = random.noise()
    canvas.mapPixels { p, _ in wall * (1 + 0.1 * grain.rough(p * 6)) }
    let sky = Color(hue: random.uniform(0.48...0.65), saturation: 0.8, luma: groundLuma)
      .lightened(isLight ? 0.06 : 0.3)
    let frame = wall.lightened(isLight ? 0.2 : 0.5)
    let corner = random.point(-6...36, -6...8)
    let size = random.point(20...30, 24...34)
    canvas.fill(Polygon(low: corner - 1.5, high: corner + size + 1.5), frame)
    canvas.fill(Polygon(low: corner, high: corner + size)) { p in
      sky.lightened(0.2 * (p.y - corner.y) / size.y)
    }
    let middle = corner + size / 2
    for (from, to) in [
      (Point(middle.x, corner.y), Point(middle.x, corner.y + size.y)),
      (Point(corner.x, middle.y), Point(corner.x + size.x, middle.y)),
    ] {
      canvas.fill(Stroke([from, to], width: 1.4), frame)
    }
  }
}
