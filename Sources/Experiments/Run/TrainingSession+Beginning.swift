import Datasets
import DeepNetwork
import Text

/// How a run begins, or goes on.
extension TrainingSession {
  /// What a run goes on from.
  struct Resumption {
    let checkpoint: Checkpoint<Scalar>
    /// In what the configuration differs from that of the checkpoint.
    let changes: ConfigurationChanges

    /// The state to go on from; nil where the training begins anew.
    var state: TrainingState<Scalar>? {
      checkpoint.divergence?.isStateGood ?? true ? checkpoint.state : nil
    }
  }

  /// The checkpoint in the folder, if there is one and it is of this training.
  ///
  /// - Throws: `CheckpointError` where it cannot be gone on from.
  func resumption(_ scope: ConfigurationChanges.Scope) throws -> Resumption? {
    guard folder.holdsACheckpoint else { return nil }
    let path = folder.url.path
    let checkpoint = try Checkpoint<Scalar>(contentsOf: folder.checkpoint, plan: plan)
    let changes = ConfigurationChanges(
      from: checkpoint.configuration, to: configuration, scope)
    guard changes.refused.isEmpty else {
      throw CheckpointError.otherConfiguration(
        path: path, differences: changes.refused.map(\.refusal))
    }
    guard checkpoint.trainingData == description.trainingData else {
      throw CheckpointError.otherData(path: path)
    }
    let resumption = Resumption(checkpoint: checkpoint, changes: changes)
    if let divergence = checkpoint.divergence {
      let end = divergence.iteration ?? checkpoint.state.iteration
      let mayEndOtherwise = changes.mayEndOtherwise(
        than: end, iterations: configuration.updates(on: data.train),
        followsLength: configuration.hyperparameters.alphaDecay.kind.followsLength)
      guard mayEndOtherwise else {
        throw CheckpointError.diverged(
          path: path, at: end, from: resumption.state?.iteration ?? 0)
      }
    }
    return resumption
  }

  /// Makes the network and all that training needs, from the beginning or from a checkpoint.
  func start(_ resumption: Resumption?) throws -> Start {
    let state = resumption?.state
    var clock = TrainingClock(
      secondsBefore: state == nil ? 0 : resumption?.checkpoint.seconds ?? 0)
    clock.start()
    let trainer = try makeTrainer(from: state)
    clock.stop()
    if let reason = trainer.firstLayer.refusal { throw DualLayerRefusal(reason: reason) }
    if let reason = trainer.sharingObstacle { throw SharingRefusal.cannotBeShared(reason) }
    let iterations = ranks.gather([trainer.iteration]).map { $0[0] }
    if let other = iterations.firstIndex(where: { $0 != iterations[0] }) {
      throw SharingRefusal.otherCheckpoint(
        rank: other, iteration: iterations[other], first: iterations[0], path: folder.url.path)
    }
    let start = Start(
      trainer: trainer, clock: clock, resumption: resumption, iteration: state?.iteration)
    if !isOver(start) { try requireResumable(start) }
    return start
  }

  /// Whether the training of the folder has ended and nothing is to be done differently at its end.
  func isOver(_ start: Start) -> Bool {
    guard let resumption = start.resumption, resumption.checkpoint.divergence == nil else {
      return false
    }
    return start.trainer.isComplete && folder.isFinished(after: start.trainer.iteration)
      && !resumption.changes.contains("earlyStopping")
  }

  private func requireResumable(_ start: Start) throws(CheckpointError) {
    let (trainer, path) = (start.trainer, folder.url.path)
    guard let checkpoint = start.resumption?.checkpoint, start.iteration != nil else { return }
    if trainer.iteration > trainer.iterations {
      throw .beyond(path: path, made: trainer.iteration, asked: trainer.iterations)
    }
    let before = checkpoint.configuration["earlyStopping"]
    guard checkpoint.state.lastRow == nil, checkpoint.state.best != nil,
      let patience = before?["patience"]?.integer
    else { return }
    let hadEnded = checkpoint.state.rowsWithoutProgress >= patience
    if before?["minDelta"]?.double ?? 0 > 0 || hadEnded && !trainer.isComplete {
      throw .earlierVersion(path: path)
    }
  }

  func makeTrainer(from state: TrainingState<Scalar>?) throws -> Trainer<Scalar> {
    var random = RandomState(seed: configuration.seed)
    var model: Model<Scalar> = try configuration.initialModel(plan, from: &random)
    var hyperparameters = configuration.hyperparameters
    hyperparameters.loss = configuration.loss
    if let state {
      hyperparameters.firstLayer = state.initialW == nil ? .direct : .dual
      if let initialW = state.initialW { model.layers[0].W = initialW }
    }
    let watch = watch()
    if let watch, try watch(model).figure.isNaN {
      throw MonitorRefusal(figure: hyperparameters.monitor.name)
    }
    let examples: any ExampleSource<Scalar> =
      if let augmentation = configuration.data.train.augment {
        try AugmentedExamples<Scalar>(data.train, augmentation)
      } else {
        try DatasetExamples<Scalar>(data.train)
      }
    let trainer = try Trainer(
      model, on: examples,
      validation: data.validation.map { try DatasetExamples<Scalar>($0) }, hyperparameters,
      random: random, dropoutSeed: configuration.seed &+ 1, exampleSeed: configuration.seed &+ 2,
      gram: nil, sharedGram: gram, among: ranks, watching: watch)
    tell(&trainer.circumstances)
    if let state { try trainer.resume(from: state) }
    return trainer
  }

