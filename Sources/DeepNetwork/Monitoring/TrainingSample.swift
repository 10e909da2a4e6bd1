import Ranks

/// The examples of a training set that symptoms are counted on before they are claimed: all of a small
/// set, else some that are drawn once.
struct TrainingSample<Scalar: NetworkScalar> {
  /// Sets of up to this size are looked at whole.
  private static var maximumWhole: Int { 2000 }
  private static var size: Int { 1000 }
  /// Examples that mostly are enough to refute a suspicion.
  private static var probeSize: Int { 128 }

  private let examples: any ExampleSource<Scalar>
  private let weigh: ExampleWeights<Scalar>?
  private let loss: Loss
  private let indices: [Int]
  /// The number of examples drawn; nil where all are looked at.
  let drawn: Int?

  /// A sample of examples which are themselves all of the set, or a part of it.
  init(
    of examples: any ExampleSource<Scalar>, _ weigh: ExampleWeights<Scalar>?, loss: Loss,
    isPart: Bool = false
  ) {
    self.examples = examples
    self.weigh = weigh
    self.loss = loss
    let isWhole = examples.count <= Self.maximumWhole
    indices =
      isWhole ? Array(0..<examples.count) : Self.draw(Self.size, of: examples.count)
    drawn = isWhole && !isPart ? nil : indices.count
  }

  /// `count` of `total` indices in rising order, one from each of as many stretches of the same length.
  static func draw(_ count: Int, of total: Int) -> [Int] {
    var random = RandomState(seed: 1)
    return (0..<count).map { part in
      let stretch = evenRange(part, of: count, over: total)
      return stretch.lowerBound + Int(random.rand() * Double(stretch.count))
    }
  }

  /// X of a few of the examples.
  var probe: Matrix<Scalar> {
    get throws { try examples.batch(indices.prefix(Self.probeSize)).X }
  }

  /// Calls the body with parts of the examples, a small one first, as long as it returns true.
  private func forEachPart(
    of model: Model<Scalar>, _ body: (_ X: Matrix<Scalar>, _ Y: Matrix<Scalar>) -> Bool
  ) throws {
    var rest = indices[...]
    var size = min(Self.probeSize, model.evaluationBatch)
    while !rest.isEmpty {
      let (X, Y) = try examples.batch(rest.prefix(size))
      guard body(X, Y) else { return }
      rest = rest.dropFirst(size)
      size = model.evaluationBatch
    }
  }
}

// MARK: - Inputs

/// How far inputs reach.
struct InputRange<Scalar: NetworkScalar> {
  /// The largest in absolute value.
  private(set) var largest = 0.0
  private var squares = Matrix<Scalar>.empty
  private var count = 0
  /// Examples that are squared at once.
  private static var portion: Int { 256 }

  /// The largest root mean square of one feature; 1 for each that was standardized.
  var rms: Double { (Double(squares.maximumMagnitude()) / Double(max(1, count))).squareRoot() }

  mutating func add(_ X: Matrix<Scalar>) {
    largest = max(largest, Double(X.maximumMagnitude()))
    for start in stride(from: 0, to: X.columns, by: Self.portion) {
      let part = X[columns: start..<min(start + Self.portion, X.columns)]
      let sums = (part .* part).rowSums()
      if count == 0 { squares = sums } else { squares += sums }
      count += part.columns
    }
  }
}

extension TrainingSample {
  var inputs: InputRange<Scalar> {
    get throws {
      var range = InputRange<Scalar>()
      for start in stride(from: 0, to: indices.count, by: Self.probeSize) {
        let part = indices[start..<min(start + Self.probeSize, indices.count)]
        range.add(try examples.batch(part).X)
      }
      return range
    }
  }
}

// MARK: - Units

extension TrainingSample {
  /// What is counted of a layer.
  private enum Tally {
    /// The units that have been 0 so far.
    case zeros([Int])
    case saturated(Int, of: Int)
    /// Not what it looked like.
    case refuted
  }

