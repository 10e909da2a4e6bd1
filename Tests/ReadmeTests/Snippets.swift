import Experiments
import Foundation

/// The code of articles that is in no example: it is compiled here, and the articles show it.
enum Snippets {
  static func hiddenLayers() throws -> (Model<Double>, Hyperparameters) {
    var random = RandomState(seed: 1)
    let model = try Model([
      Dense<Double>(2, 16, activation: .relu, from: &random),
      Dense<Double>(16, 1, activation: .sigmoid, from: &random),
    ])
    var hyperparameters = Hyperparameters(alpha: 0.01, duration: .epochs(50))
    hyperparameters.optimizer = .adam()
    hyperparameters.batchSize = 32
    hyperparameters.l2 = 0.1
    return (model, hyperparameters)
  }

  static func configurationInAProgram(_ file: URL, into folder: URL) throws -> Model<Float> {
    let configuration = try Configuration(contentsOf: file, settings: ["iterations=100"])
    try configuration.train(into: folder, dataFolder: file.deletingLastPathComponent())
    let model = try Model<Float>.load(from: folder)
    return model
  }

  static func plannedShapes() throws -> Model<Double> {
    var random = RandomState(seed: 1)
    let architecture = Architecture(n: [2, 4, 1], activations: [.tanh, .sigmoid])
    let plan = try DimensionChecker.check(architecture)
    let model = Model<Double>(plan, initializer: .normal(), from: &random)
    return model
  }
}
