import Bytes
import Datasets
import DeepNetwork
import Foundation
import Ranks
import Text

/// A short training in which alpha grows exponentially from one end of a range to the other, so that
/// the costs on the way tell which alpha suits the network.
///
/// Source: Leslie Smith, "Cyclical learning rates for training neural networks", 2017.
package struct LearningRateTest: Sendable {
  /// The updates in which alpha grows tenfold.
  private static let updatesPerPower = 50.0
  /// Of mini-batches the mean cost counts, in which each update weighs so much as the one after it.
  private static let smoothing = 0.9
  /// The test ends where the cost is so many times its lowest.
  private static let rise = 4.0
  /// The part of the alpha of the lowest cost that is suggested: of mini-batches, whose noise lets a cost
  /// fall for a while beyond what lasts, a tenth.
  private static let (caution, cautionOfFullBatch) = (1.0 / 10, 1.0 / 3)

  /// An update of the test.
  package struct Point: Sendable, Equatable {
    package let alpha: Double
    /// Before the update.
    package let cost: Double
    /// The mean of the last ones; the cost itself where each update sees all examples.
    package let smoothedCost: Double
  }

  /// What a test tells.
  package struct Result: Sendable, Equatable {
    package let points: [Point]
    /// The alpha to begin with; nil where no alpha of the range let the cost fall.
    package let suggestion: Double?
    /// What there is to know of it, in a sentence.
    package let remark: String
    package let isInterrupted: Bool
  }

  package let configuration: Configuration
  /// What paths of data are relative to.
  package let dataFolder: URL
  package let range: ValueRange
  /// Where pictures that have been read are kept for the next time; nil: nowhere.
  package var cache: ImageCache?

  /// The range of a learning-rate test, if that is what is asked for.
  ///
  /// - Throws: `SweepError` where something else is varied too, or the range makes no sense.
  package static func range(in variations: [Variation]) throws(SweepError) -> ValueRange? {
    for variation in variations {
      guard let range = try variation.range(), range.kind == .range else { continue }
      guard variation.key == "alpha" else { throw .testIsOfAlpha(variation.text) }
      guard variations.count == 1 else { throw .testIsAlone }
      guard range.upper >= range.lower * 10 else { throw .narrowTest(variation.text) }
      return range
    }
    return nil
  }

  package init(_ configuration: Configuration, dataFolder: URL, range: ValueRange) {
    self.dataFolder = dataFolder
    self.range = range
    self.configuration = configuration
  }

  /// The number of updates, if nothing ends the test before.
  package var updates: Int {
    Int((log10(range.upper / range.lower) * Self.updatesPerPower).rounded()) + 1
  }

  /// The configuration of the test: alpha grows, and nothing else changes it.
  private var trained: Configuration {
    var trained = configuration
    trained.hyperparameters.alpha = range.lower
    trained.hyperparameters.alphaDecay = LearningRateSchedule(GrowingRate(upper: range.upper))
    trained.hyperparameters.warmup = 0
    trained.hyperparameters.earlyStopping = nil
    trained.hyperparameters.duration = .iterations(updates)
    trained.hyperparameters.logEvery = .updates(updates + 1)
    return trained
  }

  /// Trains, and looks at the costs.
  ///
  /// - Throws: what any training can end with but `Divergence`, which ends the test.
  package func execute(
    note: @escaping (String) -> Void, shouldStop: @escaping () -> Bool
  ) throws -> Result {
    let data = try configuration.loadData(from: dataFolder, cache: cache, note: note)
    let plan = try configuration.requireFit(data)
    switch configuration.precision {
    case .float32: return try run(Float.self, plan, data, note, shouldStop)
    case .float64: return try run(Double.self, plan, data, note, shouldStop)
    }
  }

  private func run<Scalar: NetworkScalar>(
    _: Scalar.Type, _ plan: NetworkPlan, _ data: TrainingData, _ note: @escaping (String) -> Void,
    _ shouldStop: @escaping () -> Bool
  ) throws -> Result {
    let trained = trained
    let session = TrainingSession<Scalar>(
      trained, plan, data, RunFolder(dataFolder),
      ModelDescription(trained, plan: plan, trainedOn: data.train, among: SingleProcess()),
      sharing: nil, among: SingleProcess())
    let trainer = try session.makeTrainer(from: nil)
    if let reason = trainer.firstLayer.refusal { throw DualLayerRefusal(reason: reason) }
    let isFullBatch = trained.batchSize(of: data.train) == data.train.count
    var costs = CostMeans(smoothing: isFullBatch ? 0 : Self.smoothing)
    var points: [Point] = []
    var isInterrupted = false
    func look(_ trainer: Trainer<Scalar>) -> Bool {
      let update = trainer.iteration - 1
      guard update >= 0, trainer.lastCost.isFinite else { return false }
      points.append(
        Point(
          alpha: GrowingRate(upper: range.upper).alpha(
            from: range.lower, at: SchedulePoint(iteration: update, of: updates, epoch: 0)),
          cost: trainer.lastCost, smoothedCost: costs.add(trainer.lastCost)))
      let lowest = points.reduce(.infinity) { min($0, $1.smoothedCost) }
      return lowest > 0 && costs.mean > Self.rise * lowest
    }
    do {
      try trainer.train(
        onRemark: { note("\($0)") },
        shouldStop: { trainer in
          isInterrupted = shouldStop()
          return isInterrupted || look(trainer)
        })
      if trainer.iteration == updates { _ = look(trainer) }
    } catch is Divergence {
      // There it ends.
    }
    return Self.result(points, isFullBatch: isFullBatch, isInterrupted: isInterrupted)
  }

  /// What the costs tell: a part of the alpha at which they are lowest.
  static func result(_ points: [Point], isFullBatch: Bool, isInterrupted: Bool) -> Result {
    func result(_ suggestion: Double?, _ remark: String) -> Result {
      Result(
        points: points, suggestion: suggestion, remark: remark, isInterrupted: isInterrupted)
    }
    guard let first = points.first,
      let lowest = points.min(by: { $0.smoothedCost < $1.smoothedCost }),
      lowest.smoothedCost < first.cost, let last = points.last
    else {
      return result(nil, "no alpha of the range lets the cost fall; begin with a smaller one")
    }
    let part = isFullBatch ? Self.cautionOfFullBatch : Self.caution
    let alpha = Double((lowest.alpha * part).significant(2)) ?? lowest.alpha
    let place = "the cost is lowest, \(lowest.smoothedCost.significant(4)), at alpha "
    let text = place + lowest.alpha.significant(2)
    return last.alpha == lowest.alpha
      ? result(alpha, text + ", the end of the range, and may fall further: end with a larger one")
      : result(alpha, text + "; a \(isFullBatch ? "third" : "tenth") of it is suggested")
  }
}

