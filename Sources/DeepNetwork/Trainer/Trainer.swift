import Ranks

/// A training in progress: forward, cost, backward, update, again and again.
///
/// The same model, examples, hyperparameters and generator give the same weights, bit for bit,
/// whatever the number of threads and however often the training is stopped and resumed.
public final class Trainer<Scalar: NetworkScalar> {
  /// How a training ended.
  public enum Outcome: Hashable, Sendable {
    /// After all iterations.
    case finished
    /// With early stopping: the weights are those after `bestIteration` updates.
    case stoppedEarly(bestIteration: Int)
    /// Because it was asked to; it can go on.
    case interrupted
  }

  /// What governs the training.
  public let hyperparameters: Hyperparameters
  /// The loss: that of the hyperparameters, or the one that follows from the activation of the last layer.
  public let loss: Loss
  /// The number of updates that the training lasts.
  public let iterations: Int
  /// The form of the first layer and why.
  public let firstLayer: FirstLayerDecision
  /// The number of updates from one row of the history to the next.
  package let logEvery: Int
  /// The number of updates so far.
  public internal(set) var iteration = 0
  /// The number of whole passes over the examples so far.
  public var epoch: Int { batches.epoch }
  /// The cost before the last update, with its dropout and L2; NaN before the first.
  public private(set) var lastCost = Double.nan

  let pass: Propagation<Scalar>
  let examples: any ExampleSource<Scalar>
  /// What is seen of a network at a row of the history; nil where nothing is watched.
  let watch: Watch?
  private let exampleWeights: ExampleWeights<Scalar>?
  /// What L2 added to the last cost.
  private(set) var lastPenalty = 0.0
  /// The examples of every update, where these are all and the same.
  let fullBatch: Batch<Scalar>?
  /// Who trains: this process alone or with others.
  let ranks: any Communicator
  /// Why several processes cannot share this training; nil if they can or need not.
  package let sharingObstacle: String?
  var batches: MiniBatches
  var dropoutRandom: RandomState
  /// What each update draws its examples from; nil where the source does not augment them.
  private var exampleSeeds: ExampleSeeds?
  /// The augmented examples of the update after the one that is computed.
  var ahead: BatchAhead<Scalar>?
  var record = TrainingRecord<Scalar>()
  /// The update before which the optimizer remembered nothing.
  var optimizerStart = 0
  /// The weights that a training with early stopping has ended with.
  private var result: BestWeights<Scalar>?
  var doctor: TrainingMonitor<Scalar>
  /// Whether the training is to stop before the next update.
  private var isToStop = false

