/// A matrix in words.
extension Matrix: CustomStringConvertible {
  /// `[[1.0, 2.0], [3.0, 4.0]]`; of a large matrix the first and last rows and columns, and the shape behind
  /// them.
  public var description: String {
    let (shownRows, shownColumns) = (Self.shown(of: rows), Self.shown(of: columns))
    let lines = shownRows.map { row in
      guard let row else { return "…" }
      return "["
        + shownColumns.map { $0.map { "\(self[row, $0])" } ?? "…" }
        .joined(separator: ", ") + "]"
    }
    let isWhole = !(shownRows + shownColumns).contains(nil)
    return "[" + lines.joined(separator: ", ") + "]" + (isWhole ? "" : " \(shape)")
  }

  /// The places of so many that are shown; nil stands for those left out.
  private static func shown(of count: Int) -> [Int?] {
    count <= 10 ? Array(0..<count) : [0, 1, 2, 3, nil, count - 2, count - 1]
  }
}
