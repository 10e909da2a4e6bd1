import Bytes
import Datasets
import DeepNetwork
import Foundation
import Text

/// What a run saves and leaves, however it ends.
extension TrainingSession {
  /// Saves a checkpoint behind all rows before it; `hasHistograms` says whether events have the weights then.
  func save(
    _ trainer: Trainer<Scalar>, _ clock: TrainingClock, _ files: RowFiles, hasHistograms: Bool
  ) throws {
    let model = TrainedModel(trainer.lastModel, description)
    if hasHistograms { try files.events?.append(model, at: trainer.iteration) }
    try files.sync()
    let checkpoint = checkpoint(of: trainer.state, seconds: clock.seconds)
    try checkpoint.write(model, to: folder.checkpoint)
  }

  private func checkpoint(of state: TrainingState<Scalar>, seconds: Double) -> Checkpoint<Scalar> {
    Checkpoint(
      state: state, configuration: configuration.json, trainingData: description.trainingData,
      seconds: seconds)
  }

  /// The description of a model that is the best one after so many iterations.
  private func description(best iteration: Int?) -> ModelDescription {
    var description = description
    description.bestIteration = iteration
    return description
  }
}

// MARK: - At the end

extension TrainingSession {
  func finish(
    _ trainer: Trainer<Scalar>, best: Int?, _ clock: inout TrainingClock,
    _ observer: TrainingRun.Observer
  ) throws -> TrainingRun.Ending {
    if let best {
      let choice = trainer.kept.choice.map { ", \($0)" } ?? ""
      observer.note("the weights are those after \(best) iterations\(choice)")
    }
    clock.start()
    let network = trainer.model
    clock.stop()
    let model = TrainedModel(network, description(best: best))
    try model.write(to: folder.model)
    let answers = answers(of: model)
    for part in [answers.train, answers.validation, answers.test] {
      try part.map { try $0.outputs.requireFinite(for: $0.data) }
    }
    func metrics(_ part: Answers) -> SplitMetrics { SplitMetrics(part.outputs, of: part.data) }
    var metrics = RunMetrics(
      train: metrics(answers.train), validation: answers.validation.map(metrics),
      test: answers.test.map(metrics), iterations: trainer.iteration, seconds: clock.seconds,
      classes: data.train.format.classNames)
    metrics.bestIteration = best
    metrics.minimized = MinimizedCost(
      configuration, model, answers.train.outputs, of: data.train)
    let judged = judged(model, answers)
    try AtomicFile.write(metrics.json.prettyText, to: folder.metrics)
    writeReport(judged, observer)
    return .finished(metrics)
  }

  private typealias Judged = (evaluation: Evaluation, part: DataRole)
  typealias Answers = (data: Dataset, outputs: Outputs)

  /// How a network answers all examples, each process taking its share of them.
  func answers(of model: TrainedModel) -> (train: Answers, validation: Answers?, test: Answers?) {
    func answers(_ data: Dataset) -> Answers { (data, model.outputs(for: data, among: ranks)) }
    return (answers(data.train), data.validation.map(answers), data.test.map(answers))
  }

  /// The answers that a network is judged by: for test, else validation, else train; nil where one
  /// is no number.
  private func judged(
    _ model: TrainedModel, _ answers: (train: Answers, validation: Answers?, test: Answers?)
  ) -> Judged? {
    let (judged, part) =
      answers.test.map { ($0, DataRole.test) } ?? answers.validation.map { ($0, .validation) }
      ?? (answers.train, .train)
    guard judged.outputs.firstNotFinite == nil, let predictor = try? Predictor(model) else {
      return nil
    }
    let predictions = predictor.predictions(
      judged.outputs, of: judged.data, called: judged.data.name)
    return (Evaluation(predictions, of: judged.data, mistakes: RunReport.mistakes), part)
  }

  /// Writes the page about the run; where that fails the run is none the worse.
  private func writeReport(_ judged: Judged?, _ observer: TrainingRun.Observer) {
    do {
      let record = try RunRecord(contentsOf: folder)
      try RunReport(record, judged: judged, train: data.train).write(to: folder.report)
    } catch {
      observer.note("the report was not written: \(error)")
    }
  }
}

// MARK: - Before the end

extension TrainingSession {
  /// Writes the model of a training that goes no further for now, and returns what it holds.
  ///
  /// Figures of a shorter training that are still there would be taken for this model's.
  @discardableResult
  func leave(_ kept: KeptWeights<Scalar>) throws -> String {
    try folder.removeMetrics()
    try model(kept).write(to: folder.model)
    return kept.description
  }

  private func model(_ kept: KeptWeights<Scalar>) -> TrainedModel {
    TrainedModel(kept.model, description(best: kept.choice == nil ? nil : kept.iteration))
  }

  /// Leaves the best there is of a training that diverged, and a checkpoint of a state that it can go
  /// on from.
  ///
  /// - Returns: the divergence with what is left.
  func settle(
    _ divergence: Divergence, of trainer: Trainer<Scalar>, _ clock: TrainingClock,
    _ observer: TrainingRun.Observer
  ) throws -> Divergence {
    let kept = trainer.kept
    let text = try leave(kept)
    var (checkpoint, model, isGood) = try stateToGoOnFrom(trainer, clock)
    var told = divergence
    told.kept = "and model.safetensors holds \(text)\(kept.choice == nil ? ", the last ones" : "")"
    told.resumption = .init(
      from: isGood ? checkpoint.state.iteration : 0, changeable: ConfigurationChanges.changeable)
    told.isNormalized = data.train.format.normalization.method != .none
    checkpoint.divergence = DivergenceNote(
      text: "\(told)", iteration: divergence.iteration, isStateGood: isGood)
    try checkpoint.write(model, to: folder.checkpoint)
    let network = self.model(kept)
    writeReport(judged(network, answers(of: network)), observer)
    return told
  }

  /// The later of the best row and the last checkpoint, if that one is sound; else the last state of
  /// all, from which nothing can go on.
  private func stateToGoOnFrom(_ trainer: Trainer<Scalar>, _ clock: TrainingClock) throws -> (
    Checkpoint<Scalar>, TrainedModel, isGood: Bool
  ) {
    let best = trainer.stateOfBest
    if let saved = soundCheckpoint(), saved.state.iteration >= best?.iteration ?? 0 {
      return (saved, try TrainedModel(contentsOf: folder.checkpoint), true)
    }
    guard let best, let model = trainer.bestModel else {
      let last = checkpoint(of: trainer.state, seconds: clock.seconds)
      return (last, TrainedModel(trainer.lastModel, description), false)
    }
    return (
      checkpoint(of: best, seconds: clock.seconds), TrainedModel(model, description), true
    )
  }

  /// The last checkpoint, unless the cost was higher there than at the beginning: then it is one of a
  /// training that was diverging already.
  private func soundCheckpoint() -> Checkpoint<Scalar>? {
    guard folder.holdsACheckpoint,
      var checkpoint = try? Checkpoint<Scalar>(contentsOf: folder.checkpoint, plan: plan),
      let rows = try? History(contentsOf: folder.history).rows, let first = rows.first,
      let last = rows.last(where: { $0.iteration <= checkpoint.state.iteration }),
      last.cost <= first.cost
    else { return nil }
    checkpoint.configuration = configuration.json
    return checkpoint
  }
}
