/// What the layers show of a training.
extension TrainingMonitor {
  typealias Finding = (finding: Diagnostic.Finding, examples: Int?)

  private static var vanishingRatio: Double { 1e-4 }
  /// Examples or rows of mini-batches after which a suspicion is looked into.
  private static var suspiciousExamples: Int { 64 }
  private static var suspiciousRows: Int { 3 }

  /// Dead and saturated units.
  mutating func unitFindings(_ look: RowLook<Scalar>) throws -> [Finding] {
    var findings: [Finding] = []
    var asked: [Int: InspectedUnits] = [:]
    for (l, units) in units.sorted(by: { $0.key < $1.key }) {
      guard let a = look.pass.layers[l].inspectedOutput else { continue }
      if look.showsAll {
        let finding = units.finding(in: a, layer: l + 1)
        findings += finding.map { [($0, nil)] } ?? []
      } else if isSuspicious(units, a, layer: l) {
        asked[l] = units
      }
    }
    return try findings + confirmed(asked, look)
  }

  private mutating func isSuspicious(_ units: InspectedUnits, _ a: Matrix<Scalar>, layer l: Int)
    -> Bool
  {
    guard unitPauses[l, default: Pause()].isOver() else { return false }
    switch units.symptom {
    case .saturated: return units.looksSaturated(a, share: Diagnostic.Finding.saturationShare)
    case .dead:
      var seen = zeros[l] ?? ZeroUnits(count: units.count)
      seen.add(a, units)
      let isLasting = seen.rows >= Self.suspiciousRows || seen.examples >= Self.suspiciousExamples
      zeros[l] = seen.areMany && !isLasting ? seen : nil
      return seen.areMany && isLasting
    }
  }

  /// What the sample shows of layers that looked suspicious.
  private mutating func confirmed(_ asked: [Int: InspectedUnits], _ look: RowLook<Scalar>)
    throws -> [Finding]
  {
    guard !asked.isEmpty else { return [] }
    let findings = try sample.findings(asked, in: look.model())
    for l in asked.keys where findings[l] == nil { unitPauses[l, default: Pause()].begin() }
    return findings.sorted { $0.key < $1.key }.map { ($0.value, sample.drawn) }
  }

  /// Gradients that die out between the last layer and another.
  mutating func gradientFindings(_ look: RowLook<Scalar>) throws -> [Finding] {
    let norms = look.row.layers.map(\.gradient)
    guard !said.contains(Diagnostic.Finding.vanishingGradient(layer: 1, ratio: 0).subject),
      let (weakest, ratio) = weakestGradient(norms, look), weakest > blockedLayer
    else {
      rowsOfVanishing = 0
      return []
    }
    rowsOfVanishing += 1
    let isLasting =
      rowsOfVanishing >= Self.suspiciousRows || look.m >= Self.suspiciousExamples
    guard look.isFullBatch || isLasting, gradientPause.isOver() else { return [] }
    let explanation = try blocking(from: weakest, look)
    guard explanation.isEmpty else { return explanation }
    if look.isFullBatch { return [(.vanishingGradient(layer: weakest + 1, ratio: ratio), nil)] }
    guard let norms = try sample.gradientNorms(of: look.model()),
      let (weakest, ratio) = weakestGradient(norms, look)
    else {
      gradientPause.begin()
      return []
    }
    return [(.vanishingGradient(layer: weakest + 1, ratio: ratio), sample.drawn)]
  }

  private func weakestGradient(_ norms: [Double], _ look: RowLook<Scalar>)
    -> (layer: Int, ratio: Double)?
  {
    let sizes = zip(look.pass.layers, norms).map { layer, norm in
      let count = layer.gradientOfWeights.count
      return count == 0 ? nil : norm / Double(count).squareRoot()
    }
    // Next to a gradient that is all rounding nothing can be said to be small.
    guard let last = sizes.last ?? nil, last > 10 * Double(Scalar.ulpOfOne),
      let weakest = sizes.dropLast().enumerated().min(by: { ($0.1 ?? last) < ($1.1 ?? last) }),
      let size = weakest.element, size / last < Self.vanishingRatio
    else { return nil }
    return (weakest.offset, size / last)
  }

  /// Layers from the given one on whose units are dead or saturated, which explains other symptoms.
  mutating func blocking(from layer: Int, _ look: RowLook<Scalar>) throws -> [Finding] {
    guard !look.showsAll else { return [] }
    return try confirmed(units.filter { $0.key >= layer }, look)
  }
}

extension InspectedUnits {
  /// What an output A of the training set shows.
  func finding<Scalar>(in a: Matrix<Scalar>, layer: Int) -> Diagnostic.Finding? {
    switch symptom {
    case .dead: .dead(zeros(among: Array(0..<count), in: a).count, of: self, layer: layer)
    case .saturated: .saturated(countSaturated(in: a), of: a.count, self, layer: layer)
    }
  }
}

/// The units that were 0 in each of the last rows' batches.
struct ZeroUnits {
  private var units: [Int]
  private let count: Int
  private(set) var rows = 0
  private(set) var examples = 0

  init(count: Int) {
    units = Array(0..<count)
    self.count = count
  }

  var areMany: Bool { Diagnostic.Finding.areManyDead(units.count, of: count) }

  mutating func add<Scalar>(_ a: Matrix<Scalar>, _ inspected: InspectedUnits) {
    units = inspected.zeros(among: units, in: a)
    rows += 1
    examples += a.columns
  }
}
