import Datasets
import DeepNetwork
import Foundation
@_exported import enum Interchange.WeightLayout

/// All hyperparameters of a run: the configuration file with its defaults filled in.
///
/// One that is read from a file kept every rule of it; one made in code is checked by the parts
/// that use it. Layers are counted from 1 to L, the input not counted.
public struct Configuration: Sendable, Equatable {
  /// The name of the run.
  public var name: String
  /// The layers, where n[0] = 0 means "take it from the data".
  public var architecture: Architecture
  /// alpha, its decay, the optimizer, the loss and all else that governs the updates.
  public var hyperparameters: Hyperparameters
  /// How the weights start.
  public var initialization: Initialization = .drawn(.normal())
  /// The seed of the weights and of the order of mini-batches; dropout takes the next one.
  public var seed: UInt32 = 1
  /// The number type of the computation.
  public var precision: Precision = .float32
  /// Where the examples come from.
  public var data: Sources
  /// How often a checkpoint is saved; `.updates(0)`: only at the end.
  public var checkpointEvery: Interval = 1000

  /// A configuration with every other key at its default.
  public init(
    name: String, architecture: Architecture, hyperparameters: Hyperparameters, data: Sources
  ) {
    self.name = name
    self.architecture = architecture
    self.hyperparameters = hyperparameters
    self.data = data
  }

  /// The sizes n[0] … n[L] of dense layers; empty where shapes decide.
  public var n: [Int] { architecture.n ?? [] }

  /// L, the number of layers, input not counted.
  public var L: Int { architecture.layers.count }

  /// What is minimized: as asked for, else as the last activation has it.
  public var loss: Loss {
    hyperparameters.loss ?? Loss.standard(for: architecture.layers.last?.activation ?? .linear)
  }

  /// The slope of leakyRelu below 0 where all layers have the same; else the default.
  package var leakyReluSlope: Double {
    architecture.layers.leakyReluSlope
  }
}

extension Configuration {
  /// How the weights start.
  public enum Initialization: Sendable, Hashable {
    /// Drawn at random.
    case drawn(Initializer)
    /// Read from a file.
    case file(WeightFile)
  }

  /// Weights that another run or another tool left in a file.
  public struct WeightFile: Sendable, Hashable {
    /// The absolute path.
    public var path: String
    /// The file's names of W1, b1, state2.mean, …, where they differ.
    public var names: [String: String]
    /// How the file's matrices lie; nil: recognised by names and shapes.
    public var layout: WeightLayout?
    /// Whether layers that the file lacks, or has in other shapes, start afresh.
    public var isPartial: Bool

    /// Weights of the file at an absolute path.
    public init(
      path: String, names: [String: String] = [:], layout: WeightLayout? = nil,
      isPartial: Bool = false
    ) {
      self.path = path
      self.names = names
      self.layout = layout
      self.isPartial = isPartial
    }
  }

  /// The number type of parameters and computation.
  public enum Precision: String, CaseIterable, Sendable {
    /// `Float`.
    case float32
    /// `Double`.
    case float64
  }

  /// Where the examples come from.
  public struct Sources: Sendable, Hashable {
    /// The examples to learn from.
    public var train: DataSource
    /// The examples to watch the training with.
    public var validation: Validation?
    /// The examples to judge the trained network by.
    public var test: DataSource?

    /// Examples to learn from and, where there are some, to watch and to judge by.
    public init(train: DataSource, validation: Validation? = nil, test: DataSource? = nil) {
      self.train = train
      self.validation = validation
      self.test = test
    }
  }

  /// The examples that training is watched with.
  ///
  /// What is taken away from the training examples is drawn from a seed of its own, so that runs that
  /// differ in the run's seed are judged on the same examples.
  public enum Validation: Sendable, Hashable {
    /// A source of their own.
    case source(DataSource)
    /// This part of the training examples, 0 < fraction < 1, taken away from training.
    case fraction(Double, seed: UInt32 = 1)
    /// One fold, counted from 1, of so many: its part of the training examples is taken away.
    case fold(Int, of: Int, seed: UInt32 = 1)
  }
}

extension Configuration {
  /// What the headers of the training data say.
  package func trainingHeader(from folder: URL) throws(DataError) -> SourceHeader {
    try SourceHeader(data.train, labels: loss.labelKind, relativeTo: folder)
  }

  /// The examples that are left for training, of `count` in the source.
  package func trainingCount(of count: Int) -> Int {
    switch data.validation {
    case .fraction(let fraction, _)?:
      return max(1, count - Int((fraction * Double(count) + 0.5).rounded(.down)))
    case .fold(let fold, let folds, _)?:
      return max(1, count - count / folds - (fold <= count % folds ? 1 : 0))
    case .source?, nil: return count
    }
  }

  /// The examples of an update, of `count` in the source.
  package func batchCount(of count: Int) -> Int {
    let size = hyperparameters.batchSize
    return size == 0 ? trainingCount(of: count) : min(size, trainingCount(of: count))
  }
}

extension Loss {
  /// What labels are unless their source says otherwise.
  package var labelKind: LabelKind {
    switch labels {
    case .binary: .binary
    case .oneHot: .oneHot
    case .values: .values
    }
  }
}
