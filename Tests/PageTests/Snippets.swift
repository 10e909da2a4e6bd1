import ComputationGraph
import Experiments
import Foundation
import Images

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
    let model = try Model<Float>(contentsOf: folder)
    return model
  }

  static func copies(_ runs: URL, _ folder: URL) throws {
    let model = try Model<Float>(contentsOf: runs.appendingPathComponent("cat"))
    try model.write(to: folder.appendingPathComponent("copy.safetensors"))
    try model.exportONNX(to: folder.appendingPathComponent("copy.onnx"))
  }

  static func judged(_ run: URL, _ folder: URL) throws -> Evaluation {
    let predictor = try Predictor(contentsOf: run)
    let data = try Dataset(
      DataSource(path: "test.csv"), relativeTo: folder, labels: predictor.input.labelKind,
      like: predictor.input)
    let evaluation = try Evaluation(of: predictor, on: data)
    print(evaluation, evaluation[.auc] ?? .nan)
    try RunReport(contentsOf: run).write(to: run.appendingPathComponent("report.html"))
    return evaluation
  }

  static func row(_ run: URL) throws -> Answer {
    let predictor = try Predictor(contentsOf: run)
    let answer = try predictor.answer(for: ["age": 39, "color": "red", "income": .missing])
    print(answer.className ?? "?", answer.probabilities)
    return answer
  }

  static func picture(_ predictor: Predictor, _ file: URL) throws -> Answer {
    let answer = try predictor.answer(for: Image(contentsOf: file))
    return answer
  }

  static func ownNetwork(_ data: Dataset, in file: URL) throws -> Predictor {
    var random = RandomState(seed: 1)
    let model = try Model([
      Dense<Float>(data.featureCount, 8, activation: .relu, from: &random),
      Dense<Float>(8, 1, activation: .sigmoid, from: &random),
    ])
    var hyperparameters = Hyperparameters(alpha: 0.05, duration: .iterations(200))
    hyperparameters.optimizer = .adam()
    let trainer = try Trainer(model, on: DatasetExamples<Float>(data), hyperparameters)
    try trainer.train()
    try trainer.model.write(to: file, input: data.format)
    let predictor = try Predictor(contentsOf: file)
    return predictor
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

  static func layerFromOutside(_ rate: Double) throws -> any NetworkLayer<Float> {
    var random = RandomState(seed: 1)
    let dropout = try LayerSpecification.dropout(rate: rate)
      .layer(inputs: 128, of: Float.self, from: &random)
    return dropout
  }
}
