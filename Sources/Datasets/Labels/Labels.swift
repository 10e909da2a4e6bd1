/// What labels mean, and so how Y is made of them.
public enum LabelKind: String, CaseIterable, Hashable, Sendable {
  /// Each 0 or 1, as binary cross-entropy wants them.
  case binary
  /// One class of several: a row of zeros with a single 1, as categorical cross-entropy wants it.
  case oneHot
  /// Any finite numbers, as the squared error wants them.
  case values
}

/// The labels of m examples: Y, kept as small as it came.
///
/// Shapes: Y is (n[L], m), handed out with each example's n[L] values together.
public struct Labels: Hashable, Sendable {
  /// What they mean.
  public let kind: LabelKind
  /// The number of examples, m.
  public let count: Int
  /// Values an example, n[L].
  public let width: Int
  /// Names of the classes 0, 1, …; nil for values, or where nobody named them.
  public let classNames: [String]?
  /// The number that stands for each class in the file; nil where it is text or not classes.
  public let classNumbers: [Double]?
  /// For oneHot the index of each example's class, else `width` numbers an example.
  package let numbers: [Double]

  init(
    kind: LabelKind, width: Int, numbers: [Double], classNames: [String]?,
    classNumbers: [Double]? = nil
  ) {
    self.kind = kind
    self.width = width
    self.numbers = numbers
    self.classNames = classNames
    self.classNumbers = classNumbers
    count = kind == .oneHot ? numbers.count : numbers.count / max(width, 1)
  }

  /// The number of classes: two for one binary label, n[L] for oneHot; nil where they are not classes.
  public var classCount: Int? {
    switch kind {
    case .binary: width == 1 ? 2 : nil
    case .oneHot: width
    case .values: nil
    }
  }

  /// The index of an example's class; nil where there are no classes.
  public func classIndex(of example: Int) -> Int? {
    classCount == nil ? nil : Int(numbers[example])
  }

  /// What people call a class: its name, else its index.
  public func className(_ index: Int) -> String {
    guard let classNames, classNames.indices.contains(index) else { return "\(index)" }
    return classNames[index]
  }

  /// The numbers that the names of classes spell, where they are text; nil where one spells none.
  package var spelledNumbers: [Double]? {
    guard classNumbers == nil, let classNames else { return nil }
    let numbers = classNames.compactMap { parseNumber($0) }
    return numbers.count == classNames.count ? numbers : nil
  }

  /// Writes Y's column of each listed example, one behind the other; `Scalar` is Float or Double.
  ///
  /// Values are scaled in Double: a mean far from 0 leaves few digits of a Float.
  func write<Scalar: BinaryFloatingPoint>(
    _ examples: RowSelection, scaledBy scaling: Normalization.Scaling? = nil,
    into target: UnsafeMutablePointer<Scalar>
  ) {
    let memory = UnsafeMutableRawPointer(target)
    if Scalar.self == Float.self {
      put(examples, scaling, memory.assumingMemoryBound(to: Float.self)) { Float($0) }
    } else if Scalar.self == Double.self {
      put(examples, scaling, memory.assumingMemoryBound(to: Double.self)) { $0 }
    } else {
      preconditionFailure("labels are handed out as Float or Double")
    }
  }

  @inline(__always)
  private func put<Scalar: BinaryFloatingPoint>(
    _ examples: RowSelection, _ scaling: Normalization.Scaling?,
    _ target: UnsafeMutablePointer<Scalar>, _ convert: (Double) -> Scalar
  ) {
    var next = target
    for i in 0..<examples.count {
      let example = examples[i]
      if kind == .oneHot {
        next.update(repeating: 0, count: width)
        next[Int(numbers[example])] = 1
      } else if let scaling {
        for j in 0..<width {
          let distance = numbers[example * width + j] - scaling.mean[j]
          next[j] = convert(distance / scaling.deviation[j])
        }
      } else {
        for j in 0..<width { next[j] = convert(numbers[example * width + j]) }
      }
      next += width
    }
  }
}

/// Labels that are text, as they come, each told from the others.
struct LabelTexts {
  private var indices: [Int] = []
  private var places: [String: Int] = [:]

  var count: Int { indices.count }
  var distinctCount: Int { places.count }

  mutating func append(_ text: String) {
    let place = places[text, default: places.count]
    places[text] = place
    indices.append(place)
  }

  /// The class of each example, and the names of the classes: those that occur, sorted.
  var classes: (indices: [Int], names: [String]) {
    let names = places.keys.sorted(by: precedes)
    var sortedPlaces = [Int](repeating: 0, count: names.count)
    for (place, name) in names.enumerated() { sortedPlaces[places[name, default: 0]] = place }
    return (indices.map { sortedPlaces[$0] }, names)
  }
}

extension RawLabels {
  /// Labels that are a text each: the classes are those that occur, sorted.
  init(texts: [String]) {
    var labels = LabelTexts()
    for text in texts { labels.append(text) }
    self.init(labels)
  }

  init(_ texts: LabelTexts) {
    let (indices, names) = texts.classes
    self = .classes(indices, names: names)
  }
}
