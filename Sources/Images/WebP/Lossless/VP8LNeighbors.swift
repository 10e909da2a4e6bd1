/// The places nearby that the shortest distances of a lossless stream stand for.
enum VP8LNeighbors {
  /// Steps to the left and up, by distance less 1; a negative step leads to the right.
  ///
  /// They are all that come before a pixel within 8 to the left, 7 to the right and 7 up, the nearest
  /// first; of two that are as far, the one with the shorter step aside, and left before right.
  static let places: [(x: Int, y: Int)] = (0...7).flatMap { y in
    (-7...8).filter { y > 0 || $0 > 0 }.map { (x: $0, y: y) }
  }.sorted { key($0) < key($1) }

  private static func key(_ place: (x: Int, y: Int)) -> (Int, Int, Int) {
    (place.x * place.x + place.y * place.y, abs(place.x), -place.x)
  }
}
