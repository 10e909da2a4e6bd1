import Experiments
import Testing

struct RunMetricsTests {
  @Test func classesHaveTheirFiguresAndTheConfusionMatrix() {
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

  @Test func valuesHaveTheirErrorsAndWhatIsNotFiniteIsNull() {
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
  }
}
