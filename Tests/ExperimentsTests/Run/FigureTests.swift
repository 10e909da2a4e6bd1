import Datasets
import DeepNetwork
import Testing

@testable import Experiments

struct FigureTests {
  private static let first = ClassMetrics(
    predicted: [0, 1, 1, 1], labels: [0, 0, 1, 1], classes: 2)
  private static let second = ClassMetrics(
    predicted: [0, 0, 1, 0], labels: [1, 0, 1, 1], classes: 2)

  private static let qualities: [SplitMetrics.Quality] = [
    .classes(first), .answers([first, second]),
    .classes(ClassMetrics(predicted: [0, 1, 2, 2], labels: [0, 1, 1, 2], classes: 3)),
    .values(ValueMetrics(predicted: [1, 2, 5], values: [1, 3, 4])),
  ]

  @Test func `every figure is that of metrics.json`() {
    for quality in Self.qualities {
      let split = SplitMetrics(cost: 0.25, quality: quality, count: 4)
      let json = split.json(classes: nil)
      for figure in Figure.allCases {
        #expect(split[figure] == json[figure.rawValue]?.double, "\(figure)")
      }
    }
  }

  @Test func `every figure knows whose it is`() {
    for (quality, kind) in zip(Self.qualities, [.binary, .binary, .oneHot, .values] as [LabelKind])
    {
      let split = SplitMetrics(cost: 1, quality: quality, count: 4)
      for figure in Figure.allCases where split[figure] != nil {
        #expect(figure.isFigure(of: kind), "\(figure) of \(kind)")
      }
    }
    #expect(Figure.allCases.filter { $0.isFigure(of: .values) } == [.cost, .rmse, .mae, .r2])
  }

  @Test func `errors are to be low and shares high`() {
    let low = Figure.allCases.filter { $0.monitor.goal == .lowest }
    #expect(low == [.cost, .rmse, .mae])
  }

  @Test func `a row's score counts the answers of all outputs`() {
    let split = SplitMetrics(cost: 0.5, quality: Self.qualities[1], count: 4)
    #expect(split.score == Score(cost: 0.5, accuracy: 5 / 8.0))
    let values = SplitMetrics(cost: 0.5, quality: Self.qualities[3], count: 3)
    #expect(values.score == Score(cost: 0.5, accuracy: nil))
  }
}
