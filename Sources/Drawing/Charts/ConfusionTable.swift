/// How often each class was taken for each.
package struct ConfusionTable: Sendable {
  /// `counts[i][j]`: examples of class i that were taken for class j.
  package var counts: [[Int]]
  package var names: [String]

  /// - Precondition: as many names as rows, and as many columns.
  package init(counts: [[Int]], names: [String]) {
    precondition(names.count == counts.count && counts.allSatisfy { $0.count == names.count })
    self.counts = counts
    self.names = names
  }

  /// Beyond so many classes a table of all would be no sight any more.
  private static let maximumClasses = 26
  private static let maximumPairs = 20

  package var figure: Markup {
    let body = names.count <= Self.maximumClasses ? matrix : pairs
    return .element(
      "figure", ["class": "chart", "id": "chart-confusion"],
      .element("figcaption", [:], Markup("Confusion matrix")),
      .element("div", ["class": "scroll"], body),
      .element(
        "p", ["class": "remark"],
        Markup("Rows are what the examples are, columns what they were taken for.")))
  }

  private var matrix: Markup {
    let hasLongNames = names.count > 4 && names.contains { $0.count > 2 }
    let head = Markup.element(
      "tr", [:],
      [.element("th", [:], Markup(""))]
        + names.map {
          .element("th", ["scope": "col", "title": $0], .element("span", [:], Markup($0)))
        } + [.element("th", ["scope": "col"], Markup("right"))])
    let rows = counts.enumerated().map { truth, row -> Markup in
      let total = row.reduce(0, +)
      let cells = row.enumerated().map { answer, count -> Markup in
        let share = total == 0 ? 0 : Double(count) / Double(total)
        let kind = answer == truth ? "hit" : "miss"
        return .element(
          "td",
          [
            "class": share > 0.55 ? "\(kind) strong" : count == 0 ? "\(kind) none" : kind,
            "style": "--share:\((share * 100).coordinateText)%",
            "title": "\(names[truth]) taken for \(names[answer]): \(count)",
          ],
          Markup(NumberText.whole(count)))
      }
      return .element(
        "tr", [:],
        [.element("th", ["scope": "row", "title": names[truth]], Markup(names[truth]))] + cells
          + [
            .element(
              "td", ["class": "total"],
              Markup(
                total == 0 ? "\u{2013}" : NumberText.percent(Double(row[truth]) / Double(total))))
          ])
    }
    let kind = names.count <= 4 ? " few" : hasLongNames ? " upright" : ""
    return .element(
      "table", ["class": "confusion\(kind)"],
      .element("thead", [:], head), .element("tbody", [:], rows))
  }

  /// The pairs of classes that were mistaken most often.
  private var pairs: Markup {
    var all: [(truth: Int, answer: Int, count: Int)] = []
    for (truth, row) in counts.enumerated() {
      for (answer, count) in row.enumerated() where answer != truth && count > 0 {
        all.append((truth, answer, count))
      }
    }
    all.sort { ($0.count, $1.truth, $1.answer) > ($1.count, $0.truth, $0.answer) }
    return DataTable(
      header: ["is", "was taken for", "times"],
      rows: all.prefix(Self.maximumPairs).map {
        [names[$0.truth], names[$0.answer], NumberText.whole($0.count)]
      }, numeric: [2]
    ).markup
  }
}

/// A plain table of texts.
package struct DataTable: Sendable {
  package var header: [String]
  package var rows: [[String]]
  /// The columns that hold numbers, which end below each other.
  package var numeric: Set<Int>

  package init(header: [String], rows: [[String]], numeric: Set<Int> = []) {
    self.header = header
    self.rows = rows
    self.numeric = numeric
  }

  /// Columns that stand apart; more stand close.
  private static let fewColumns = 7
  /// Characters beyond which a text may be broken into lines.
  private static let longText = 24

  package var markup: Markup {
    func kind(_ column: Int) -> String? { numeric.contains(column) ? "number" : nil }
    let head = header.enumerated().map {
      Markup.element("th", ["scope": "col", "class": kind($0)], Markup($1))
    }
    let body = rows.map { row -> Markup in
      .element(
        "tr", [:],
        row.enumerated().map { column, text in
          .element(
            "td", ["class": kind(column) ?? (text.count > Self.longText ? "long" : nil)],
            Markup(text))
        })
    }
    return .element(
      "div", ["class": "scroll"],
      .element(
        "table", ["class": header.count > Self.fewColumns ? "data many" : "data"],
        .element("thead", [:], .element("tr", [:], head)),
        .element("tbody", [:], body)))
  }
}
