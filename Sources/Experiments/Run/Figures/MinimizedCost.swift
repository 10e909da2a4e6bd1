import Datasets
import DeepNetwork
import Foundation

/// The cost that a training minimized, of the network that it ended with.
///
/// It is the mean over the training examples, weighted where classes have weights, with L2 as the
/// updates of an epoch add it to their examples on average.
package struct MinimizedCost: Sendable, Equatable {
  package let value: Double
  /// What is in it and what is not, in words: `with L2`.
  package let remark: String

  package init(_ value: Double, remark: String) {
    self.value = value
    self.remark = remark
  }

  /// nil where the training minimized nothing but the mean loss of its examples.
  init?(
    _ configuration: Configuration, _ model: TrainedModel, _ outputs: Outputs, of data: Dataset
  ) {
    let hyper = configuration.hyperparameters
    var (cost, parts) = (outputs.cost, [String]())
    if hyper.l2 > 0 {
      let batchSize = configuration.batchSize(of: data)
      let updates = (data.count + batchSize - 1) / batchSize
      parts.append("L2")
      cost +=
        hyper.l2 * Double(updates) / (2 * Double(data.count)) * model.squaredNormOfWeights
    }
    if let classWeights = hyper.classWeights,
      let difference = outputs.difference(classWeights, configuration.loss, data)
    {
      parts.append("class weights")
      cost += difference
    }
    let remarks = [
      parts.isEmpty ? nil : "with \(parts.joined(separator: " and "))",
      configuration.architecture.hasDropout ? "without dropout" : nil,
    ].compactMap(\.self)
    guard !remarks.isEmpty else { return nil }
    self.init(cost, remark: remarks.joined(separator: ", "))
  }
}

extension Configuration {
  /// What the cost of the history's rows holds beside the mean loss of the training examples.
  var additionsToCost: [String] {
    [
      hyperparameters.l2 > 0 ? "L2" : nil,
      hyperparameters.classWeights == nil ? nil : "class weights",
      architecture.hasDropout ? "dropout" : nil,
    ].compactMap(\.self)
  }
}

extension TrainedModel {
  /// Σ‖W‖² over all layers.
  fileprivate var squaredNormOfWeights: Double {
    switch network {
    case .float32(let model): model.squaredNormOfWeights
    case .float64(let model): model.squaredNormOfWeights
    }
  }
}

extension Outputs {
  /// By how much the cost is another where the classes of the examples have weights; nil where there
  /// are no classes.
  fileprivate func difference(
    _ classWeights: Hyperparameters.ClassWeights, _ loss: Loss, _ data: Dataset
  ) -> Double? {
    guard data.labels?.classCount != nil else { return nil }
    let Y = DatasetExamples<Double>(perhapsUnlabelled: data).labels()
    let weights = ExampleWeights(classWeights, Y: Y)(Y)
    guard loss.isCrossEntropy else {
      let A = Matrix(rows: data.count, columns: width, values).transposed
      return loss.evaluate(a: A, y: Y, weights: weights - 1).cost
    }
    let targets = loss.kind.targets(Y)
    let sum = (0..<data.count).reduce(0) { sum, example in
      sum + (weights[0, example] - 1) * crossEntropy(targets, in: example)
    }
    return sum / Double(data.count)
  }

  /// What an example costs, from the shares of the classes in the labels, (n[L], m).
  private func crossEntropy(_ targets: Matrix<Double>, in example: Int) -> Double {
    let shares = (0..<width).map { targets[$0, example] }
    return (width == 1 ? [1 - shares[0], shares[0]] : shares).enumerated().reduce(0) { sum, share in
      share.element == 0 ? sum : sum + share.element * surprise(of: share.offset, in: example)
    }
  }

  /// -log of the probability of a class, from the score where there is one.
  private func surprise(of label: Int, in example: Int) -> Double {
    let place = width == 1 ? example : example * width + label
    guard let scores else {
      let value = values[place]
      return -log(max(width == 1 && label == 0 ? 1 - value : value, .leastNormalMagnitude))
    }
    let score = width == 1 ? (label == 0 ? -1 : 1) * scores[example, 0] : scores[example, label]
    return max(-score, 0) + log1p(exp(-abs(score)))
  }
}