  /// A training that may share the products of its examples with other trainings, and its work with
  /// other processes.
  ///
  /// - Parameters:
  ///   - model: the network with its initial weights.
  ///   - examples: the training set.
  ///   - validation: examples to watch the training with.
  ///   - hyperparameters: what governs the training.
  ///   - random: the generator of the mini-batches, as it is after drawing the initial weights.
  ///   - dropoutSeed: the seed of the generator of the dropout masks.
  ///   - exampleSeed: the seed of what an ``AugmentingSource`` draws.
  ///   - gram: the products of these examples, if a training before has formed them.
  ///   - sharedGram: where to share these products with other trainings. Unlike `gram` it has no
  ///     say in the form of the first layer: each training ends as it would alone.
  ///   - ranks: the processes that share the work, all of which train so. Where there are several,
  ///     ``sharingObstacle`` has to be nil.
  ///   - watch: computes what early stopping watches; nil where that is the cost or the accuracy.
  /// - Throws: `HyperparameterError` with every hyperparameter that cannot be; `DimensionError` if the examples
  ///   do not fit the network, no layer learns, a layer stores a matrix that nothing would train or keep, or
  ///   no loss is given and none follows from the last layer; what the sources of examples throw.
  package init(
    _ model: Model<Scalar>, on examples: some ExampleSource<Scalar>,
    validation: (any ExampleSource<Scalar>)? = nil, _ hyperparameters: Hyperparameters,
    random: RandomState, dropoutSeed: UInt32, exampleSeed: UInt32 = 3, gram: GramMatrix<Scalar>?,
    sharedGram: SharedGram<Scalar>? = nil, among ranks: any Communicator = SingleProcess(),
    watching watch: Watch? = nil
  ) throws {
    try DimensionChecker.check(examples, fit: model)
    try DimensionChecker.checkTrainable(model)
    if let validation { try DimensionChecker.check(validation, fit: model) }
    self.hyperparameters = hyperparameters
    self.examples = examples
    loss = try model.loss(given: hyperparameters.loss)
    let isStream = examples is StreamedExamples<Scalar>
    try hyperparameters.check(
      loss: loss, outputs: model.outputSize, hasFigure: watch != nil, isStream: isStream)
    for source in [examples, validation] {
      try (source as? MatrixExamples<Scalar>)?.check(labelsOf: loss)
    }
    self.watch =
      watch ?? Self.watch(validation, hyperparameters.monitor, loss: loss, among: ranks)
    batches = MiniBatches(
      m: examples.count, batchSize: hyperparameters.batchSize, random: random, isStream: isStream)
    iterations = hyperparameters.duration.updates(perEpoch: batches.updatesPerEpoch)
    logEvery = hyperparameters.logEvery.updates(perEpoch: batches.updatesPerEpoch)
    dropoutRandom = RandomState(seed: dropoutSeed)
    let isAugmenting = examples is any AugmentingSource<Scalar>
    let isCounted = !isStream && examples.count <= MiniBatches.largestDrawn
    exampleSeeds = isAugmenting ? ExampleSeeds(seed: exampleSeed, isComputed: !isCounted) : nil

    self.ranks = ranks

    let needsAllLabels = batches.isFullBatch || hyperparameters.classWeights != nil
    // What is seen of a stream beside the updates is its first batch.
    var seen: any ExampleSource<Scalar> = examples
    if isStream { seen = MatrixExamples(try examples.batch(batches.next())) }
    let Y = try seen.labels(
      LabelEntropy<Scalar>.indices(of: seen.count, all: needsAllLabels)[...])
    exampleWeights = hyperparameters.classWeights.map { ExampleWeights($0, Y: Y) }
    firstLayer = FirstLayerDecision(
      hyperparameters, isDense: model.layers[0] is any DualConvertible<Scalar>,
      isFrozen: !model.layers[0].learns && model.layers[0].parameterCount > 0,
      isAugmented: isAugmenting, n0: model.inputSize, n1: model.layers[0].outputSize,
      m: examples.count,
      iterations: iterations, scalarSize: MemoryLayout<Scalar>.size, hasGram: gram != nil)
    sharingObstacle = Self.sharingObstacle(model, firstLayer, among: ranks)
    fullBatch =
      batches.isFullBatch && !isAugmenting && sharingObstacle == nil
      ? try Batch(nil, of: examples, exampleWeights, among: ranks) : nil

    var trained = model
    if firstLayer.isDual, let X = fullBatch?.parts[0].X,
      let layer = model.layers[0] as? any DualConvertible<Scalar>
    {
      trained.layers[0] = layer.dual(
        in: gram ?? sharedGram?.matrix(of: X) ?? GramMatrix(of: X))
    }
    pass = Propagation(trained, loss: loss)
    doctor = TrainingMonitor(
      TrainingSample(of: seen, exampleWeights, loss: loss, isPart: isStream),
      entropy: LabelEntropy(Y, of: seen, exampleWeights, loss: loss), model.layers,
      Circumstances(hyperparameters, model.layers))
  }

  /// Several processes can share what treats each example for itself.
  private static func sharingObstacle(
    _ model: Model<Scalar>, _ firstLayer: FirstLayerDecision, among ranks: any Communicator
  ) -> String? {
    guard ranks.count > 1 else { return nil }
    if firstLayer.isDual {
      return "the first layer is trained in the space of all examples; "
        + "firstLayer direct shares it"
    }
    let other = model.layers.enumerated().first { !$0.element.canBeShared }
    return other.map { "layer \($0.offset + 1) (\($0.element.name)) needs all examples at once" }
  }

  /// The network with the weights as they are now; once a training with early stopping has ended,
  /// those of its best row.
  public var model: Model<Scalar> {
    guard let result else { return lastModel }
    return pass.model(result)
  }

  /// The network with the weights after the last update, from which the training goes on.
  package var lastModel: Model<Scalar> { pass.model }

  /// Trains until the last iteration, early stopping, or a request to stop.
  ///
  ///     try trainer.train { row in print(row.iteration, row.cost) }
  ///
  /// A cancelled task stops too.
  ///
  /// - Parameters:
  ///   - onHistoryRow: called every `logEvery` iterations and after the last update.
  ///   - onRemark: called with what looks wrong, each thing once.
  ///   - shouldStop: asked before each update.
  /// - Returns: how the training ended.
  /// - Throws: `Divergence` before an update that is not finite, `DimensionError` if a layer
  ///   returns a wrong shape, and what the sources of examples and the closures throw. The update that
  ///   needed what was thrown is not made; from the state before it the training can go on.
  @discardableResult
  public func train(
    onHistoryRow: (HistoryRow) throws -> Void = { _ in },
    onRemark: (Diagnostic) -> Void = { _ in },
    shouldStop: (Trainer) throws -> Bool = { _ in false }
  ) throws -> Outcome {
    while !isComplete {
      let wantsToStop = try shouldStop(self) || Task.isCancelled
      if isToStop || ranks.count == 1 && wantsToStop { return .interrupted }
      let start = rowStart
      do {
        let isMade = try step(from: start, onHistoryRow, onRemark, wantsToStop: wantsToStop)
        // The update was not made: whoever goes on makes it from the start.
        if !isMade { goBack(to: start) }
      } catch {
        goBack(to: start)
        throw told(error)
      }
    }
    let best = iteration == iterations ? try writeLastRow(onHistoryRow) : record.best
    result = hyperparameters.earlyStopping == nil ? nil : best
    return result.map { .stoppedEarly(bestIteration: $0.iteration) } ?? .finished
  }

