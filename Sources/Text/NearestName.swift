/// The known name that a mistyped one most likely meant.
package enum NearestName {
  /// Names longer than this get no hint: the work grows with the square of the length.
  private static let longest = 64

  /// The known name nearest to `name`; nil where none is near.
  ///
  /// Near is a third of the letters, at least one; upper and lower case and the `_` and `-` between
  /// words count as the same. Of names equally near the first wins.
  package static func of(_ name: String, among known: some Sequence<String>) -> String? {
    let word = letters(of: name)
    guard !word.isEmpty, word.count <= longest else { return nil }
    var best: (name: String, distance: Int)?
    for candidate in known {
      let other = letters(of: candidate)
      guard other.count <= longest else { continue }
      let distance = distance(word, other)
      let limit = max(1, max(word.count, other.count) / 3)
      guard distance <= limit, distance < other.count, distance < best?.distance ?? .max else {
        continue
      }
      best = (candidate, distance)
    }
    return best?.name
  }

  /// The edit distance of Frederick Damerau, 1964: insertions, deletions, replacements and swaps.
  ///
  /// A swap is of two neighbours, and no letter is edited twice.
  package static func distance(_ first: String, _ second: String) -> Int {
    distance(Array(first.unicodeScalars), Array(second.unicodeScalars))
  }

  /// Whether two names differ in nothing but upper and lower case and the `_` and `-` between words.
  package static func areAlike(_ first: String, _ second: String) -> Bool {
    letters(of: first) == letters(of: second)
  }

  private static func letters(of name: String) -> [Unicode.Scalar] {
    name.prefix(longest + 1).lowercased().unicodeScalars.filter { $0 != "_" && $0 != "-" }
  }

  private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
