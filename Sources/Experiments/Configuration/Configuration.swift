import Datasets
import DeepNetwork

/// All hyperparameters of a run: the configuration file with its defaults filled in.
///
/// A value that ``ConfigurationReader`` hands out kept every rule of the file; one made in code is
/// checked by the parts that use it. Layers are counted from 1 to L, the input not counted.
public struct Configuration: Sendable, Equatable {
  /// The name of the run.
  public var name: String
  /// The sizes n[0] … n[L]; n[0] = 0 means "take it from the data".
  public var n: [Int]
  /// The activations of the layers 1 … L, each leakyRelu with ``leakyReluSlope``.
  public var activations: [Activation]
  /// The learning rate.
  public var alpha: Double
  public var duration: Duration
  /// Examples an update; 0, or m and more, is the full batch.
  public var batchSize = 0
  /// The norm that the gradient of all parameters together is scaled down to; 0: off.
  public var clipNorm = 0.0
  /// Weights of the examples in cost and gradient; nil: all count the same.
  public var classWeights: ClassWeights?
  public var optimizer: Optimizer = .gradientDescent
  public var alphaDecay: AlphaDecay = .none
  /// lambda of the penalty lambda/(2m) · Σ‖W‖², m the examples of the update.
  public var l2 = 0.0
  /// One probability of being kept per hidden layer: L - 1 of them.
  public var keepProbability: [Double]
  public var loss: Loss
  public var initialization: Initialization = .drawn(.normal())
  public var seed: UInt32 = 1
  public var precision: Precision = .float32
  public var data: Sources
  /// Iterations between rows of the history.
  public var logEvery = 100
  /// Iterations between checkpoints; 0: only at the end.
  public var checkpointEvery = 1000
  /// nil: off.
  public var earlyStopping: EarlyStopping?
  public var firstLayer: FirstLayer = .auto

  /// A configuration with every other key at its default.
  public init(
    name: String, n: [Int], activations: [Activation], alpha: Double, duration: Duration,
    data: Sources
  ) {
    self.name = name
    self.n = n
    self.activations = activations
    self.alpha = alpha
    self.duration = duration
    self.data = data
    keepProbability = Array(repeating: 1, count: max(0, n.count - 2))
    loss = Loss.standard(for: activations.last ?? .linear)
  }

  /// L, the number of layers, input not counted.
  public var L: Int { n.count - 1 }

  /// The slope of leakyRelu below 0; 0.01 where no layer has it.
  public var leakyReluSlope: Double {
    for case .leakyRelu(let slope) in activations { return slope }
    return 0.01
  }
}

extension Configuration {
  /// How long training goes on.
  public enum Duration: Sendable, Hashable {
    /// So many parameter updates.
    case iterations(Int)
    /// So many passes over the training set.
    case epochs(Int)
  }

  /// How much the examples of each class count.
  public enum ClassWeights: Sendable, Hashable {
    /// Each class counts the same in all, however many examples it has.
    case balanced
    /// One weight > 0 per class.
    case perClass([Double])
  }

  /// How the weights start.
  public enum Initialization: Sendable, Hashable {
    case drawn(Initializer)
    case file(WeightFile)
  }

  /// Weights that another run or another tool left in a file.
  public struct WeightFile: Sendable, Hashable {
    /// How a file's W[l] and b[l] lie.
    public enum Layout: String, CaseIterable, Sendable, Hashable {
      /// W as (n[l], n[l-1]), b as (n[l],).
      case torch
      /// W as (n[l-1], n[l]), b as (n[l],).
      case keras
    }

    /// The absolute path.
    public var path: String
    /// The file's names of W1, b1, …, where they differ.
    public var names: [String: String]
    /// nil: recognised by shape.
    public var layout: Layout?

    public init(path: String, names: [String: String] = [:], layout: Layout? = nil) {
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
  public struct Sources: Sendable, Equatable {
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

  /// When training ends for want of progress on the validation cost.
  public struct EarlyStopping: Sendable, Hashable {
    /// Rows of the history without an improvement.
    public var patience: Int
    /// What counts as an improvement.
    public var minDelta: Double

    public init(patience: Int, minDelta: Double = 0) {
      self.patience = patience
      self.minDelta = minDelta
    }
  }

  /// In which form the first layer is trained.
  public enum FirstLayer: String, CaseIterable, Sendable {
    /// The form that the count of operations favours.
    case auto
    /// W[1] itself.
    case direct
    /// S in W[1] = W₀ + S · Xᵀ; full batch, gradient descent or momentum only.
    case dual
  }
}