  /// What is found of the hidden layers asked for, by their index, where it is a finding at all.
  ///
  /// It is of the network as it is used, without dropout.
  func findings(_ asked: [Int: InspectedUnits], in model: Model<Scalar>) throws -> [Int:
    Diagnostic.Finding]
  {
    var tallies: [Int: Tally] = asked.mapValues { units in
      units.symptom == .dead ? .zeros(Array(0..<units.count)) : .saturated(0, of: 0)
    }
    let last = asked.keys.max() ?? -1
    try forEachPart(of: model) { X, _ in
      var a = X
      for l in 0..<(last + 1) {
        a = model.layers[l].infer(a)
        guard let units = asked[l], let tally = tallies[l] else { continue }
        tallies[l] = Self.adding(a, to: tally, units)
      }
      return tallies.values.contains { if case .refuted = $0 { false } else { true } }
    }
    return tallies.reduce(into: [:]) { findings, entry in
      guard let units = asked[entry.key] else { return }
      switch entry.value {
      case .zeros(let dead):
        findings[entry.key] = .dead(dead.count, of: units, layer: entry.key + 1)
      case .saturated(let count, let total):
        findings[entry.key] = .saturated(count, of: total, units, layer: entry.key + 1)
      case .refuted: break
      }
    }
  }

  private static func adding(_ a: Matrix<Scalar>, to tally: Tally, _ units: InspectedUnits) -> Tally
  {
    switch tally {
    case .zeros(let sofar):
      let zeros = units.zeros(among: sofar, in: a)
      return Diagnostic.Finding.areManyDead(zeros.count, of: units.count) ? .zeros(zeros) : .refuted
    case .saturated(let count, let total):
      let (count, total) = (count + units.countSaturated(in: a), total + a.count)
      let mayBe = Double(count) > 0.9 * Diagnostic.Finding.saturationShare * Double(total)
      return mayBe ? .saturated(count, of: total) : .refuted
    case .refuted: return .refuted
    }
  }
}

extension Diagnostic.Finding {
  /// From which share of outputs on a layer is called saturated.
  static let saturationShare = 0.9

  /// Whether a layer has lost a quarter of its units.
  static func areManyDead(_ dead: Int, of count: Int) -> Bool { dead > 0 && dead * 4 >= count }

  /// nil where these are few.
  static func dead(_ dead: Int, of units: InspectedUnits, layer: Int) -> Self? {
    areManyDead(dead, of: units.count)
      ? .deadUnits(layer: layer, dead: dead, of: units.count) : nil
  }

  /// nil where these are few.
  static func saturated(_ count: Int, of total: Int, _ units: InspectedUnits, layer: Int) -> Self? {
    let share = Double(count) / Double(total)
    return share > saturationShare
      ? .saturated(layer: layer, activation: units.activation.name, share: share) : nil
  }
}

// MARK: - Gradients and answers

extension TrainingSample {
  /// The norms of each layer's gradient; nil where a layer's shapes are wrong.
  func gradientNorms(of model: Model<Scalar>) throws -> [Double]? {
    let pass = Propagation(model, loss: loss)
    var random = RandomState(seed: 1)
    var sums: [Gradient<Scalar>] = []
    var isSound = true
    try forEachPart(of: model) { X, Y in
      pass.draw(m: X.columns, from: &random)
      do throws(DimensionError) {
        _ = try pass.run(X: X, Y: Y, weights: weigh?(Y))
      } catch {
        isSound = false
        return false
      }
      let share = Scalar(Double(X.columns) / Double(indices.count))
      for (l, layer) in pass.layers.enumerated() {
        var part = layer.gradient
        part *= share
        if l < sums.count { sums[l] += part } else { sums.append(part) }
      }
      return true
    }
    guard isSound else { return nil }
    return sums.map { gradient in
      gradient.values.reduce(0) { $0 + Double($1.sumOfSquares()) }.squareRoot()
    }
  }

  /// The mean loss, as the network is used; nil where the first of the examples already show it to be
  /// far below `bound`.
  func cost(of model: Model<Scalar>, above bound: Double) throws -> Double? {
    var (sum, count) = (0.0, 0)
    var isBelow = false
    try forEachPart(of: model) { X, Y in
      sum += model.answer(X, Y: Y, loss: loss).cost * Double(X.columns)
      count += X.columns
      isBelow = sum < bound / 2 * Double(count)
      return !isBelow
    }
    return isBelow ? nil : sum / Double(count)
  }

  /// Whether no output of the network differs by more than `tolerance` between any two examples.
  func hasSameAnswers(_ model: Model<Scalar>, within tolerance: Double) throws -> Bool {
    var lowest = [Scalar](repeating: .infinity, count: model.outputSize)
    var highest = [Scalar](repeating: -.infinity, count: model.outputSize)
    var isSame = true
    try forEachPart(of: model) { X, _ in
      let A = model.infer(X)
      for row in 0..<A.rows {
        for column in 0..<A.columns {
          lowest[row] = min(lowest[row], A[row, column])
          highest[row] = max(highest[row], A[row, column])
        }
      }
      isSame = zip(lowest, highest).allSatisfy { Double($1 - $0) <= tolerance }
      return isSame
    }
    return isSame
  }
}
