/// Looks at a training whenever a row of its history is due, and says each thing once.
///
/// What it says is so for the whole training set, or for the examples drawn from it that the remark
/// names. A batch is only where a suspicion comes from, unless it is the training set.
struct TrainingMonitor<Scalar: NetworkScalar> {
  /// Rows that a symptom must last where a single one proves nothing.
  static var patience: Int { 5 }

  /// What is done already.
  var circumstances: Circumstances
  /// The update before which the first row was seen.
  var start = 0
  let sample: TrainingSample<Scalar>
  var entropy: LabelEntropy<Scalar>?
  var units: [Int: InspectedUnits]
  var zeros: [Int: ZeroUnits] = [:]
  var unitPauses: [Int: Pause] = [:]
  var gradientPause = Pause()
  var entropyPause = Pause()
  var steps = StepWatch()
  var rowsAtEntropy = 0
  var rowsOfVanishing = 0
  var costs = CostCurve()
  /// The layer below which signals are known to die out.
  var blockedLayer = -1
  /// Whether the output is the same for everyone because a layer's is.
  var isCutOff = false
  var said: Set<String> = []
  private var alphaAdvice: AlphaAdvice?

  /// A look-out for a training.
  ///
  /// - Parameters:
  ///   - sample: what is looked at where a batch is not the training set.
  ///   - entropy: that of the labels; nil for values.
  ///   - layers: those of the network.
  ///   - circumstances: what is done already.
  init(
    _ sample: TrainingSample<Scalar>, entropy: LabelEntropy<Scalar>?,
    _ layers: [any NetworkLayer<Scalar>], _ circumstances: Circumstances
  ) {
    self.sample = sample
    self.entropy = entropy
    self.circumstances = circumstances
    units = layers.dropLast().enumerated().reduce(into: [:]) {
      $0[$1.offset] = InspectedUnits($1.element)
    }
  }

  /// The remarks that a row of the history gives rise to.
  mutating func examine(_ look: RowLook<Scalar>) throws -> [Diagnostic] {
    var remarks: [Diagnostic] = []
    func add(_ findings: [Finding], to doctor: inout Self) {
      for (finding, examples) in findings {
        remarks += doctor.say(finding, on: examples, iteration: look.row.iteration)
      }
    }
    // What comes first may explain what comes later.
    if look.row.iteration == 0 { add(try startFindings(look), to: &self) }
    add(try unitFindings(look), to: &self)
    add(try gradientFindings(look), to: &self)
    add(try entropyFindings(look), to: &self)
    let lowest = costs.overfitsSince(adding: look.row)
    add(lowest.map { [(.overfitting(lowestAt: $0), nil)] } ?? [], to: &self)
    return remarks
  }

  /// The remarks that the change of the weights by an update gives rise to.
  mutating func examine(steps ratios: [Double?], iteration: Int) -> [Diagnostic] {
    steps.findings(ratios).flatMap { finding in
      // Where no signal comes through, and for a network that begins in mid-run, a small step has
      // another cause than alpha.
      if case .stepTooSmall(let layer, _) = finding, layer - 1 <= blockedLayer || start > 0 {
        return [Diagnostic]()
      }
      return say(finding, on: nil, iteration: iteration)
    }
  }

  /// The remark, if it was not made before and there is anything to try.
  private mutating func say(_ finding: Diagnostic.Finding, on examples: Int?, iteration: Int)
    -> [Diagnostic]
  {
    guard circumstances.allow(finding), !said.contains(finding.subject) else { return [] }
    let remedies = circumstances.remedies(for: finding, said: alphaAdvice)
    let fact = finding.fact(examples: examples, circumstances)
    switch finding {
    case .stepTooSmall, .stepTooLarge: if remedies.isEmpty { return [] }
    default: break
    }
    said.insert(finding.subject)
    if alphaAdvice == nil { alphaAdvice = finding.alphaAdvice }
    note(finding)
    return [
      Diagnostic(
        iteration: iteration, finding: finding, examples: examples,
        description: remedies.isEmpty ? fact : "\(fact); try \(remedies)")
    ]
  }

  /// Notes what a finding explains, so that nothing else is said of it.
  private mutating func note(_ finding: Diagnostic.Finding) {
    switch finding {
    case .deadUnits(let layer, let dead, let count):
      blockedLayer = max(blockedLayer, layer - 1)
      if dead == count { isCutOff = true }
      units[layer - 1] = nil
    case .saturated(let layer, _, _):
      blockedLayer = max(blockedLayer, layer - 1)
      units[layer - 1] = nil
    case .vanishingGradient(let layer, _): blockedLayer = max(blockedLayer, layer - 1)
    default: break
    }
  }
}

/// What there is to be seen at a row of the history.
struct RowLook<Scalar: NetworkScalar> {
  let row: HistoryRow
  /// The cost of the row without the term of L2.
  let cost: Double
  let pass: Propagation<Scalar>
  /// X of the examples of the update; nil where this process has not got all of them.
  let X: Matrix<Scalar>?
  /// The examples of the update.
  let m: Int
  /// Whether these are the training set.
  let isFullBatch: Bool
  /// Whether what the layers gave for them is what the network gives for the training set.
  let showsAll: Bool
  let model: () -> Model<Scalar>
}

/// How often a suspicion may be looked into: more and more rarely while nothing is found.
struct Pause {
  private var rest = 0
  private var next = 1

  /// Whether it may be in this row; to be asked once a row.
  mutating func isOver() -> Bool {
    guard rest > 0 else { return true }
    rest -= 1
    return false
  }

  /// Nothing was found: the pause grows.
  mutating func begin() {
    rest = next
    next *= 2
  }
}
