import Dispatch

/// A training on a thread of its own, beside what else a program does.
///
/// Tasks wait for it without holding a thread of theirs. The rows of its history come one by one:
///
/// ```swift
/// let training = try BackgroundTraining(model, on: examples, hyperparameters)
/// for try await row in training.rows() { print(row.iteration, row.cost) }
/// let trained = await training.model
/// ```
///
/// A cancelled task stops the training after the update that is on its way: ``state`` then goes on from
/// there, in this training or, by ``resume(from:)``, in another.
public actor BackgroundTraining<Scalar: NetworkScalar> {
  private let trainer: Trainer<Scalar>
  private let thread = TrainingThread()
  /// How the training ended; nil while it has not.
  public private(set) var outcome: Trainer<Scalar>.Outcome?

  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    thread.asUnownedSerialExecutor()
  }

  /// A training of `model` on a set of examples, as
  /// ``Trainer/init(_:on:validation:_:random:dropoutSeed:exampleSeed:figure:)`` makes it.
  ///
  /// - Throws: what that does.
  public init(
    _ model: Model<Scalar>, on examples: some ExampleSource<Scalar>,
    validation: (any ExampleSource<Scalar>)? = nil, _ hyperparameters: Hyperparameters,
    random: RandomState = RandomState(seed: 1), dropoutSeed: UInt32 = 2,
    exampleSeed: UInt32 = 3, figure: (@Sendable (Model<Scalar>) -> Double)? = nil
  ) throws {
    trainer = try Trainer(
      model, on: examples, validation: validation, hyperparameters, random: random,
      dropoutSeed: dropoutSeed, exampleSeed: exampleSeed, figure: figure)
  }

  /// A training of `model` on examples that have no end, as
  /// ``Trainer/init(_:on:validation:_:dropoutSeed:exampleSeed:figure:)`` makes it.
  ///
  /// - Throws: what that does.
  public init(
    _ model: Model<Scalar>, on stream: some ExampleStream<Scalar>,
    validation: (any ExampleSource<Scalar>)? = nil, _ hyperparameters: Hyperparameters,
    dropoutSeed: UInt32 = 2, exampleSeed: UInt32 = 3,
    figure: (@Sendable (Model<Scalar>) -> Double)? = nil
  ) throws {
    trainer = try Trainer(
      model, on: stream, validation: validation, hyperparameters, dropoutSeed: dropoutSeed,
      exampleSeed: exampleSeed, figure: figure)
  }

  /// Trains until the last iteration, early stopping, or the cancellation of the task.
  ///
  /// - Parameters:
  ///   - onHistoryRow: called with each row of the history.
  ///   - onRemark: called with what looks wrong, each thing once.
  /// - Returns: how the training ended.
  /// - Throws: what ``Trainer/train(onHistoryRow:onRemark:shouldStop:)`` does.
  @discardableResult
  public func train(
    onHistoryRow: @Sendable (HistoryRow) -> Void = { _ in },
    onRemark: @Sendable (Diagnostic) -> Void = { _ in }
  ) throws -> Trainer<Scalar>.Outcome {
    let outcome = try trainer.train(onHistoryRow: onHistoryRow, onRemark: onRemark)
    self.outcome = outcome
    return outcome
  }

  /// Trains, and hands out the rows of the history as they come.
  ///
  /// The training stops where the task that waits for rows is cancelled, or no longer waits for them.
  public nonisolated func rows() -> AsyncThrowingStream<HistoryRow, any Error> {
    AsyncThrowingStream { rows in
      let task = Task {
        do {
          try await train { rows.yield($0) }
          rows.finish()
        } catch {
          rows.finish(throwing: error)
        }
      }
      rows.onTermination = { _ in task.cancel() }
    }
  }

  /// The network with the weights as they are; whoever asks while it trains waits until it stops.
  public var model: Model<Scalar> { trainer.model }

  /// The network with the weights of the best row on the validation set so far; nil where there is none.
  public var bestModel: Model<Scalar>? { trainer.bestModel }

  /// The number of updates so far.
  public var iteration: Int { trainer.iteration }

  /// All that is needed to go on from here.
  public var state: TrainingState<Scalar> { trainer.state }

  /// Goes on from the state of a training with the same model, examples and hyperparameters.
  ///
  /// - Throws: `DimensionError` if the state is not one of such a training; what the source of the examples
  ///   throws.
  public func resume(from state: TrainingState<Scalar>) throws {
    try trainer.resume(from: state)
    outcome = nil
  }
}

/// A queue that carries out what an actor does, one after the other, on threads that no task has.
private final class TrainingThread: SerialExecutor {
  private let queue = DispatchQueue(label: "training")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
