import Datasets
import DeepNetwork
import Interchange

/// All hyperparameters of a run: the configuration file with its defaults filled in.
///
/// A value that ``ConfigurationReader`` hands out kept every rule of the file; one made in code is
/// checked by the parts that use it. Layers are counted from 1 to L, the input not counted.
public struct Configuration: Sendable, Equatable {
  /// The name of the run.
  public var name: String
  /// n[0] … n[L], where n[0] = 0 means "take it from the data", activations and dropout.
  public var architecture: Architecture
  /// alpha, its decay, the optimizer, the loss and all else that governs the updates.
  public var hyperparameters: Hyperparameters
  public var initialization: Initialization = .drawn(.normal())
  public var seed: UInt32 = 1
  public var precision: Precision = .float32
  public var data: Sources
  /// Iterations between checkpoints; 0: only at the end.
  public var checkpointEvery = 1000

  /// A configuration with every other key at its default.
  public init(
    name: String, architecture: Architecture, hyperparameters: Hyperparameters, data: Sources
  ) {
    self.name = name
    self.architecture = architecture
    self.hyperparameters = hyperparameters
    self.data = data
  }

  /// The sizes n[0] … n[L].
  public var n: [Int] { architecture.n }

  /// L, the number of layers, input not counted.
  public var L: Int { n.count - 1 }

  /// What is minimized: as asked for, else as the last activation has it.
  public var loss: Loss {
    hyperparameters.loss ?? Loss.standard(for: architecture.activations.last ?? .linear)
  }

  /// The slope of leakyRelu below 0; 0.01 where no layer has it.
  public var leakyReluSlope: Double {
    for case .leakyRelu(let slope) in architecture.activations { return slope }
    return 0.01
  }
}

extension Configuration {
  /// How the weights start.
  public enum Initialization: Sendable, Hashable {
    case drawn(Initializer)
    case file(WeightFile)
  }

  /// Weights that another run or another tool left in a file.
  public struct WeightFile: Sendable, Hashable {
    /// The absolute path.
    public var path: String
    /// The file's names of W1, b1, …, where they differ.
    public var names: [String: String]
    /// nil: recognised by shape.
    public var layout: WeightLayout?

    public init(path: String, names: [String: String] = [:], layout: WeightLayout? = nil) {
      self.path = path
      self.names = names
      self.layout = layout
    }
  }

  /// The number type of parameters and computation.
  public enum Precision: String, CaseIterable, Sendable {
    case float32, float64
  }

  /// Where the examples come from.
  public struct Sources: Sendable, Hashable {
    public var train: DataSource
    public var validation: Validation?
    public var test: DataSource?

    public init(train: DataSource, validation: Validation? = nil, test: DataSource? = nil) {
      self.train = train
      self.validation = validation
      self.test = test
    }
  }

  /// The examples that training is watched with.
  public enum Validation: Sendable, Hashable {
    case source(DataSource)
    /// This part of the training examples, 0 < fraction < 1, taken away from training.
    case fraction(Double)
  }
}
