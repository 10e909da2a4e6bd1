import ArrayFiles
import Bytes
import Datasets
import DeepNetwork
import Foundation
import Interchange
import Ranks

/// The part of a run that knows its precision and owns the folder, or the share of another process
/// in it.
struct TrainingSession<Scalar: NetworkScalar> {
  private let configuration: Configuration
  private let plan: NetworkPlan
  private let data: TrainingData
  private let folder: RunFolder
  private let description: ModelDescription
  private let gram: SharedGram<Scalar>?
  private let ranks: any RankGroup

  init(
    _ configuration: Configuration, _ plan: NetworkPlan, _ data: TrainingData,
    _ folder: RunFolder, _ description: ModelDescription, sharing gram: SharedGram<Scalar>?,
    among ranks: any RankGroup
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
    let checkpoint: Checkpoint<Scalar>?
  }

  /// Makes the network and all that training needs, from the beginning or from a checkpoint.
  func start(from checkpoint: Checkpoint<Scalar>?) throws -> Start {
    var clock = TrainingClock(secondsBefore: checkpoint?.seconds ?? 0)
    clock.start()
    let trainer = try makeTrainer(from: checkpoint)
    clock.stop()
    if let reason = trainer.firstLayer.refusal { throw DualLayerRefusal(reason: reason) }
    if let reason = trainer.sharingObstacle { throw SharingRefusal.cannotBeShared(reason) }
    let iterations = ranks.gather([trainer.iteration]).map { $0[0] }
    if let other = iterations.firstIndex(where: { $0 != iterations[0] }) {
      throw SharingRefusal.otherCheckpoint(
        rank: other, iteration: iterations[other], first: iterations[0], path: folder.url.path)
    }
    return Start(trainer: trainer, clock: clock, checkpoint: checkpoint)
  }

  func run(_ start: Start, _ observer: TrainingRun.Observer) throws -> TrainingRun.Ending {
    let (trainer, checkpoint) = (start.trainer, start.checkpoint)
    var clock = start.clock
    let isOver = checkpoint.map {
      trainer.isComplete && folder.isFinished(after: $0.state.iteration)
    }
    if ranks.any(isOver ?? false) { return .alreadyComplete(iteration: trainer.iteration) }
    if observer.looksAtData, ranks.count == 1 {
      let look = DataLook(data.train, comparesExamples: false)
      observer.note("data: \(look.summary)")
      for remark in look.remarks { observer.note("data: \(remark)") }
    }
    observer.note("\(trainer.firstLayer)")
    try AtomicFile.write(configuration.jsonText, to: folder.configuration)
    let history = try openHistory(resumingAt: checkpoint?.state.iteration)
    let norms = NormsWriter(
      folder.norms, L: plan.L, iterations: trainer.iterations,
      logEvery: configuration.hyperparameters.logEvery,
      keepingRowsBefore: checkpoint?.state.iteration ?? 0)
    observer.begin(trainer.iterations, trainer.iteration)
    let outcome = try train(trainer, (history, norms), &clock, observer)
    try history.sync()
    norms.flush()
    try save(trainer, clock)
    if outcome == .interrupted { return .interrupted(iteration: trainer.iteration) }
    if case .stoppedEarly(let best) = outcome {
      observer.note("the weights are those after \(best) iterations, of the lowest validation cost")
    }
    clock.start()
    let model = trainer.model
    clock.stop()
    let (metrics, judged) = try finish(
      TrainedModel(model, description), iterations: trainer.iteration, seconds: clock.seconds)
    writeReport(judged, observer)
    return .finished(metrics)
  }

  /// Trains beside the process that writes the folder.
  func assist(_ start: Start, _ observer: TrainingRun.Observer) throws -> TrainingRun.Ending {
    let trainer = start.trainer
    if ranks.any(false) { return .knownToFirstRank }
    do {
      let outcome = try trainer.train(shouldStop: { _ in observer.shouldStop() })
      if outcome != .interrupted { _ = answers(of: TrainedModel(trainer.model, description)) }
    } catch is Divergence {
      _ = answers(of: TrainedModel(trainer.model, description))
    }
    return .knownToFirstRank
  }

  private func train(
    _ trainer: Trainer<Scalar>, _ files: (history: HistoryWriter, norms: NormsWriter),
    _ clock: inout TrainingClock, _ observer: TrainingRun.Observer
  ) throws -> Trainer<Scalar>.Outcome {
    let every = configuration.checkpointEvery
    let start = trainer.iteration
    clock.start()
    defer { clock.stop() }
    do {
      return try trainer.train(
        onHistoryRow: { row in
          try files.history.append(row)
          files.norms.append(row)
          observer.row(row)
        },
        onRemark: { observer.note("\($0)") },
        shouldStop: { trainer in
          let iteration = trainer.iteration
          observer.advance(iteration, trainer.epoch)
          if every > 0, iteration > start, iteration.isMultiple(of: every) {
            clock.stop()
            try files.history.sync()
            files.norms.flush()
            try save(trainer, clock)
            clock.start()
          }
          return observer.shouldStop()
        })
    } catch let divergence as Divergence {
      clock.stop()
      try files.history.sync()
      files.norms.flush()
      try save(trainer, clock, divergence: "\(divergence)")
      let model = TrainedModel(trainer.model, description)
      writeReport(judged(model, answers(of: model)), observer)
      throw divergence
    }
  }
}

// MARK: - Beginning

