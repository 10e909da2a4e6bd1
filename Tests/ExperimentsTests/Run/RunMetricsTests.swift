import DeepNetwork
import Experiments
import Testing
import Text

struct RunMetricsTests {
  @Test func `classes have their figures and the confusion matrix`() {
    let classes = ClassMetrics(predicted: [0, 1, 1, 1], labels: [0, 0, 1, 1], classes: 2)
    let train = SplitMetrics(cost: 0.25, quality: .classes(classes), count: 4)
    let metrics = RunMetrics(
      train: train, iterations: 2500, seconds: 1.5, classes: ["non-cat", "cat"])
    #expect(
      metrics.json.prettyText == """
        {
          "train": {
            "cost": 0.25,
            "accuracy": 0.75,
            "precision": 0.6666666666666666,
            "recall": 1,
            "f1": 0.8,
            "confusionMatrix": [
              [1, 1],
              [0, 2]
            ],
            "classes": [
              {
                "class": "non-cat",
                "precision": 1,
                "recall": 0.5,
                "f1": 0.6666666666666666,
                "examples": 2
              },
              {
                "class": "cat",
                "precision": 0.6666666666666666,
                "recall": 1,
                "f1": 0.8,
                "examples": 2
              }
            ],
            "examples": 4
          },
          "iterations": 2500,
          "seconds": 1.5
        }

        """)
  }

  @Test func `values have their errors, and what is not finite is null`() {
    let values = ValueMetrics(predicted: [1, 2], values: [1, 3])
    let split = SplitMetrics(cost: .nan, quality: .values(values), count: 2)
    let json = RunMetrics(
      train: split, validation: split, test: split, iterations: 1, seconds: 0
    ).json
    #expect(json["test"] == json["validation"])
    #expect(json["train"]?["cost"]?.content == .null)
    #expect(json["train"]?["mae"]?.double == 0.5)
    #expect(json["train"]?["r2"]?.double == 0.5)
    #expect(json["train"]?["accuracy"] == nil)
    #expect(json["train"]?["outputs"]?.list?.first?["rmse"]?.double == 0.5.squareRoot())
  }

  @Test func `what ranks is there in order, and null where it is not defined`() {
    let scored = ClassMetrics(
      predicted: [1, 1], labels: [1, 1], classes: 2, scores: Scores([1, 2], width: 1))
    let json = SplitMetrics(cost: 0.25, quality: .classes(scored), count: 2).json(classes: nil)
    #expect(
      json.members?.map(\.name) == [
        "cost", "accuracy", "precision", "recall", "f1", "auc", "averagePrecision",
        "confusionMatrix", "classes", "examples",
      ])
    #expect(json["auc"]?.content == .null)
    #expect(json["averagePrecision"]?.double == 1)
    let several = SplitMetrics(cost: 0.25, quality: .answers([scored, scored]), count: 2)
    #expect(several.json(classes: ["a", "b"])["outputs"]?.list?[1]["auc"]?.content == .null)
    #expect(several.json(classes: nil)["auc"]?.content == .null)
  }

  @Test func `every figure of a loss is one of the metrics`() {
    let classes = ClassMetrics(
      predicted: [0], labels: [0], classes: 12, scores: Scores((0..<12).map(Double.init), width: 12)
    )
    let values = ValueMetrics(predicted: [1, 2], values: [1, 3])
    for (quality, labels, outputs) in [
      (SplitMetrics.Quality.classes(classes), Loss.Labels.oneHot, 12),
      (.values(values), .values, 1),
    ] {
      let split = SplitMetrics(cost: 1, quality: quality, count: 1)
      #expect(split.figures == Figure.all(of: labels, outputs: outputs))
      for figure in Figure.allCases {
        let isThere = split.json(classes: nil)[figure.rawValue] != nil
        #expect(isThere == split.figures.contains(figure), "\(figure)")
        #expect(split.json(classes: nil)[figure.rawValue]?.double == split[figure], "\(figure)")
      }
    }
    #expect(!Figure.all(of: .oneHot, outputs: 10).contains(.top5Accuracy))
  }

  @Test func `the summary has the figures of every set, an interval where none was trained on`() {
    func split(_ right: Int, of count: Int) -> SplitMetrics {
      let answers = (0..<count).map { $0 < right ? 1 : 0 }
      let labels = [Int](repeating: 1, count: count)
      return SplitMetrics(
        cost: 0.5, quality: .classes(ClassMetrics(predicted: answers, labels: labels, classes: 2)),
        count: count)
    }
    var metrics = RunMetrics(
      train: split(3599, of: 3600), validation: split(49_999, of: 50_000), test: split(40, of: 50),
      iterations: 7, seconds: 0.25)
    let figures = metrics.summary.map { "\($0.name): \($0.figure)" }
    #expect(
      figures == [
        "cost: 0.5", "train accuracy: 0.99972", "validation accuracy: 0.99998 [0.99989, 0.99999]",
        "test accuracy: 0.80000 [0.670, 0.888]", "iterations: 7", "seconds: 0.250",
      ])
    metrics.minimized = MinimizedCost(0.625, remark: "with L2")
    #expect(metrics.summary[0].figure == "0.625 (with L2)")
    metrics.train = split(499_998, of: 500_000)
    #expect(metrics.summary[1].figure == "0.99999")
  }
}
