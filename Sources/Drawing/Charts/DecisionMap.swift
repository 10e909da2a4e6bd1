import Images

/// What a network answers over a part of the plane: the ground of a ``PointPlot``.
package struct DecisionMap: Sendable {
  /// Points of the grid in each direction.
  package let side: Int
  /// The score of each class at each point, class by class, rows from the bottom to the top.
  private let scores: [[Double]]
  private let inks: [Ink]

  /// - Parameters:
  ///   - scores: of each class at each point of the grid, rows from the bottom to the top; the class
  ///     of the largest score is the answer.
  ///   - side: points of the grid in each direction.
  ///   - inks: the colors of the classes.
  /// - Precondition: two classes or more, a score for each and a color for each.
  package init(scores: [[Double]], side: Int, inks: [Ink]) {
    precondition(scores.count >= 2 && inks.count == scores.count)
    precondition(side >= 2 && scores.allSatisfy { $0.count == side * side })
    self.scores = scores
    self.side = side
    self.inks = inks
  }

  /// The color of the answer, the stronger the surer it is, over nothing: any page shows through.
  package var image: Image {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(side * side * 4)
    for row in (0..<side).reversed() {
      for column in 0..<side {
        let (winner, lead) = answer(row * side + column)
        let ink = inks[winner]
        // Few levels: steps of it are seen, and the file stays small.
        let strength = (min(1, max(0, lead)) * 12).rounded() / 12
        pixels += [ink.red, ink.green, ink.blue, UInt8(26 + strength * 84)]
      }
    }
    return Image(width: side, height: side, channels: 4, pixels: pixels)
  }

  /// The class with the largest score at a point, and how far it is ahead of the next.
  private func answer(_ point: Int) -> (winner: Int, lead: Double) {
    var winner = 0
    for k in scores.indices.dropFirst() where scores[k][point] > scores[winner][point] {
      winner = k
    }
    return (winner, scores[winner][point] - rival(of: winner, at: point))
  }

  private func rival(of k: Int, at point: Int) -> Double {
    scores.indices.reduce(-Double.infinity) { $1 == k ? $0 : max($0, scores[$1][point]) }
  }

  /// Where the answer changes: short lines between 0 and 1, from the lower left.
  ///
  /// Marching squares over each class's lead: through each cell of the grid whose corners differ.
  package var boundary: [[LineChart.Point]] {
    // With two classes the boundary of one is that of the other.
    let classes = scores.count == 2 ? 1..<2 : 0..<scores.count
    return classes.flatMap { k in
      contour((0..<side * side).map { scores[k][$0] - rival(of: k, at: $0) })
    }
  }

  private func contour(_ lead: [Double]) -> [[LineChart.Point]] {
    var lines: [[LineChart.Point]] = []
    for row in 0..<side - 1 {
      for column in 0..<side - 1 {
        let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map { right, up in
          (
            x: Double(column + right), y: Double(row + up),
            value: lead[(row + up) * side + column + right]
          )
        }
        var crossings: [LineChart.Point] = []
        for (from, to) in zip(corners, corners[1...] + corners[..<1])
        where (from.value > 0) != (to.value > 0) {
          let share = from.value / (from.value - to.value)
          guard share.isFinite else { continue }
          crossings.append(
            place(from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)))
        }
        for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
          lines.append([crossings[pair], crossings[pair + 1]])
        }
      }
    }
    return lines
  }

  /// A place of the grid between 0 and 1: a point is the middle of its pixel.
  private func place(_ x: Double, _ y: Double) -> LineChart.Point {
    LineChart.Point((x + 0.5) / Double(side), (y + 0.5) / Double(side))
  }

  /// The map over the values that its outermost points stand for.
  package func ground(
    _ xRange: ClosedRange<Double>, _ yRange: ClosedRange<Double>
  ) -> PointPlot.Ground {
    PointPlot.Ground(image: image, xRange: xRange, yRange: yRange, lines: boundary)
  }

  /// The value in the middle of a column or row, where the grid covers `range`.
  package static func value(_ index: Int, of side: Int, in range: ClosedRange<Double>) -> Double {
    let share = (Double(index) + 0.5) / Double(side)
    return range.lowerBound + share * (range.upperBound - range.lowerBound)
  }
}
