/// A training on a set of examples, and on examples without an end.
extension Trainer {
  /// A training of `model` on `examples`.
  ///
  /// Early stopping watches the cost or the accuracy on the validation set, or a figure of one's own:
  ///
  ///     hyperparameters.earlyStopping = .init(
  ///       patience: 5, monitor: .init(name: "margin", goal: .highest))
  ///     let trainer = try Trainer(model, on: examples, hyperparameters, figure: margin)
  ///
  /// - Parameters:
  ///   - model: the network with its initial weights.
  ///   - examples: the training set.
  ///   - validation: examples to watch the training with.
  ///   - hyperparameters: what governs the training.
  ///   - random: the generator of the mini-batches, best as it is after drawing the initial weights.
  ///   - dropoutSeed: the seed of what layers draw at random during training: the dropout masks.
  ///   - exampleSeed: the seed of what an ``AugmentingSource`` draws.
  ///   - figure: computes what early stopping watches, of the network at a row of the history; a row
  ///     where it is not finite is never the best. nil where that is the cost or the accuracy.
  /// - Throws: `HyperparameterError` with every hyperparameter that cannot be; `DimensionError` if the examples
  ///   do not fit the network, labels are not such as the loss takes, or no loss is given and none follows
  ///   from the last layer, which is no ``OutputLayer``; what the sources of examples throw. Of sources of a
  ///   program's own each batch is looked at when it is taken.
  public convenience init(
    _ model: Model<Scalar>, on examples: some ExampleSource<Scalar>,
    validation: (any ExampleSource<Scalar>)? = nil, _ hyperparameters: Hyperparameters,
    random: RandomState = RandomState(seed: 1), dropoutSeed: UInt32 = 2,
    exampleSeed: UInt32 = 3, figure: ((Model<Scalar>) -> Double)? = nil
  ) throws {
    let loss = try model.loss(given: hyperparameters.loss)
    let validation = validation?.checked(for: loss)
    try self.init(
      model, on: examples.checked(for: loss), validation: validation, hyperparameters,
      random: random, dropoutSeed: dropoutSeed, exampleSeed: exampleSeed, gram: nil,
      watching: figure.map { Self.watch(validation, $0, loss: loss) })
  }

  /// A training of `model` on examples that have no end, update after update.
  ///
  /// Every update takes a `batchSize` of them on in their order; `exampleSeed` is that of what the stream
  /// draws. All else is as in a training on a set of examples.
  ///
  /// - Throws: what that throws; `HyperparameterError` for what asks for all examples, such as a number of
  ///   epochs.
  public convenience init(
    _ model: Model<Scalar>, on stream: some ExampleStream<Scalar>,
    validation: (any ExampleSource<Scalar>)? = nil, _ hyperparameters: Hyperparameters,
    dropoutSeed: UInt32 = 2, exampleSeed: UInt32 = 3, figure: ((Model<Scalar>) -> Double)? = nil
  ) throws {
    let loss = try model.loss(given: hyperparameters.loss)
    let validation = validation?.checked(for: loss)
    try self.init(
      model, on: StreamedExamples(stream, loss: loss, seed: exampleSeed), validation: validation,
      hyperparameters, random: RandomState(seed: 1), dropoutSeed: dropoutSeed,
      exampleSeed: exampleSeed, gram: nil,
      watching: figure.map { Self.watch(validation, $0, loss: loss) })
  }
}
