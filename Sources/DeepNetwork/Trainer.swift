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
  /// The loss: that of the hyperparameters, or the one that follows from the last activation.
  public let loss: Loss
  /// The number of updates that the training lasts.
  public let iterations: Int
  /// The form of the first layer and why.
  public let firstLayer: FirstLayerDecision
  /// The number of updates so far.
  public internal(set) var iteration = 0
  /// The number of whole passes over the examples so far.
  public var epoch: Int { batches.epoch }
  /// The cost before the last update, with its dropout and L2; NaN before the first.
  public private(set) var lastCost = Double.nan

  let pass: NetworkPass<Scalar>
  let examples: any ExampleSource<Scalar>
  let validation: (any ExampleSource<Scalar>)?
  private let exampleWeights: ExampleWeights<Scalar>?
  let fullBatch: Batch?
  var batches: MiniBatches
  var dropoutRandom: RandomState
  var record = TrainingRecord<Scalar>()
  /// The weights that a training with early stopping has ended with.
  private var result: BestWeights<Scalar>?
  var doctor: Doctor<Scalar>

  /// Labels from which their entropy is estimated where they do not lie in memory.
  private static var labelSample: Int { 10_000 }

  struct Batch {
    let X: Matrix<Scalar>
    let Y: Matrix<Scalar>
    let weights: Matrix<Scalar>?
  }

  /// A training of `model` on `examples`.
  ///
  /// - Parameters:
  ///   - model: the network with its initial weights.
  ///   - examples: the training set.
  ///   - validation: examples to watch the training with.
  ///   - hyperparameters: what governs the training.
  ///   - random: the generator of the mini-batches, best as it is after drawing the initial weights.
  ///   - dropoutSeed: the seed of what layers draw at random during training: the dropout masks.
  /// - Throws: `DimensionError` if the examples do not fit the network.
  public convenience init(
    _ model: Model<Scalar>, on examples: some ExampleSource<Scalar>,
    validation: (any ExampleSource<Scalar>)? = nil, _ hyperparameters: Hyperparameters,
    random: RandomState = RandomState(seed: 1), dropoutSeed: UInt32 = 2
  ) throws(DimensionError) {
    try self.init(
      model, on: examples, validation: validation, hyperparameters, random: random,
      dropoutSeed: dropoutSeed, gram: nil)
  }

  /// A training that may share the products of its examples with others.
  ///
  /// - Parameters:
  ///   - model: the network with its initial weights.
  ///   - examples: the training set.
  ///   - validation: examples to watch the training with.
  ///   - hyperparameters: what governs the training.
  ///   - random: the generator of the mini-batches, as it is after drawing the initial weights.
  ///   - dropoutSeed: the seed of the generator of the dropout masks.
  ///   - gram: the products of these examples, if a training before has formed them.
  ///   - sharedGram: where to share these products with other trainings. Unlike `gram` it has no
  ///     say in the form of the first layer: each training ends as it would alone.
  /// - Throws: `DimensionError` if the examples do not fit the network.
  package init(
    _ model: Model<Scalar>, on examples: some ExampleSource<Scalar>,
    validation: (any ExampleSource<Scalar>)? = nil, _ hyperparameters: Hyperparameters,
    random: RandomState, dropoutSeed: UInt32, gram: GramMatrix<Scalar>?,
    sharedGram: SharedGram<Scalar>? = nil
  ) throws(DimensionError) {
    try DimensionChecker.check(examples, fit: model)
    if let validation { try DimensionChecker.check(validation, fit: model) }
    self.hyperparameters = hyperparameters
    self.examples = examples
    self.validation = validation
    loss = hyperparameters.loss ?? model.standardLoss
    batches = MiniBatches(m: examples.count, batchSize: hyperparameters.batchSize, random: random)
    iterations = hyperparameters.duration.updates(perEpoch: batches.updatesPerEpoch)
    dropoutRandom = RandomState(seed: dropoutSeed)

    let needsAll = batches.isFullBatch || hyperparameters.classWeights == .balanced
    let all = needsAll ? examples.all() : nil
    let exampleWeights = hyperparameters.classWeights.map {
      ExampleWeights($0, Y: all?.Y ?? Matrix(rows: model.outputSize, columns: 0))
    }
    self.exampleWeights = exampleWeights
    fullBatch =
      batches.isFullBatch
      ? all.map { Batch(X: $0.X, Y: $0.Y, weights: exampleWeights?($0.Y)) } : nil

    firstLayer = FirstLayerDecision(
      hyperparameters, isDense: model.layers[0] is any DualConvertible<Scalar>,
      n0: model.inputSize, n1: model.layers[0].outputSize, m: examples.count,
      iterations: iterations, scalarSize: MemoryLayout<Scalar>.size, hasGram: gram != nil)
    var trained = model
    if firstLayer.isDual, let X = fullBatch?.X,
      let layer = model.layers[0] as? any DualConvertible<Scalar>
    {
      trained.layers[0] = layer.dual(
        in: gram ?? sharedGram?.matrix(of: X) ?? GramMatrix(of: X))
    }
    pass = NetworkPass(trained, loss: loss)
    let Y = all?.Y ?? examples.batch(Array(0..<min(examples.count, Self.labelSample))[...]).Y
    doctor = Doctor(entropyOfLabels: loss.entropy(of: Y))
  }

  /// The network with the weights as they are now; once a training with early stopping has ended,
  /// those of the lowest validation cost.
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
  ///   returns a wrong shape, and what the closures throw.
  @discardableResult
  public func train(
    onHistoryRow: (HistoryRow) throws -> Void = { _ in },
    onRemark: (Remark) -> Void = { _ in },
    shouldStop: (Trainer) throws -> Bool = { _ in false }
  ) throws -> Outcome {
    while !isComplete {
      if try shouldStop(self) || Task.isCancelled { return .interrupted }
      let before = (record, dropoutRandom)
      do {
        try step(onHistoryRow, onRemark)
      } catch {
        // The update was not made: whoever goes on makes it from the start.
        (record, dropoutRandom) = before
        throw error
      }
    }
    result = iteration == iterations ? try writeLastRow(onHistoryRow) : record.best
    return result.map { .stoppedEarly(bestIteration: $0.iteration) } ?? .finished
  }

  /// One update: forward, cost, backward, update.
  private func step(
    _ onHistoryRow: (HistoryRow) throws -> Void, _ onRemark: (Remark) -> Void
  ) throws {
    let batch = nextBatch()
    let alpha = alpha(of: iteration, epoch: batches.epoch)
    let m = batch.X.columns
    let isRowDue = iteration % hyperparameters.logEvery == 0
    pass.draw(m: m, from: &dropoutRandom)
    if isRowDue { pass.inspects = true }
    let (cost, A) = try run(batch, wantsOutput: isRowDue && fullBatch != nil)
    lastCost = cost
    record.add(cost: cost, isFullBatch: fullBatch != nil)
    if isRowDue {
      let row = try writeRow(alpha: alpha, trainAccuracy: accuracy(of: A, batch.Y), onHistoryRow)
      remark(on: row, batch, onRemark)
      if isPatienceExhausted { return }
    }
    let largest = try pass.requireFinite(cost: cost, iteration: iteration, alpha: alpha)
    var decay = hyperparameters.l2 / Double(m)
    if hyperparameters.clipNorm > 0 {
      pass.clip(to: hyperparameters.clipNorm, decay: decay)
      decay = 0
    }
    try pass.updateSafely(
      hyperparameters.optimizer,
      UpdateStep(alpha: alpha, number: iteration + 1, decay: decay), largestGradient: largest,
      iteration: iteration)
    pass.observe()
    iteration += 1
    batches.advance()
  }

  private func nextBatch() -> Batch {
    if let fullBatch { return fullBatch }
    let (X, Y) = examples.batch(batches.next())
    return Batch(X: X, Y: Y, weights: exampleWeights?(Y))
  }

  /// The cost with L2, and A[L] where it is asked for; each layer then holds its gradient.
  func run(_ batch: Batch, wantsOutput: Bool) throws(DimensionError)
    -> (cost: Double, output: Matrix<Scalar>?)
  {
    var (cost, output) = try pass.run(
      X: batch.X, Y: batch.Y, weights: batch.weights, wantsOutput: wantsOutput)
    if hyperparameters.l2 > 0 {
      cost += hyperparameters.l2 / (2 * Double(batch.X.columns)) * pass.squaredNormOfWeights()
    }
    return (cost, output)
  }

  func accuracy(of A: Matrix<Scalar>?, _ Y: Matrix<Scalar>) -> Double? {
    guard let A, loss.hasClasses else { return nil }
    return loss.countRight(A, Y) / Double(Y.columns)
  }

  func alpha(of iteration: Int, epoch: Int) -> Double {
    hyperparameters.alphaDecay.alpha(
      from: hyperparameters.alpha, iteration: iteration, of: iterations, epoch: epoch)
  }
}