extension TrainingSession {
  /// The checkpoint in the folder, if there is one and it is of this training.
  func savedCheckpoint() throws -> Checkpoint<Scalar>? {
    guard folder.holdsACheckpoint else { return nil }
    let checkpoint = try Checkpoint<Scalar>(contentsOf: folder.checkpoint, plan: plan)
    let differences = configuration.json.differences(from: checkpoint.configuration)
    guard differences.isEmpty else {
      throw CheckpointError.otherConfiguration(path: folder.url.path, differences: differences)
    }
    guard checkpoint.trainingData == description.trainingData else {
      throw CheckpointError.otherData(path: folder.url.path)
    }
    return checkpoint
  }

  private func makeTrainer(from checkpoint: Checkpoint<Scalar>?) throws -> Trainer<Scalar> {
    var random = RandomState(seed: configuration.seed)
    var model: Model<Scalar> = try configuration.initialModel(plan, from: &random)
    var hyperparameters = configuration.hyperparameters
    hyperparameters.loss = configuration.loss
    if let state = checkpoint?.state {
      hyperparameters.firstLayer = state.initialW == nil ? .direct : .dual
      if let initialW = state.initialW { model.layers[0].W = initialW }
    }
    let trainer = try Trainer(
      model, on: DatasetExamples<Scalar>(data.train),
      validation: data.validation.map { DatasetExamples<Scalar>($0) }, hyperparameters,
      random: random, dropoutSeed: configuration.seed &+ 1, gram: nil, sharedGram: gram,
      among: ranks)
    if let state = checkpoint?.state { try trainer.resume(from: state) }
    return trainer
  }

  private func openHistory(resumingAt iteration: Int?) throws -> HistoryWriter {
    var columns: HistoryColumns = []
    let isFullBatch = configuration.batchSize(of: data.train) == data.train.count
    if configuration.loss.hasClasses {
      if isFullBatch { columns.insert(.trainAccuracy) }
      if data.validation != nil { columns.insert(.validationAccuracy) }
    }
    if data.validation != nil { columns.insert(.validationCost) }
    guard let iteration else {
      return try HistoryWriter(creating: folder.history, columns: columns)
    }
    // The row of the iteration that comes next is written again by the training.
    return try HistoryWriter(
      resuming: folder.history, columns: columns, keepingRowsBefore: iteration)
  }
}

// MARK: - Saving

extension TrainingSession {
  private func save(
    _ trainer: Trainer<Scalar>, _ clock: TrainingClock, divergence: String? = nil
  ) throws {
    let checkpoint = Checkpoint(
      state: trainer.state, configuration: configuration.json,
      trainingData: description.trainingData, seconds: clock.seconds, divergence: divergence)
    try checkpoint.write(TrainedModel(trainer.lastModel, description), to: folder.checkpoint)
  }

  private func finish(_ model: TrainedModel, iterations: Int, seconds: Double) throws
    -> (RunMetrics, Judged)
  {
    try model.write(to: folder.model)
    let answers = answers(of: model)
    func metrics(_ part: Answers) -> SplitMetrics { SplitMetrics(part.outputs, of: part.data) }
    var metrics = RunMetrics(
      train: metrics(answers.train), validation: answers.validation.map(metrics),
      test: answers.test.map(metrics), iterations: iterations, seconds: seconds,
      classes: data.train.format.classNames)
    metrics.minimized = MinimizedCost(
      configuration, model, answers.train.outputs, of: data.train)
    let judged = judged(model, answers)
    try AtomicFile.write(metrics.json.prettyText, to: folder.metrics)
    return (metrics, judged)
  }

  typealias Judged = (evaluation: Evaluation, part: DataRole)

  private typealias Answers = (data: Dataset, outputs: Outputs)

  /// How a network answers all examples, each process taking its share of them.
  private func answers(of model: TrainedModel)
    -> (train: Answers, validation: Answers?, test: Answers?)
  {
    func answers(_ data: Dataset) -> Answers { (data, model.outputs(for: data, among: ranks)) }
    return (answers(data.train), data.validation.map(answers), data.test.map(answers))
  }

  /// The answers that a network is judged by: for test, else validation, else train.
  private func judged(
    _ model: TrainedModel, _ answers: (train: Answers, validation: Answers?, test: Answers?)
  ) -> Judged {
    let (judged, part) =
      answers.test.map { ($0, DataRole.test) } ?? answers.validation.map { ($0, .validation) }
      ?? (answers.train, .train)
    let predictions = Predictor(model).predictions(
      judged.outputs, of: judged.data, called: judged.data.name)
    return (Evaluation(predictions, of: judged.data, mistakes: RunReport.mistakes), part)
  }

  /// Writes the page about the run; where that fails the run is none the worse.
  private func writeReport(_ judged: Judged, _ observer: TrainingRun.Observer) {
    do {
      let record = try RunRecord(contentsOf: folder)
      let report = RunReport(record, judged: judged, train: data.train)
      try AtomicFile.write(report.html, to: folder.report)
    } catch {
      observer.note("the report was not written: \(error)")
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

extension JSONValue {
  /// What a run may change when it goes on.
  private static let changeable: Set<String> = ["name", "iterations", "epochs", "checkpointEvery"]

  /// The keys whose values differ from those of an earlier configuration, in words.
  func differences(from earlier: JSONValue) -> [String] {
    let names = (members ?? []).map(\.name) + (earlier.members ?? []).map(\.name)
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted && !Self.changeable.contains($0) }
      .compactMap { name in
        let (before, now) = (earlier[name], self[name])
        guard before != now else { return nil }
        func text(_ value: JSONValue?) -> String { value?.compactText ?? "absent" }
        return "\(name) was \(text(before)) and is now \(text(now))"
      }
  }
}
