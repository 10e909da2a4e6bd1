import Datasets
import DeepNetwork
import Foundation
import TestSupport
import Testing

@testable import Experiments

struct EvaluationTests {
  /// The evaluation of given outputs for a table with one feature and the labels.
  private func evaluation(
    _ outputs: [Double], _ labels: [String], loss: Loss, classes: [String]? = nil,
    threshold: Double = 0.5, mistakes: Int = 10, scores: [Double]? = nil
  ) throws -> Evaluation {
    try withTemporaryFolder { folder in
      let table = "x,y\n" + labels.enumerated().map { "\($0),\($1)\n" }.joined()
      try Data(table.utf8).write(to: folder.appendingPathComponent("table.csv"))
      var source = DataSource(path: "table.csv")
      source.classes = classes
      let data = try Dataset(source, relativeTo: folder, labels: loss.labelKind)
      let predictions = Predictions(
        input: "table.csv",
        outputs: Outputs(
          width: outputs.count / labels.count, values: outputs, cost: 0.25,
          scores: scores.map { Scores($0, width: 1) }),
        exampleNames: nil, loss: loss, threshold: threshold, classNames: data.labels?.classNames,
        isFloat: false)
      return Evaluation(predictions, of: data, mistakes: mistakes)
    }
  }

  @Test func `two classes have a curve, and their mistakes in order`() throws {
    let evaluation = try evaluation(
      [0.9, 0.2, 0.6, 0.4, 0.1], ["1", "1", "0", "1", "0"], loss: .binaryCrossEntropy)
    #expect(evaluation.metrics.accuracy == 0.4)
    #expect(evaluation.metrics.classMetrics?.confusion == [[1, 1], [2, 1]])
    #expect(evaluation.roc?.area == 4 / 6.0)
    #expect(evaluation.mistakes.map(\.index) == [1, 2, 3])
    #expect(evaluation.mistakes[1].kind == .classes(truth: 0, answer: 1, probability: 0.4))
    #expect(evaluation.mistakes[0].error == 0.8)
  }

  @Test func `the threshold moves the answers, not the curve`() throws {
    let (outputs, labels) = ([0.9, 0.2, 0.6, 0.4, 0.1], ["1", "1", "0", "1", "0"])
    let low = try evaluation(outputs, labels, loss: .binaryCrossEntropy, threshold: 0.15)
    #expect(low.metrics.classMetrics?.confusion == [[1, 1], [0, 3]])
    #expect(low.mistakes.map(\.index) == [2])
    #expect(low.roc?.area == 4 / 6.0)
  }

  @Test func `probabilities that are rounded to 1 are ranked by what they are made of`() throws {
    let evaluation = try evaluation(
      [1, 1, 1, 0.5], ["1", "0", "1", "0"], loss: .binaryCrossEntropy, scores: [90, 60, 50, 0])
    #expect(evaluation.roc?.area == 0.75)
    #expect(evaluation.metrics[.auc] == 0.75)
    #expect(evaluation.roc?.points.map(\.threshold) == [.infinity, 1, 1, 1, 0.5])
    #expect(evaluation.json["auc"]?.double == 0.75)
    #expect(evaluation.text.contains("\nROC AUC: 0.750000\naverage precision: 0.833333\n"))
  }

  @Test func `what cannot be ranked is said to be so`() throws {
    let one = try evaluation([0.9, 0.8], ["1", "1"], loss: .binaryCrossEntropy)
    #expect(one.text.contains("\nROC AUC: not defined: all examples are of one class\n"))
    #expect(one.text.contains("\naverage precision: 1.000000\n"))
    #expect(one.json["auc"]?.content == .null)
    let three = try evaluation(
      [0.7, 0.2, 0.1, 0.3, 0.3, 0.4], ["ant", "bee"], loss: .categoricalCrossEntropy,
      classes: ["ant", "bee", "cow"])
    let line = "ROC AUC: 1.000000 (mean of 2 of the 3 classes, each against the rest)"
    #expect(three.text.contains("\n\(line)\n"), "\(three.text)")
  }

  @Test func `many classes name the truth and what it was taken for`() throws {
    let evaluation = try evaluation(
      [0.7, 0.2, 0.1, 0.3, 0.3, 0.4, 0.1, 0.5, 0.4], ["ant", "bee", "cow"],
      loss: .categoricalCrossEntropy, mistakes: 1)
    #expect(evaluation.roc == nil)
    #expect(evaluation.mistakes.count == 1)
    let text = evaluation.text
    #expect(text.contains("\ntruth \\ answer  ant  bee  cow\n"))
    #expect(text.contains("\n    1  bee    cow                     0.300000\n"))
    #expect(evaluation.json["mostWrong"]?.list?.first?["answer"]?.string == "cow")
    #expect(evaluation.json["averages"]?["macro"]?["recall"]?.double == 1 / 3.0)
  }

  @Test func `wrong answers are told class by class, the worst first`() throws {
    let evaluation = try evaluation(
      [0.9, 0.2, 0.6, 0.4, 0.1, 0.7], ["1", "1", "0", "1", "0", "0"], loss: .binaryCrossEntropy,
      mistakes: 1)
    let classes = evaluation.mistakesOfClasses
    #expect(classes.map(\.truth) == [0, 1])
    #expect(classes.map { $0.mistakes.map(\.example) } == [[5, 2], [1, 3]])
    let values = try self.evaluation([1, 2.5], ["1", "3"], loss: .meanSquaredError)
    #expect(values.mistakesOfClasses.isEmpty)
  }

  @Test func `values are off by their distance`() throws {
    let evaluation = try evaluation(
      [1, 2.5, 7], ["1", "3", "4"], loss: .meanSquaredError)
    #expect(evaluation.metrics.accuracy == nil)
    #expect(evaluation.mistakes.map(\.index) == [2, 1])
    #expect(evaluation.mistakes.map(\.error) == [3, 0.5])
    #expect(evaluation.text.contains("mae: 1.166666667\n"))
  }

  @Test func `there is no list of mistakes where there is none`() throws {
    let evaluation = try evaluation([0.9, 0.2], ["1", "0"], loss: .binaryCrossEntropy)
    #expect(evaluation.mistakes.isEmpty)
    #expect(!evaluation.text.contains("most wrong"))
    #expect(evaluation.json["mostWrong"]?.list?.isEmpty == true)
  }

  @Test func `an answer that is no number is the worst`() throws {
    let evaluation = try evaluation(
      [0.2, .nan, 0.9], ["1", "1", "1"], loss: .binaryCrossEntropy)
    #expect(evaluation.mistakes.map(\.index) == [1, 0])
    #expect(evaluation.roc == nil)
  }

  // Y=np.array([[0,1],[1,1],[1,0],[0,0]]); P=np.array([[0,1],[1,0],[0,0],[0,1]])
  // print((Y==P).mean(), precision_recall_fscore_support(Y,P,average='macro',zero_division=0))
  @Test func `several yes-or-no answers are judged each for itself`() {
    let first = ClassMetrics(predicted: [0, 1, 0, 0], labels: [0, 1, 1, 0], classes: 2)
    let second = ClassMetrics(predicted: [1, 0, 0, 1], labels: [1, 1, 0, 0], classes: 2)
    let split = SplitMetrics(cost: 0.5, quality: .answers([first, second]), count: 4)
    #expect(split.accuracy == 0.625)
    let json = split.json(classes: nil)
    #expect(json["precision"]?.double == 0.75)
    #expect(json["recall"]?.double == 0.5)
    #expect(json["f1"]?.double == 0.5833333333333333)
    #expect(json["outputs"]?.list?.count == 2)
  }
}
