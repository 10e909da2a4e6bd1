import Datasets
import DeepNetwork
import Drawing
import Foundation

/// One update on a few examples, walked through in numbers, formula beside value.
package struct Walkthrough {
  private let document: FormulaDocument
  private let graph: any NetworkView

  /// With the weights that training begins with.
  ///
  /// - Parameters:
  ///   - configuration: the network and what governs its training.
  ///   - dataFolder: what paths of data are relative to.
  ///   - examples: indices in the training set, from 0.
  ///   - cache: where many pictures are kept; nil: nowhere.
  ///   - note: told how far the reading of many pictures is.
  /// - Throws: `NoSuchExample`, `DataError`, `DimensionError` and what reading weights ends with.
  package init(
    _ configuration: Configuration, dataFolder: URL, examples: [Int], cache: ImageCache? = nil,
    note: @escaping (String) -> Void = { _ in }
  ) throws {
    let train = try configuration.loadData(from: dataFolder, cache: cache, note: note).train
    let plan = try DimensionChecker.check(configuration.architecture, data: train.dataShape)
    try MemoryNeed(
      plan, batchSize: examples.count, precision: .float64, optimizer: .gradientDescent
    ).requireFit()
    var random = RandomState(seed: configuration.seed)
    let model: Model<Double> = try configuration.initialModel(plan, from: &random)
    try self.init(
      model, plan, configuration, train, examples,
      state: "with the weights that training begins with")
  }

  /// With the weights of a trained network.
  ///
  /// - Parameters:
  ///   - url: the run's folder, or the model file in it.
  ///   - examples: indices in the training set, from 0.
  ///   - cache: where many pictures are kept; nil: nowhere.
  ///   - note: told how far the reading of many pictures is.
  /// - Throws: as above, and `RunDataError`, `ModelFileError` for a run that is none.
  package init(
    ofRun url: URL, examples: [Int], cache: ImageCache? = nil,
    note: @escaping (String) -> Void = { _ in }
  ) throws {
    let trained = try TrainedModel(contentsOf: url)
    let run = try RunData(ofModel: url)
    let train = try run.examples(.train, for: trained, cache: cache, note: note)
    let plan = try DimensionChecker.check(run.configuration.architecture, data: train.dataShape)
    try self.init(
      try Model(
        plan, parameters: trained.inDouble.map(\.parameters), states: trained.inDouble.map(\.state)),
      plan, run.configuration, train, examples,
      state: trained.description.bestIteration.map {
        "with the weights after \($0) iterations, the best on the validation set"
      } ?? "with the weights that training ended with")
  }

  private init(
    _ model: Model<Double>, _ plan: NetworkPlan, _ configuration: Configuration, _ train: Dataset,
    _ examples: [Int], state: String
  ) throws {
    for example in examples where !(0..<train.count).contains(example) {
      throw NoSuchExample(example: example, count: train.count, source: train.name)
    }
    let source = try DatasetExamples<Double>(train)
    let (X, Y) = source.batch(examples[...])
    var hyperparameters = configuration.hyperparameters
    hyperparameters.loss = configuration.loss
    let weights = hyperparameters.classWeights.map { ExampleWeights($0, Y: source.labels())(Y) }
    let what = examples.count == 1 ? "One example" : "\(examples.count) examples"
    let sizes = plan.n.map { "\($0)" }.joined(separator: "-")
    let title = "\(what) through \(configuration.name)"
    let lead =
      examples.map(train.description(ofExample:))
      + ["network \(sizes), \(state), in float64"]
      + (train.format.labelScaling.map { _ in
        ["Y are the scaled labels, (label - mean) / deviation"]
      } ?? [])
    graph = try configuration.networkView(plan, m: examples.count, isWeighted: weights != nil)
    let dropoutSeed = configuration.seed &+ 1
    if let dense = graph as? NetworkGraph {
      let trace = try NetworkTrace(
        model, X: X, Y: Y, hyperparameters, weights: weights, dropoutSeed: dropoutSeed)
      document = NetworkWalk(trace, dense, hyperparameters).document(title: title, lead: lead)
    } else {
      let trace = try UpdateTrace(
        model, X: X, Y: Y, hyperparameters, weights: weights, dropoutSeed: dropoutSeed)
      document = LayerWalk(trace, plan, loss: configuration.loss, hyperparameters)
        .document(title: title, lead: lead)
    }
  }

  /// How the walk is written.
  package enum Format: Sendable {
    case text, markdown, html

    /// What the end of a file's name asks for; text where it says nothing.
    package init(path: String?) {
      let ending = path.map { URL(fileURLWithPath: $0).pathExtension.lowercased() }
      switch ending {
      case "md", "markdown": self = .markdown
      case "html", "htm": self = .html
      default: self = .text
      }
    }
  }

  package func text(_ format: Format) -> String {
    switch format {
    case .text: document.text
    case .markdown: document.markdown
    case .html:
      document.html(
        image: ("The network", graph.drawing),
        colophon: "dnn \(productVersion), dnn trace")
    }
  }
}

/// An example that the data do not have.
package struct NoSuchExample: Error, Equatable, CustomStringConvertible {
  let example: Int
  let count: Int
  let source: String

  package var description: String {
    "there is no example \(example): \(source) has \(count), from 0 to \(count - 1)"
  }
}

extension NoSuchExample: LocalizedError {
  package var errorDescription: String? { description }
}

extension Dataset {
  /// `example 3 of builtin:cats: cat/0001.png, label 1 (cat)`.
  fileprivate func description(ofExample example: Int) -> String {
    let file = exampleName(example).map { "\($0), " } ?? ""
    guard let index = labels?.classIndex(of: example), let labels else {
      return "example \(example) of \(name)" + (file.isEmpty ? "" : ": \(file.dropLast(2))")
    }
    let className = labels.className(index)
    let label = className == "\(index)" ? className : "\(index) (\(className))"
    return "example \(example) of \(name): \(file)label \(label)"
  }
}

extension TrainedModel {
  /// The parameters and the state of layers 1 … L by name, rounded to nothing less than they are.
  fileprivate var inDouble:
    [(parameters: [String: Matrix<Double>], state: [String: Matrix<Double>])]
  {
    switch network {
    case .float32(let model):
      model.layers.map { layer in
        (layer.namedValues.mapValues { Matrix($0) }, layer.state.mapValues { Matrix($0) })
      }
    case .float64(let model): model.layers.map { ($0.namedValues, $0.state) }
    }
  }
}
