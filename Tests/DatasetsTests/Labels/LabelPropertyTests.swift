import ArrayFiles
import Bytes
import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Random labels, written in one file to train on and in another to be read by it: each is the class
/// that it was in training, or the file is refused, never another.
///
/// `DNN_LABEL_CASES=1000000 swift test --filter LabelPropertyTests` tries more of them.
@Suite struct LabelPropertyTests {
  private static let cases =
    ProcessInfo.processInfo.environment["DNN_LABEL_CASES"].flatMap { Int($0) } ?? 2000

  @Test func `labels of later files mean what they meant in training, or are refused`() throws {
    try withTemporaryFolder { folder in
      var random = SeededGenerator(seed: 20)
      var counts = Counts()
      for number in 0..<Self.cases {
        let trial = LabelTrial(using: &random)
        try trial.run(in: folder, &counts, number)
      }
      // Most are read, and every unknown class is refused.
      #expect(counts.read * 3 > Self.cases, "\(counts)")
      #expect(counts.refusedUnknown * 12 > Self.cases, "\(counts)")
      #expect(counts.trained * 10 > Self.cases * 9, "\(counts)")
    }
  }

  struct Counts {
    var trained = 0
    var read = 0
    var refusedUnknown = 0
    var refusedOthers = 0
  }
}

/// SplitMix64: Guy Steele, Doug Lea and Christine Flood, "Fast splittable pseudorandom number
/// generators", 2014.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A set of classes, a file to train on and a later one.
private struct LabelTrial {
  enum Tokens: CaseIterable {
    case words, mixed, counted, integers, large, floats
  }

  enum Form: CaseIterable {
    case csv, npzText, npzIntegers, npzFloats, npzNames, npzRows
  }

  let tokens: Tokens
  /// What each class is called in a file: text, or the digits of a number.
  let classes: [String]
  let kind: LabelKind
  let training: Form
  let later: Form
  let trainingLabels: [Int]
  /// Classes by their index; one beyond them is unknown.
  let laterLabels: [Int]
  let unknown: String
  /// Whether the user names the classes of the training data, in which order.
  let given: [String]?
  let respells: Bool

  init(using random: inout SeededGenerator) {
    tokens = Tokens.allCases.randomElement(using: &random) ?? .words
    kind = Bool.random(using: &random) ? .oneHot : .binary
    let count = kind == .binary ? 2 : Int.random(in: 2...5, using: &random)
    var all = Self.classes(tokens, count: count + 1, using: &random)
    unknown = all.removeLast()
    classes = all
    let forms = Self.forms(tokens, kind)
    training = forms.randomElement(using: &random) ?? .csv
    later = forms.randomElement(using: &random) ?? .csv
    trainingLabels =
      (Array(0..<count) + (0..<4).map { _ in Int.random(in: 0..<count, using: &random) })
      .shuffled(using: &random)
    let present = Array(0..<count).shuffled(using: &random)
      .prefix(Int.random(in: 1...count, using: &random))
    var labels = (0..<5).map { _ in present.randomElement(using: &random) ?? 0 }
    if Int.random(in: 0..<5, using: &random) == 0, later != .npzRows { labels.append(count) }
    laterLabels = labels.shuffled(using: &random)
    let mayBeNamed = training != .npzRows && Int.random(in: 0..<4, using: &random) == 0
    given = mayBeNamed ? classes.shuffled(using: &random) : nil
    respells = Int.random(in: 0..<4, using: &random) == 0
  }

  /// Forms of a file that such labels can have.
  private static func forms(_ tokens: Tokens, _ kind: LabelKind) -> [Form] {
    switch tokens {
    case .words: [.csv, .npzText, .npzNames]
    case .mixed: [.csv, .npzText]
    case .counted:
      kind == .binary
        ? [.csv, .npzIntegers, .npzFloats] : [.csv, .npzIntegers, .npzFloats, .npzRows]
    case .integers: [.csv, .npzIntegers, .npzFloats, .npzText]
    case .large: [.csv, .npzIntegers, .npzText]
    case .floats: [.csv, .npzFloats]
    }
  }

  private static func classes(
    _ tokens: Tokens, count: Int, using random: inout SeededGenerator
  ) -> [String] {
    func number(_ range: ClosedRange<Int64>) -> String {
      "\(Int64.random(in: range, using: &random))"
    }
    var found: [String] = []
    while found.count < count {
      let next: String
      switch tokens {
      case .words:
        next = String((0..<3).compactMap { _ in "abcdäß 1.".randomElement(using: &random) })
      case .mixed:
        // Text that looks like numbers, the same ones among them; one word makes it text.
        next =
          found.isEmpty
          ? "other"
          : ["0", "1", "2", "01", "1.0", "1e0", "-1", "2+", "3", "+1", "0x1", "1,0"]
            .randomElement(using: &random) ?? ""
      case .counted: next = "\(found.count)"
      case .integers: next = number(-40...40)
      case .large: next = number(Int64.max - 9...Int64.max)
      case .floats: next = "\(Double(Int.random(in: -9...9, using: &random)) / 4)"
      }
      let isField = next == next.trimmingCharacters(in: .whitespaces) && next.contains { $0 != " " }
      let isNew =
        !found.contains(next)
        && !found.contains {
          Double($0) != nil && Double($0) == Double(next) && tokens != .mixed && tokens != .large
        }
      if isField, isNew { found.append(next) }
    }
    return tokens == .mixed
      ? [String](found.dropFirst().prefix(count - 2)) + ["other"] + found.suffix(1) : found
  }

