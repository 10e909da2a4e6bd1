import ComputationGraph
import Experiments
import Foundation

/// The code of pages that is in no example: it is compiled here, and the pages show it.
enum Snippets {
  static func circle() throws -> Matrix<Double> {
    var random = RandomState(seed: 1)
    let X = Matrix<Double>(rows: 2, columns: 200, random.randn(400))
    let Y = square(X).columnSums().map { $0 < 1 ? 1 : 0 }

    let model = try Model([
      Dense<Double>(2, 16, activation: .relu, from: &random),
      Dense<Double>(16, 1, activation: .sigmoid, from: &random),
    ])
    var hyperparameters = Hyperparameters(alpha: 0.05, duration: .iterations(500))
    hyperparameters.optimizer = .adam()
    let trainer = try Trainer(model, on: MatrixExamples(X: X, Y: Y), hyperparameters)
    try trainer.train { row in print("iteration \(row.iteration): cost \(row.cost)") }
    let answers = try trainer.model.predict(Matrix([[0.1, 2], [0, 0]]))
    return answers
  }

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

  static func copies(_ runs: URL, _ folder: URL) throws {
    let model = try Model<Float>.load(from: runs.appendingPathComponent("cat"))
    try model.save(to: folder.appendingPathComponent("copy.safetensors"))
    try model.exportONNX(to: folder.appendingPathComponent("copy.onnx"))
  }

  static func plannedShapes() throws -> Model<Double> {
    var random = RandomState(seed: 1)
    let architecture = Architecture(n: [2, 4, 1], activations: [.tanh, .sigmoid])
    let plan = try DimensionChecker.check(architecture)
    let model = Model<Double>(plan, initializer: .normal(), from: &random)
    return model
  }

  static func graph() throws -> ComputationGraph.Evaluation {
    let graph = try ComputationGraph("3 * (a + b * c)")
    let evaluation = try graph.evaluate(at: ["a": 5, "b": 3, "c": 2])
    return evaluation
  }

  static func percentages() -> Matrix<Double> {
    let calories = Matrix<Double>([[56, 0, 4.4, 68], [1.2, 104, 52, 8], [1.8, 135, 99, 0.9]])
    let percent = 100 * calories ./ calories.columnSums()
    return percent
  }

  static func products() -> (Matrix<Double>, Matrix<Double>) {
    var random = RandomState(seed: 1)
    let a = Matrix<Double>(rows: 5, columns: 1, random.randn(5))
    let (outer, inner) = (a * a.transposed, a.transposed * a)
    return (outer, inner)
  }
}
