/// What a column of a table holds, as it stands in the file.
package struct ColumnLook: Sendable {
  package enum Kind: String, Sendable {
    case numbers, texts, dates, empty
    case mixed = "numbers and texts"
  }

  /// What a configuration calls the column: its name, else `column 3`.
  package let name: String
  package let isNamed: Bool
  /// Whether no other column has the name.
  package let isNamedOnce: Bool
  /// The place in the file.
  package let index: Int
  /// Fields without a value, in all rows.
  package let gaps: Int
  /// Fields that are numbers, and fields that are none, in all rows.
  package let numbers, texts: Int
  package let kind: Kind
  /// For each example that was looked at the place of its value among the different ones, in the order
  /// in which they come; -1 for a gap.
  package let codes: [Int32]
  /// The numbers of the different values; NaN where they are texts.
  package let values: [Double]
  /// The first value as it stands there; nil where there is none.
  package let example: String?
  /// The first different texts that are no numbers.
  package let textExamples: [String]
  /// Whether `dates` makes features of the column.
  package let areReadableDates: Bool
  /// Whether all numbers are whole.
  package let isWhole: Bool
  /// Whether some whole number begins with 0 and goes on.
  package let hasLeadingZeros: Bool
  /// The digits of all fields, where they are whole numbers without sign and equally long.
  package let digits: Int?

  /// The number of different values among the examples that were looked at.
  package var distinct: Int { values.count }
  /// The examples that were looked at and have a value.
  package var known: Int { codes.count { $0 >= 0 } }

  init(
    name: String, isNamed: Bool, isNamedOnce: Bool, index: Int, gaps: Int, numbers: Int, texts: Int,
    tally: ColumnTally
  ) {
    self.name = name
    self.isNamed = isNamed
    self.isNamedOnce = isNamedOnce
    self.index = index
    self.gaps = gaps
    self.numbers = numbers
    self.texts = texts
    codes = tally.codes
    values = tally.values
    example = tally.example
    textExamples = tally.texts
    areReadableDates =
      numbers == 0 && texts > 0 && tally.texts.allSatisfy { WrittenDate($0) != nil }
    isWhole = tally.isWhole && texts == 0
    hasLeadingZeros = tally.hasLeadingZeros
    digits = tally.digits
    if numbers + texts == 0 {
      kind = .empty
    } else if texts == 0 {
      kind = Self.areDates(tally) ? .dates : .numbers
    } else if numbers > 0 {
      kind = .mixed
    } else {
      kind = tally.texts.allSatisfy { DateText.kind($0) != nil } ? .dates : .texts
    }
  }

  /// Whether whole numbers are days such as 20240331.
  private static func areDates(_ tally: ColumnTally) -> Bool {
    guard tally.digits == 8, tally.distinct > 1 else { return false }
    return tally.values.allSatisfy { value in
      let (year, month, day) = (
        Int(value) / 10_000, Int(value) / 100 % 100, Int(value) % 100
      )
      return (1900...2100).contains(year) && (1...12).contains(month) && (1...31).contains(day)
    }
  }
}

// MARK: What columns say of each other

extension ColumnLook {
  /// Whether each example has another value.
  package var areAllDifferent: Bool { distinct == known && distinct > 1 }

  /// Whether numbers go up, or down, from each example to the next.
  package var isInOrder: Bool {
    guard kind == .numbers, areAllDifferent, known == codes.count else { return false }
    let rises = zip(values, values.dropFirst()).count { $0 < $1 }
    return rises == 0 || rises == values.count - 1
  }

  /// How often the rarest of the different values is there.
  package var rarest: Int {
    var counts = [Int](repeating: 0, count: distinct)
    for code in codes where code >= 0 { counts[Int(code)] += 1 }
    return counts.min() ?? 0
  }

  /// Whether two columns have the same values in every example, whatever those are called.
  ///
  /// Codes are in the order in which values come, so that equal codes are a renaming.
  package func isRenamed(_ other: ColumnLook) -> Bool {
    distinct > 1 && 2 * distinct <= known && codes == other.codes
  }

  /// Whether two columns of numbers are the same, up to their unit: `y = a x + b` in every example.
  package func isScaled(_ other: ColumnLook) -> Bool {
    guard kind == .numbers, other.kind == .numbers, distinct > 2, distinct == other.distinct,
      codes == other.codes,
      let low = values.indices.min(by: { values[$0] < values[$1] }),
      let high = values.indices.max(by: { values[$0] < values[$1] })
    else { return false }
    let slope = (other.values[high] - other.values[low]) / (values[high] - values[low])
    let room = 1e-9 * max(abs(other.values[high]), abs(other.values[low]))
    return values.indices.allSatisfy {
      abs(other.values[low] + slope * (values[$0] - values[low]) - other.values[$0]) <= room
    }
  }

  /// Whether the value of this column settles that of the other in every example, and each does so
  /// many times.
  package func settles(_ other: ColumnLook) -> Bool {
    guard distinct > 1, other.distinct > 1, 5 * distinct <= known else { return false }
    var answers = [Int32?](repeating: nil, count: distinct + 1)
    for (own, answer) in zip(codes, other.codes) {
      let place = Int(own + 1)
      guard let known = answers[place] else {
        answers[place] = answer
        continue
      }
      if known != answer { return false }
    }
    return true
  }

  /// Whether the other column has one of two values where this one has a gap, and the other where not.
  package func hasGapsBy(_ other: ColumnLook) -> Bool {
    guard gaps > 0, known > 0, other.gaps == 0, other.distinct == 2 else { return false }
    let kinds = Set(zip(codes, other.codes).map { ($0 < 0 ? 2 : 0) + $1 })
    return kinds == [0, 3] || kinds == [1, 2]
  }

  /// Whether the smaller numbers of this column all have one of two values of the other, and the larger
  /// ones the other.
  package func divides(_ other: ColumnLook) -> Bool {
    guard kind == .numbers, gaps == 0, other.gaps == 0, other.distinct == 2 else { return false }
    var ranges = [(Double, Double)](repeating: (.infinity, -.infinity), count: 2)
    for (own, answer) in zip(codes, other.codes) {
      let value = values[Int(own)]
      ranges[Int(answer)] = (min(ranges[Int(answer)].0, value), max(ranges[Int(answer)].1, value))
    }
    return ranges[0].1 < ranges[1].0 || ranges[1].1 < ranges[0].0
  }
}
