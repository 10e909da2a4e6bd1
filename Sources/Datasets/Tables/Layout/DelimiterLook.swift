import Text

/// The look of a table's first thousand records for what divides them all alike.
///
/// A mark that gives every record as many fields as the others, and more than one. Of several such
/// marks it is the one whose fields hold the fewest of the others, but for decimal commas, and then the
/// one that leaves the most numbers; blanks count where marks but decimal commas are in no field, and commas do worse.
struct DelimiterLook {
  let delimiter: TableDelimiter
  /// How many fields most of the records have.
  let fieldCount: Int
  /// Whether there are numbers among the fields behind the first record.
  let hasNumbers: Bool
  /// Another mark that would do as well.
  let rival: TableDelimiter?

  /// Looks at the text from `start` on, which has a record there.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - start: where its first record begins.
  ///   - known: the delimiter, where it is known.
  ///   - avoidsCommas: whether commas are known to stand before decimals.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, only known: TableDelimiter?,
    avoidsCommas: Bool
  ) {
    let trials = (known.map { [$0] } ?? Self.candidates).map { Trial($0, bytes, from: start) }
    let alike = trials.filter(\.isAlike)
    let marks = alike.filter { $0.delimiter != .blank && !(avoidsCommas && $0.delimiter == .comma) }
    // Of equals the first: marks that texts hold more seldom come first.
    var best = marks.max { $1.isBetter(than: $0) } ?? alike.first { $0.delimiter == .comma }
    let comma = best.flatMap { $0.delimiter == .comma ? $0 : nil }
    let blanks = alike.first { $0.delimiter == .blank && !$0.isStained }
    if let blanks, comma.map(blanks.hasMoreNumbers) ?? (best == nil) { best = blanks }
    let choice = best ?? Self.mostEven(trials, avoidsCommas: avoidsCommas)
    delimiter = choice.delimiter
    fieldCount = choice.fieldCount
    hasNumbers = choice.numberShare > 0
    let isRival = { (trial: Trial) in
      trial.delimiter != choice.delimiter
        && (choice.delimiter == .blank || !choice.isBetter(than: trial))
    }
    rival = (marks + [blanks].compactMap(\.self)).first(where: isRival)?.delimiter
  }

  private static let candidates: [TableDelimiter] = [.tab, .semicolon, .bar, .comma, .blank]
  fileprivate static let marks: [UInt8] = Array("\t;|,\"".utf8)

  /// The mark that most records agree on; the comma for text without marks.
  private static func mostEven(_ trials: [Trial], avoidsCommas: Bool) -> Trial {
    let marks = trials.filter { trial in
      trials.count == 1
        || trial.delimiter != .blank && !(avoidsCommas && trial.delimiter == .comma)
          && trial.fieldCount > 1
    }
    let fallback =
      trials.first { $0.delimiter == (avoidsCommas ? .semicolon : .comma) } ?? trials[0]
    return marks.max { $0.evenness < $1.evenness } ?? fallback
  }
}

/// The fields of the first records as one delimiter makes them.
private struct Trial {
  let delimiter: TableDelimiter
  /// How many fields most of the records have.
  private(set) var fieldCount = 1
  /// The part of the records that have so many.
  private(set) var evenness = 0.0
  /// The fields but for the first record's, which may be names.
  private var fields = Fields()

  /// What fields look like.
  private struct Fields {
    var count = 0
    /// Those that are numbers in some notation.
    var numbers = 0
    /// Those that are none and hold another mark, or a quote, outside quotes.
    var stained = 0

    mutating func note(_ field: CSVTokenizer.Field, _ bytes: UnsafeBufferPointer<UInt8>) {
      guard !field.range.isEmpty else { return }
      count += 1
      let text = UnsafeBufferPointer(rebasing: bytes[field.range])
      if field.number != nil || WrittenNumber(text) != nil {
        numbers += 1
      } else if !field.isQuoted, text.contains(where: DelimiterLook.marks.contains) {
        stained += 1
      }
    }

    func share(_ number: Int) -> Double { count == 0 ? 0 : Double(number) / Double(count) }
  }

  var numberShare: Double { fields.share(fields.numbers) }
  private var stainedShare: Double { fields.share(fields.stained) }

  func isBetter(than other: Trial) -> Bool {
    guard stainedShare == other.stainedShare else { return stainedShare < other.stainedShare }
    return numberShare > other.numberShare
  }

  /// Whether fields hold other marks without being numbers.
  var isStained: Bool { fields.stained > 0 }

  func hasMoreNumbers(than other: Trial) -> Bool {
    isBetter(than: other)
      || !other.isBetter(than: self) && fields.numbers > other.fields.numbers
  }

  var isAlike: Bool { evenness == 1 && fieldCount > 1 }

  private static let recordLimit = 1000
  private static let byteLimit = 1 << 20

  init(_ delimiter: TableDelimiter, _ bytes: UnsafeBufferPointer<UInt8>, from start: Int) {
    self.delimiter = delimiter
    var tokens = CSVTokenizer(bytes, delimiter: delimiter, start: start)
    var counts: [Int: Int] = [:]
    var (count, records) = (0, 0)
    var first = Fields()
    var isBroken = false
    while records < 2 || records < Self.recordLimit && tokens.position - start < Self.byteLimit {
      let next: CSVTokenizer.Field?
      do { next = try tokens.next() } catch {
        isBroken = true
        break
      }
      guard let field = next, count < ColumnTypes.columnLimit else { break }
      count += 1
      if records == 0 {
        first.note(field, bytes)
      } else {
        fields.note(field, bytes)
      }
      guard field.endsRecord else { continue }
      counts[count, default: 0] += 1
      (count, records) = (0, records + 1)
    }
    guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return }
    fieldCount = most.key
    evenness = isBroken ? 0 : Double(most.value) / Double(records)
    if records == 1 { fields = first }
  }
}

/// What divides the fields of a table.
public enum TableDelimiter: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
  /// a,b
  case comma = ","
  /// a;b
  case semicolon = ";"
  /// Fields between tabs.
  case tab = "\t"
  /// a|b
  case bar = "|"
  /// Fields between blanks, any number of them: spaces and tabs.
  case blank = " "

  var byte: UInt8 { rawValue.utf8.first ?? 0 }

  /// The signs in a word.
  public var description: String {
    switch self {
    case .comma: "commas"
    case .semicolon: "semicolons"
    case .tab: "tabs"
    case .bar: "bars"
    case .blank: "blanks"
    }
  }
}
