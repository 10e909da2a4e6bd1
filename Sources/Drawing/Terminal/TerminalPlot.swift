import Foundation

/// A curve in a terminal, drawn with Braille dots: two columns and four rows of them a character.
package enum TerminalPlot {
  private static let rows = 8
  private static let maximumColumns = 64
  private static let leastColumns = 12

  /// The points as lines of text, at most `width` columns wide; nil where there is nothing to see.
  ///
  /// The axis is logarithmic where the values span more than two powers of ten.
  package static func text(
    of points: [LineChart.Point], title: String, width: Int, hasColor: Bool = false
  ) -> String? {
    let shown = points.filter { $0.x.isFinite && $0.y.isFinite }
    let ys = shown.map(\.y)
    guard shown.count > 1, let low = ys.min(), let high = ys.max(), high > low else { return nil }
    let scale: Axis.Scale = low > 0 && high / low > 100 ? .logarithmic : .linear
    let y = Axis(ys, scale: scale, ticks: 5)
    let labels = labels(of: y)
    let margin = (labels.compactMap { $0?.count }.max() ?? 0) + 2
    let columns = min(maximumColumns, width - margin)
    guard columns >= leastColumns else { return nil }
    let x = Axis(shown.map(\.x), isRounded: false)
    var canvas = BrailleCanvas(columns: columns, rows: rows)
    for (from, to) in zip(shown, shown.dropFirst()) {
      guard let start = place(from, x, y, canvas), let end = place(to, x, y, canvas) else {
        continue
      }
      canvas.line(from: start, to: end)
    }
    let suffix = scale == .logarithmic ? " (logarithmic)" : ""
    var text = String(repeating: " ", count: margin) + title + suffix + "\n"
    for (label, line) in zip(labels, canvas.lines) {
      let name = label ?? ""
      let blanks = String(repeating: " ", count: margin - 2 - name.count)
      let edge = label == nil ? "\u{2502}" : "\u{2524}"
      let curve = hasColor ? "\u{1B}[34m\(line)\u{1B}[0m" : line
      text += "\(blanks)\(name) \(edge)\(curve)\n"
    }
    return text + bottom(shown, margin: margin, columns: columns)
  }

  /// The label of each row of characters; nil where none belongs.
  private static func labels(of axis: Axis) -> [String?] {
    var labels = [String?](repeating: nil, count: rows)
    for tick in axis.ticks {
      guard let position = axis.position(tick.value) else { continue }
      let row = min(rows - 1, Int((1 - position) * Double(rows)))
      if labels[row] == nil { labels[row] = tick.label }
    }
    return labels
  }

  private static func place(
    _ point: LineChart.Point, _ x: Axis, _ y: Axis, _ canvas: BrailleCanvas
  ) -> (x: Int, y: Int)? {
    guard let right = x.position(point.x), let up = y.position(point.y) else { return nil }
    return (
      Int((right * Double(canvas.width - 1)).rounded()),
      Int(((1 - up) * Double(canvas.height - 1)).rounded())
    )
  }

  private static func bottom(_ points: [LineChart.Point], margin: Int, columns: Int) -> String {
    let indent = String(repeating: " ", count: margin - 1)
    let line = "\(indent)\u{2514}" + String(repeating: "\u{2500}", count: columns) + "\n"
    let first = NumberText.figure(points.first?.x ?? 0)
    let last = NumberText.figure(points.last?.x ?? 0)
    let gap = max(1, columns - first.count - last.count)
    return line + "\(indent) \(first)" + String(repeating: " ", count: gap) + "\(last)\n"
  }
}

/// Dots that make characters.
private struct BrailleCanvas {
  let columns: Int
  let rows: Int
  private var cells: [UInt32]

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = [UInt32](repeating: 0, count: columns * rows)
  }

  /// In dots.
  var width: Int { columns * 2 }
  var height: Int { rows * 4 }

  /// The bit of a dot in its character, by row and column (Unicode, Braille Patterns).
  private static let bits: [UInt32] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]

  private mutating func dot(_ x: Int, _ y: Int) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
    cells[y / 4 * columns + x / 2] |= Self.bits[y % 4 * 2 + x % 2]
  }

  mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int)) {
    let steps = max(abs(end.x - start.x), abs(end.y - start.y), 1)
    for step in 0...steps {
      let share = Double(step) / Double(steps)
      dot(
        start.x + Int((share * Double(end.x - start.x)).rounded()),
        start.y + Int((share * Double(end.y - start.y)).rounded()))
    }
  }

  var lines: [String] {
    (0..<rows).map { row in
      let scalars = cells[row * columns..<(row + 1) * columns].compactMap {
        Unicode.Scalar(0x2800 + $0)
      }
      return String(String.UnicodeScalarView(scalars))
    }
  }
}