/// alpha · (upper / alpha)^(t / (T − 1)), t the update, T their number.
private struct GrowingRate: ScheduleKind {
  static let name = "growing"
  static let summary = "alpha · (upper / alpha)^(t / (T − 1))."

  var upper = 1.0

  init(upper: Double) { self.upper = upper }
  init() {}

  func alpha(from alpha: Double, at point: SchedulePoint) -> Double {
    alpha * pow(upper / alpha, Double(point.iteration) / Double(max(1, point.iterations - 1)))
  }
}

/// Means of costs that forget, without the pull of a beginning at 0.
private struct CostMeans {
  let smoothing: Double
  private var sum = 0.0
  private var weight = 0.0
  private(set) var mean = 0.0

  init(smoothing: Double) { self.smoothing = smoothing }

  mutating func add(_ cost: Double) -> Double {
    sum = smoothing * sum + (1 - smoothing) * cost
    weight = smoothing * weight + 1 - smoothing
    mean = sum / weight
    return mean
  }
}

extension LearningRateTest.Result {
  /// The updates with all their digits.
  private var csv: String {
    points.reduce("alpha,cost,smoothed_cost\n") {
      $0 + "\($1.alpha),\($1.cost),\($1.smoothedCost)\n"
    }
  }

  /// Writes the costs and the page with their curve into a folder, which is made if it is missing.
  package func write(to folder: URL, title: String) throws {
    try RunFolder(folder).enter(.resume) {
      func file(_ name: String) -> URL { folder.appendingPathComponent(name, isDirectory: false) }
      try AtomicFile.write(csv, to: file("learning-rates.csv"))
      try AtomicFile.write(page(title: title).html, to: file("learning-rates.html"))
    }
  }
}
