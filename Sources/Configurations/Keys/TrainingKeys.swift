import DeepNetwork
import Text

/// The keys that govern the updates.
enum TrainingKeys {
  static var all: [Key<WrittenConfiguration>] {
    [
      Key(
        "alpha", \.configuration.hyperparameters.alpha, .aboveZero, "Learning rate.",
        presence: .required, aliases: ["learningRate", "lr", "eta"]),
      Key(
        "iterations", \.iterations, .count, "Parameter updates; either this or epochs.",
        presence: .requiredWithout("epochs"), aliases: ["numIterations", "steps", "updates"]),
      Key(
        "epochs", \.epochs, .size, "Passes over the training set; either this or iterations.",
        aliases: ["numEpochs"]),
      Key(
        "batchSize", \.configuration.hyperparameters.batchSize, .integer(0...maximumCount),
        "Examples an update; 0, or m and more, is the full batch.", aliases: ["miniBatchSize"]),
      Key(
        "clipNorm", \.configuration.hyperparameters.clipNorm, .fromZero,
        "The gradient of all parameters together is scaled down to this norm; 0: off."),
      Key(
        "classWeights", \.configuration.hyperparameters.classWeights, classWeights,
        "Weights of the examples in cost and gradient: \"balanced\" or a number per class; off unless given."
      ),
      Key(
        "optimizer", \.configuration.hyperparameters.optimizer, MethodKeys.optimizer,
        "How a gradient changes a parameter; the definitions are PyTorch's."),
      Key(
        "alphaDecay", \.configuration.hyperparameters.alphaDecay, MethodKeys.alphaDecay,
        "How alpha falls during training.", aliases: ["schedule", "learningRateDecay"]),
      Key(
        "warmup", \.configuration.hyperparameters.warmup, .integer(0...maximumCount),
        "Updates over which alpha rises linearly: update t, from 0, takes the part (t+1)/warmup; 0: off.",
        aliases: ["warmupSteps", "warmupIterations"], isOmittedAtDefault: true),
      Key(
        "l2", \.configuration.hyperparameters.l2, .fromZero,
        "lambda of the penalty lambda/(2m) · Σ‖W‖², m the examples of the update.",
        presence: .optional, aliases: ["lambda", "lambd"], nearAliases: ["weightDecay": weightDecay]
      ),
      Key(
        "keepProbability", \.keepProbability, .each(.rate),
        "Inverted dropout: the probability of being kept, for all hidden layers or one per hidden layer.",
        default: 1, aliases: ["keepProb"],
        complement: [
          .dropout(.each(.belowOne), "for all hidden layers or one number per hidden layer")
        ]),
      Key(
        "loss", \.configuration.hyperparameters.loss, .loss,
        "What is minimized; follows from the last activation unless given.", aliases: ["cost"]),
      Key(
        "initialization", \.configuration.initialization, MethodKeys.initialization,
        "How the weights start; b starts at 0.", aliases: ["initializer", "init"]),
      Key(
        "seed", \.configuration.seed, .seed,
        "Seed of the weights, the order of the examples and dropout (seed + 1).",
        aliases: ["randomSeed", "randomState"]),
      Key(
        "precision", \.configuration.precision, .choice,
        "Number type of parameters and computation.", aliases: ["dtype"]),
    ]
  }

  private static let weightDecay =
    "It is not the same: l2 adds lambda/m · W to the gradient, m the examples of the update, where "
    + "weight decay adds weightDecay · W, or takes alpha · weightDecay · W off W beside the gradient, "
    + "as the optimizer adamW does by a weightDecay of its own"

  private static let classWeights: KeyRange<Hyperparameters.ClassWeights> = .either(
    .words(["balanced": .balanced]),
    KeyRange.list(of: .aboveZero, count: 1...).map({ .values($0) }) {
      if case .values(let weights) = $0 { weights } else { nil }
    })
}

/// The keys that say where the examples come from, and how a run is watched, saved and ended.
enum RunKeys {
  static let all: [Key<WrittenConfiguration>] = [
    Key(
      "data", \.configuration.data, DataKeys.sources, "Where the examples come from.",
      presence: .required, aliases: ["dataset"]),
    Key(
      "logEvery", \.configuration.hyperparameters.logEvery, .interval(from: 1),
      "Iterations between rows of the history, or \"epoch\".", aliases: ["printEvery"]),
    Key(
      "checkpointEvery", \.configuration.checkpointEvery, .interval(from: 0),
      "Iterations between checkpoints, or \"epoch\"; 0: only at the end."),
    Key(
      "earlyStopping", \.configuration.hyperparameters.earlyStopping, earlyStopping,
      "Ends training for want of progress on the validation set, with the weights of the best row; "
        + "off unless given."),
    Key(
      "firstLayer", \.configuration.hyperparameters.firstLayer, .choice,
      "Form in which the first layer is trained: auto counts operations; dual is for the full batch."
    ),
  ]

  private static let earlyStopping: KeyRange<Hyperparameters.EarlyStopping> = .object(
    "an object such as {\"patience\": 10}",
    Field("patience", .count, "Rows of the history without progress."),
    Field(
      "minDelta", .fromZero,
      "By more than this a row must be better than the best before it to be progress; it counts "
        + "for patience alone.", default: 0),
    Field(
      optional: "monitor", KeyRange<Figure>.choice,
      "The figure of the validation set, as in metrics.json, that is to get better.",
      default: "cost", aliases: ["metric", "figure"]),
    make: { .init(patience: $0, minDelta: $1, monitor: $2?.monitor ?? .cost) },
    parts: {
      ($0.patience, $0.minDelta, $0.monitor == .cost ? nil : Figure(rawValue: $0.monitor.name))
    })
}

extension KeyRange where Value == Interval {
  /// A number of updates, or `"epoch"`.
  static func interval(from least: Int) -> KeyRange {
    .either(
      KeyRange<Int>.integer(least...maximumCount).map({ .updates($0) }) {
        if case .updates(let count) = $0 { count } else { nil }
      },
      .words(["epoch": .epoch]))
  }
}
