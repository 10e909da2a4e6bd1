import LinearAlgebra

extension Scene {
  /// What is behind the figure, all of it about as light as `groundLuma`.
  mutating func paintGround() {
    let colour = Colour(
      hue: random.chance(0.6) ? random.uniform(0...0.13) : random.uniform(0...1),
      saturation: random.uniform(0.1...1), luma: groundLuma)
    switch random.index(upTo: 6) {
    case 0: paintWash(colour)
    case 1: paintRoom(colour)
    case 2: paintMeadow()
    case 3: paintStripes(colour)
    case 4: paintDots(colour)
    case 5: paintLights(colour)
    default: paintWindow(colour)
    }
  }

  /// Two hues that run into each other, with blots, as water colours do.
  private mutating func paintWash(_ colour: Colour) {
    let other = anyColour(luma: groundLuma)
    let blots = random.noise()
    let rotation = Rotation(degrees: random.uniform(0...360))
    canvas.mapPixels { p, _ in
      let along = rotation.turn(p - 0.5).x + 0.5 + 0.35 * blots.rough(p * 3)
      return colour.mixed(with: other, smoothStep(0, 1, along)) * (1 + 0.12 * blots.rough(p * 5))
    }
  }

  /// A wall above a floor with boards.
  private mutating func paintRoom(_ wall: Colour) {
    let floor = Colour(
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
    let sky = Colour(
      hue: random.uniform(0.5...0.68), saturation: random.uniform(0.5...1), luma: groundLuma)
    let grass = Colour(
      hue: random.uniform(0.2...0.4), saturation: 0.9, luma: groundLuma * 0.85)
    let hills = random.noise()
    let horizon = random.uniform(0.55...0.8)
    let dusk = random.uniform(0...0.25)
    canvas.mapPixels { p, _ in
      let top = horizon + 0.09 * hills(Point(p.x * 3, 0))
      if p.y < top {
        return sky.mixed(with: Colour(grey: groundLuma).lightened(0.2), p.y * dusk * 3)
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
  private mutating func paintStripes(_ colour: Colour) {
    let other =
      anyColour(luma: groundLuma).mixed(with: colour, 0.3)
      * random.uniform(0.82...1.12)
    let rotation = Rotation(degrees: random.uniform(0...180))
    let count = random.uniform(3...9)
    let soft = random.uniform(0.05...0.2)
    canvas.mapPixels { p, _ in
      let along = rotation.turn(p - 0.5).x * count + 20
      let phase = abs(along - along.rounded(.down) - 0.5) * 2
      return colour.mixed(with: other, smoothStep(0.5 - soft, 0.5 + soft, phase))
    }
  }

  /// Dots or small hearts of another hue in rows.
  private mutating func paintDots(_ colour: Colour) {
    let other = anyColour(luma: groundLuma) * random.uniform(0.8...1.2)
    let rotation = Rotation(degrees: random.uniform(0...90))
    let count = random.uniform(4...8)
    let radius = random.uniform(0.16...0.34)
    canvas.mapPixels { p, _ in
      let q = rotation.turn(p - 0.5) * count + 20
      let away = (q - q.rounded(.down) - 0.5).length
      return colour.mixed(with: other, 1 - smoothStep(radius - 0.06, radius + 0.06, away))
    }
  }

  /// Lights far away and out of focus.
  private mutating func paintLights(_ colour: Colour) {
    let shade = random.noise()
    canvas.mapPixels { p, _ in colour * (1 + 0.15 * shade(p * 2)) }
    for _ in 0..<(6 + random.index(upTo: 10)) {
      let spot = anyColour(luma: min(groundLuma + 0.15, 1))
      let disk = Ellipse(random.point(0...64, 0...64), radius: random.uniform(2...6.5))
      canvas.fill(disk, spot, opacity: random.uniform(0.15...0.5), softness: 2)
    }
  }

  /// A window in a wall, near one side.
  private mutating func paintWindow(_ wall: Colour) {
    let grain = random.noise()
    canvas.mapPixels { p, _ in wall * (1 + 0.1 * grain.rough(p * 6)) }
    let sky = Colour(hue: random.uniform(0.48...0.65), saturation: 0.8, luma: groundLuma)
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
