import Bytes
import Datasets
import DeepNetwork
import Foundation
import Ranks

/// The part of a run that knows its precision and owns the folder, or the share of another process
/// in it.
struct TrainingSession<Scalar: NetworkScalar> {
  let configuration: Configuration
  let plan: NetworkPlan
  let data: TrainingData
  let folder: RunFolder
  let description: ModelDescription
  let gram: SharedGram<Scalar>?
  let ranks: any Communicator
  /// Whether events for TensorBoard were asked for.
  var writesEvents = false

  init(
    _ configuration: Configuration, _ plan: NetworkPlan, _ data: TrainingData,
    _ folder: RunFolder, _ description: ModelDescription, sharing gram: SharedGram<Scalar>?,
    among ranks: any Communicator
  ) {
    self.configuration = configuration
    self.plan = plan
    self.data = data
    self.folder = folder
    self.description = description
    self.gram = gram
    self.ranks = ranks
  }

  /// A training that is ready to go, and the time that it has taken so far.
  struct Start {
    let trainer: Trainer<Scalar>
    var clock: TrainingClock
    /// What was there to go on from.
    let resumption: Resumption?
    /// The updates made before; nil where the training begins.
    let iteration: Int?

    /// The iteration of the first row that is still to be written, perhaps again; nil for all.
    var nextRow: Int? { iteration.map { trainer.hasEndedEarly ? $0 + 1 : $0 } }
  }

  /// Trains to the end, or until it is asked to stop, and writes the folder.
  func run(_ start: Start, _ observer: TrainingRun.Observer) throws -> TrainingRun.Ending {
    let trainer = start.trainer
    var clock = start.clock
    start.remarks(configuration, folder).forEach(observer.note)
    if ranks.any(isOver(start)) {
      return .alreadyComplete(
        iteration: trainer.iteration, bestIteration: trainer.bestOfEarlyEnd)
    }
    lookAtData(observer)
    if start.iteration == nil {
      try configuration.remarksOnWeights(plan, inFull: false).forEach {
        observer.note("remark: \($0)")
      }
    }
    observer.note("\(trainer.firstLayer)")
    if let augmentation = configuration.data.train.augment {
      observer.note("augment: \(augmentation)")
    }
    try AtomicFile.write(configuration.jsonText, to: folder.configuration)
    let files = try openFiles(start)
    // From here on the run is no longer one that has diverged.
    if start.resumption?.checkpoint.divergence != nil {
      try save(trainer, clock, files, hasHistograms: false)
    }
    observer.begin(trainer.iterations, trainer.iteration)
    let report = LiveReport(
      folder, configuration, plan, iterations: trainer.iterations, startingAt: trainer.iteration)
    let outcome = try train(trainer, files, report, &clock, observer)
    try save(trainer, clock, files, hasHistograms: outcome != .interrupted)
    switch outcome {
    case .interrupted:
      let kept = try leave(trainer.kept)
      report.close(at: trainer.iteration, note: observer.note)
      observer.note("model.safetensors holds \(kept)")
      return .interrupted(iteration: trainer.iteration)
    case .finished: return try finish(trainer, best: nil, &clock, observer)
    case .stoppedEarly(let best): return try finish(trainer, best: best, &clock, observer)
    }
  }

  /// Trains beside the process that writes the folder.
  func assist(_ start: Start, _ observer: TrainingRun.Observer) throws -> TrainingRun.Ending {
    let trainer = start.trainer
    if ranks.any(false) { return .knownToFirstRank }
    do {
      let outcome = try trainer.train(shouldStop: { _ in observer.shouldStop() })
      if outcome != .interrupted { _ = answers(of: TrainedModel(trainer.model, description)) }
    } catch is Divergence {
      _ = answers(of: TrainedModel(trainer.kept.model, description))
    }
    return .knownToFirstRank
  }

  private func lookAtData(_ observer: TrainingRun.Observer) {
    for text in configuration.warnings(plan, examples: data.train.count) {
      observer.note("warning: \(text)")
    }
    guard observer.looksAtData, ranks.count == 1 else { return }
    let look = DatasetSummary(data.train, comparesExamples: false)
    observer.note("data: \(look.summary)")
    for remark in look.remarks { observer.note("data: \(remark)") }
  }

  private func train(
    _ trainer: Trainer<Scalar>, _ files: RowFiles, _ report: LiveReport,
    _ clock: inout TrainingClock, _ observer: TrainingRun.Observer
  ) throws -> Trainer<Scalar>.Outcome {
    func renewReport() throws {
      guard report.isDue else { return }
      clock.stop()
      try files.flush()
      report.renew(at: trainer.iteration, note: observer.note)
      clock.start()
    }
    let start = trainer.iteration
    clock.start()
    defer { clock.stop() }
    do {
      return try trainer.train(
        onHistoryRow: { row in
          try files.append(row)
          observer.row(row)
          try renewReport()
        },
        onRemark: { remark in
          if let tell = observer.remark { tell(remark) } else { observer.note("\(remark)") }
        },
        shouldStop: { trainer in
          let iteration = trainer.iteration
          observer.advance(iteration, trainer.epoch)
          if iteration > start, isCheckpointDue(at: trainer) {
            clock.stop()
            try save(trainer, clock, files, hasHistograms: true)
            clock.start()
            try renewReport()
          }
          return observer.shouldStop()
        })
    } catch let divergence as Divergence {
      clock.stop()
      try files.sync()
      throw try settle(divergence, of: trainer, clock, observer)
    } catch {
      clock.stop()
      // What stopped the training is told, not what then went wrong with keeping it.
      if trainer.iteration > start { try? save(trainer, clock, files, hasHistograms: false) }
      throw error
    }
  }
}

/// The wall time of training, with stops in between.
struct TrainingClock {
  private var total: Double
  private var started: ContinuousClock.Instant?

  init(secondsBefore: Double) { total = secondsBefore }

  mutating func start() { started = .now }

  mutating func stop() {
    guard let started else { return }
    total += (.now - started) / .seconds(1)
    self.started = nil
  }

  var seconds: Double { total }
}
