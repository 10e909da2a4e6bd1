/// What governs a training, beside the network and the data.
public struct Hyperparameters: Hashable, Sendable {
  /// How long a training lasts.
  public enum Duration: Hashable, Sendable {
    /// A number of parameter updates.
    case iterations(Int)
    /// A number of passes over the training set.
    case epochs(Int)

    /// The number of updates.
    package func updates(perEpoch updatesPerEpoch: Int) -> Int {
      switch self {
      case .iterations(let count): count
      case .epochs(let count): count * updatesPerEpoch
      }
    }
  }

  /// The weights of the classes in cost and gradient.
  public enum ClassWeights: Hashable, Sendable {
    /// m / (classes · examples of the class).
    case balanced
    /// One number for each class.
    case values([Double])
  }

  /// The learning rate.
  public var alpha: Double
  /// How long the training lasts.
  public var duration: Duration
  /// How the learning rate falls.
  public var alphaDecay = LearningRateSchedule.none
  /// Updates over which the learning rate rises linearly to what it then is; 0: none.
  public var warmup = 0
  /// How gradients change the parameters.
  public var optimizer = Optimizer.gradientDescent
  /// Examples of an update; 0, or m and more, is the full batch.
  public var batchSize = 0
  /// lambda of the term lambda / (2m) · Σ‖W‖² that is added to the cost.
  public var l2 = 0.0
  /// The gradient of all parameters together is scaled down to this norm; 0: it is not.
  public var clipNorm = 0.0
  /// The weights of the classes; nil: all examples count alike.
  public var classWeights: ClassWeights?
  /// The loss; nil for the one that follows from the last activation.
  public var loss: Loss?
  /// How often there is a row of the history.
  public var logEvery: Interval = 100
  /// When to stop early; nil: never.
  public var earlyStopping: EarlyStopping?
  /// Whether the first layer is trained in the space of the examples.
  public var firstLayer = FirstLayer.auto

  /// Gradient descent on the full batch; what else there is can be set.
  public init(alpha: Double, duration: Duration) {
    self.alpha = alpha
    self.duration = duration
  }
}

extension Hyperparameters {
  /// The learning rate of an update: what the schedule says, of which a warmup takes a part.
  func alpha(at point: SchedulePoint) -> Double {
    let alpha = alphaDecay.kind.alpha(from: alpha, at: point)
    let update = point.iteration + 1
    return update < warmup ? alpha * (Double(update) / Double(warmup)) : alpha
  }
}

/// The form in which a full-batch training holds the first layer.
public enum FirstLayer: String, CaseIterable, Sendable {
  /// The one with fewer operations over the planned iterations.
  case auto
  /// W itself.
  case direct
  /// S in W = W₀ + S·Xᵀ.
  case dual
}