  /// One update: forward, cost, backward, update; false where training ends before it.
  private func step(
    from start: RowStart, _ onHistoryRow: (HistoryRow) throws -> Void,
    _ onRemark: (Diagnostic) -> Void,
    wantsToStop: Bool
  ) throws -> Bool {
    let batch = try nextBatch()
    let alpha = alpha(of: iteration, epoch: batches.epoch)
    let m = batch.m
    let isRowDue = iteration % logEvery == 0
    pass.draw(m: m, from: &dropoutRandom)
    if isRowDue && ranks.count == 1 { pass.inspects = true }
    let (cost, right) = try run(
      batch, countsRight: isRowDue || !batches.isFullBatch, wantsToStop: wantsToStop)
    lastCost = cost
    record.add(cost: cost, m: m, right: right, isFullBatch: batches.isFullBatch)
    if isRowDue {
      let row = try writeRow(alpha: alpha, from: start, onHistoryRow)
      try remark(on: row, batch, onRemark)
      if isPatienceExhausted { return false }
    }
    let largest = try pass.requireFinite(cost: cost, iteration: iteration, alpha: alpha)
    var decay = hyperparameters.l2 / Double(m)
    if hyperparameters.clipNorm > 0 {
      pass.clip(to: hyperparameters.clipNorm, decay: decay)
      decay = 0
    }
    let before = weightsToCompare(isRowDue: isRowDue)
    try pass.updateSafely(
      hyperparameters.optimizer,
      UpdateStep(
        alpha: alpha, number: iteration + 1 - optimizerStart, decays: true, l2: decay),
      maximumGradient: largest, iteration: iteration)
    pass.observe()
    remark(onStepFrom: before, onRemark)
    iteration += 1
    batches.advance()
    return true
  }

  /// The examples of the update to come.
  func nextBatch() throws -> Batch<Scalar> {
    if let fullBatch { return fullBatch }
    let ready = ahead?.iteration == iteration ? ahead : nil
    ahead = nil
    let indices = batches.next()
    let batch = try ready?.batch() ?? recipe(of: indices, batches)()
    if exampleSeeds != nil, iteration + 1 < iterations {
      var next = batches
      next.advance()
      let indices = next.next()
      ahead = BatchAhead(iteration + 1, recipe(of: indices, next))
    }
    return batch
  }

  /// Makes the examples of an update, on whatever thread.
  private func recipe(of indices: ArraySlice<Int>, _ batches: MiniBatches)
    -> @Sendable () throws -> Batch<Scalar>
  {
    let draws = exampleSeeds?.draws(indices.count, after: batches.taken, epoch: batches.epoch)
    return { [examples, exampleWeights, ranks] in
      try Batch(indices, draws, of: examples, exampleWeights, among: ranks)
    }
  }

  /// The cost with L2, and where they are asked for and there are classes, the number of right answers; each
  /// layer then holds its gradient.
  func run(_ batch: Batch<Scalar>, countsRight: Bool, wantsToStop: Bool = false)
    throws(DimensionError) -> (cost: Double, right: Int?)
  {
    let countsRight = countsRight && loss.hasClasses
    let (sum, right) = try total(batch, countsRight: countsRight, wantsToStop: wantsToStop)
    var cost = sum / Double(batch.m)
    if hyperparameters.l2 > 0 {
      lastPenalty = hyperparameters.l2 / (2 * Double(batch.m)) * pass.squaredNormOfWeights()
      cost += lastPenalty
    }
    return (cost, countsRight ? right : nil)
  }

  /// The loss summed over a batch, and the number of right answers.
  private func total(_ batch: Batch<Scalar>, countsRight: Bool, wantsToStop: Bool)
    throws(DimensionError) -> (loss: Double, right: Int)
  {
    guard ranks.count == 1 else {
      let found = try pass.run(
        batch, among: ranks, countsRight: countsRight, wantsToStop: wantsToStop)
      isToStop = found.isToStop
      return (found.loss, found.right)
    }
    let part = batch.parts[0]
    let (sum, right, _) = try pass.run(
      X: part.X, Y: part.Y, weights: part.weights, countsRight: countsRight)
    return (sum, right)
  }

  func alpha(of iteration: Int, epoch: Int) -> Double {
    hyperparameters.alpha(
      at: SchedulePoint(
        iteration: iteration, of: iterations, epoch: epoch,
        plateaus: record.plateaus.known(at: iteration)))
  }
}