  // MARK: Files

  private func write(
    _ labels: [Int], as form: Form, to name: String, isLater: Bool, in folder: URL
  ) throws -> DataSource {
    let texts = labels.map { $0 < classes.count ? classes[$0] : unknown }
    let files = DataFolder(url: folder)
    let x = NumericArray(shape: [labels.count, 1], values: labels.map { Float($0) })
    func archive(_ arrays: [(String, [UInt8])]) throws {
      var writer = ZipWriter()
      for (name, bytes) in arrays { writer.add(name + ".npy", [SharedBytes(bytes)]) }
      try files.write(writer.finish().flatMap(\.array), to: name + ".npz")
    }
    func numbers(_ y: NumericArray) throws {
      try archive([("x", NPY.encode(x)), ("y", NPY.encode(y))])
    }
    let count = labels.count
    switch form {
    case .csv:
      let fields = texts.map { isLater && respells ? respelled($0) : $0.csvField }
      try files.write(
        "a,label\n" + fields.map { "1.5,\($0)\n" }.joined(), to: name + ".csv")
      return DataSource(path: name + ".csv")
    case .npzText: try archive([("x", NPY.encode(x)), ("y", npyText(texts))])
    case .npzIntegers:
      try numbers(NumericArray(shape: [count], values: texts.map { Int64($0) ?? 0 }))
    case .npzFloats:
      try numbers(NumericArray(shape: [count], values: texts.map { Double($0) ?? 0 }))
    case .npzNames:
      // Indices of names in an order of their own, those that occur alone.
      let names = Array(Set(texts)).sorted { $0.hashValueOfBytes < $1.hashValueOfBytes }
      let y = texts.map { Int32(names.firstIndex(of: $0) ?? 0) }
      try archive([
        ("x", NPY.encode(x)), ("y", NPY.encode(NumericArray(shape: [count], values: y))),
        ("classes", npyText(names)),
      ])
    case .npzRows:
      let y = labels.flatMap { k in classes.indices.map { UInt8($0 == k ? 1 : 0) } }
      try numbers(NumericArray(shape: [count, classes.count], values: y))
    }
    return DataSource(path: name + ".npz")
  }

  /// Another spelling of the same number; text stays as it is.
  private func respelled(_ text: String) -> String {
    guard tokens != .words, tokens != .mixed, tokens != .large else { return text.csvField }
    return text.hasPrefix("-") ? text + (text.contains(".") ? "0" : ".0") : "+" + text
  }

  // MARK: The property

  func run(in folder: URL, _ counts: inout LabelPropertyTests.Counts, _ number: Int) throws {
    var source = try write(trainingLabels, as: training, to: "train", isLater: false, in: folder)
    source.classes = given
    guard let train = try? Dataset(source, relativeTo: folder, labels: kind),
      let known = train.labels
    else { return }
    counts.trained += 1
    // Each class has one index, and no two have the same.
    var indices = [Int?](repeating: nil, count: classes.count)
    for (example, label) in trainingLabels.enumerated() {
      let index = known.classIndex(of: example)
      #expect(indices[label] == nil || indices[label] == index, "\(number): \(self)")
      indices[label] = index
    }
    #expect(Set(indices).count == classes.count, "\(number): \(self)")
    for (label, index) in zip(classes, indices) {
      guard let index, training != .npzRows else { continue }
      let name = known.className(index)
      #expect(name == label || Double(name) == Double(label), "\(number): \(self)")
    }

    let format = try InputFormat(metadata: train.format.metadata, file: "model")
    #expect(format == train.format)
    let other = try write(laterLabels, as: later, to: "later", isLater: true, in: folder)
    let isUnknown = laterLabels.contains(classes.count)
    do {
      let data = try Dataset(other, role: .test, relativeTo: folder, labels: kind, like: format)
      #expect(!isUnknown, "\(number): an unknown class was read: \(self)")
      counts.read += 1
      let found = (0..<data.count).map { data.labels?.classIndex(of: $0) }
      #expect(found == laterLabels.map { indices[$0] }, "\(number): \(self)")
    } catch {
      if isUnknown {
        counts.refusedUnknown += 1
        return
      }
      counts.refusedOthers += 1
      // What is written as the training data were is always read.
      #expect(training != later || respells, "\(number): \(error): \(self)")
    }
  }
}

extension String {
  /// A field of a table, in quotes where it must be.
  fileprivate var csvField: String { contains(",") ? "\"\(self)\"" : self }

  /// An order that is not the alphabet's.
  fileprivate var hashValueOfBytes: Int { utf8.reduce(7) { ($0 &* 31 &+ Int($1)) % 1009 } }
}

/// Text as the bytes of an NPY file, UTF-32 as NumPy writes it.
private func npyText(_ texts: [String]) -> [UInt8] {
  let width = max(texts.map(\.unicodeScalars.count).max() ?? 1, 1)
  let text = "{'descr': '<U\(width)', 'fortran_order': False, 'shape': (\(texts.count),), }"
  let blanks = (64 - (10 + text.utf8.count + 1) % 64) % 64
  let header = Array(text.utf8) + [UInt8](repeating: 0x20, count: blanks) + [0x0A]
  var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
  bytes += [UInt8(header.count & 255), UInt8(header.count >> 8)] + header
  for text in texts {
    let scalars = text.unicodeScalars.map(\.value)
    for value in scalars + [UInt32](repeating: 0, count: width - scalars.count) {
      bytes += (0..<4).map { UInt8(value >> (8 * $0) & 255) }
    }
  }
  return bytes
}