  /// What remarks should know of the run, so that they advise nothing that is done already.
  private func tell(_ circumstances: inout Circumstances) {
    switch configuration.initialization {
    case .drawn(let initializer): circumstances.initializer = initializer
    case .file: circumstances.areWeightsGiven = true
    }
    circumstances.scaling =
      switch data.train.format.normalization.method {
      case .none: Circumstances.Scaling.none
      case .unit: .unit
      case .standardize, .imageNet: .standardize
      }
  }

  /// What the trainer cannot compute by itself of the validation set; nil where that is not watched.
  private func watch() -> Trainer<Scalar>.Watch? {
    let (monitor, loss) = (configuration.hyperparameters.monitor, configuration.loss)
    let isKnownToTrainer = monitor == .cost || monitor == .accuracy && loss.hasClasses
    guard !isKnownToTrainer, let validation = data.validation,
      let figure = Figure(rawValue: monitor.name)
    else { return nil }
    return { [ranks] model in
      let outputs = model.outputs(for: validation, loss: loss, among: ranks)
      let metrics = SplitMetrics(outputs, of: validation)
      return (metrics.score, metrics[figure] ?? .nan)
    }
  }

  func openFiles(_ start: Start) throws -> RowFiles {
    let history = try openHistory(start)
    let trainer = start.trainer
    let norms = NormsWriter(
      folder.norms, L: plan.L, iterations: trainer.iterations, logEvery: trainer.logEvery,
      keepingRowsBefore: start.nextRow ?? 0)
    return RowFiles(history: history, norms: norms, events: try openEvents(start, norms))
  }

  /// The events where they are asked for, or there are some already.
  private func openEvents(_ start: Start, _ norms: NormsWriter) throws -> EventWriter? {
    guard writesEvents || folder.holdsEvents else { return nil }
    guard let nextRow = start.nextRow else { return try EventWriter(creating: folder.events) }
    let trainer = start.trainer
    let isCheckpoint = isCheckpointDue(at: trainer)
    let events = try EventWriter(
      resuming: folder.events, nextRow: nextRow, after: trainer.iteration,
      isCheckpoint: isCheckpoint, rows: rows(before: nextRow, norms))
    if isCheckpoint {
      try events.append(TrainedModel(trainer.lastModel, description), at: trainer.iteration)
    }
    return events
  }

  /// The rows of the history before an iteration, with the norms of those that have some.
  private func rows(before iteration: Int, _ norms: NormsWriter) throws
    -> [(row: HistoryRow, hasNorms: Bool)]
  {
    norms.flush()
    let kept = Norms(contentsOf: folder.norms)?.rows ?? []
    let layers = Dictionary(kept.map { ($0.iteration, $0.layers) }) { first, _ in first }
    return try History(contentsOf: folder.history).rows.prefix { $0.iteration < iteration }
      .map { row in
        var row = row
        row.layers = layers[row.iteration] ?? []
        return (row, norms.isDue(row))
      }
  }

  /// Whether a training that nobody stops saves a checkpoint before the update that comes next.
  func isCheckpointDue(at trainer: Trainer<Scalar>) -> Bool {
    let every = configuration.checkpointEvery.updates(perEpoch: trainer.updatesPerEpoch)
    return every > 0 && trainer.iteration > 0 && trainer.iteration.isMultiple(of: every)
  }

  private func openHistory(_ start: Start) throws -> HistoryWriter {
    var columns: HistoryColumns = []
    if configuration.loss.hasClasses {
      columns.insert(.trainAccuracy)
      if data.validation != nil { columns.insert(.validationAccuracy) }
    }
    if data.validation != nil { columns.insert(.validationCost) }
    guard let nextRow = start.nextRow else {
      return try HistoryWriter(creating: folder.history, columns: columns)
    }
    return try HistoryWriter(
      resuming: folder.history, columns: columns, keepingRowsBefore: nextRow)
  }
}

// MARK: - What is said

extension TrainingSession.Start {
  /// From where a run goes on, and what is different from there on, a line each.
  func remarks(_ configuration: Configuration, _ folder: RunFolder) -> [String] {
    guard let resumption else { return [] }
    let decay = configuration.hyperparameters.alphaDecay
    var lines = [divergenceRemark(resumption, folder)].compactMap(\.self)
    let place = trainer.iteration > 0 ? ", from iteration \(trainer.iteration) on" : ""
    lines += resumption.changes.allowed.map { "\($0)\(place)" }
    if decay.kind.followsLength, resumption.changes.isLengthChanged, trainer.iteration > 0,
      !trainer.isComplete
    {
      let alpha = trainer.nextAlpha.significant(3)
      lines.append(
        "alphaDecay follows the number of iterations and is drawn anew for \(trainer.iterations): "
          + "alpha goes on with \(alpha), and the end is not that of a run of "
          + "\(trainer.iterations) from the start")
    }
    return lines
  }

  private func divergenceRemark(
    _ resumption: TrainingSession.Resumption, _ folder: RunFolder
  ) -> String? {
    guard let divergence = resumption.checkpoint.divergence else { return nil }
    let end = divergence.iteration.map { " at iteration \($0)" } ?? ""
    guard let iteration else {
      return "\(folder.url.path) diverged\(end): the training begins anew"
    }
    let memory = trainer.beginsOptimizerAnew ? "; what the optimizer remembered is forgotten" : ""
    return "\(folder.url.path) diverged\(end): it goes on from iteration \(iteration)\(memory)"
  }
}

extension Configuration {
  /// The updates of a training on these examples.
  func updates(on data: Dataset) -> Int {
    let batchSize = batchSize(of: data)
    return hyperparameters.duration.updates(
      perEpoch: (data.count + batchSize - 1) / batchSize)
  }
}
