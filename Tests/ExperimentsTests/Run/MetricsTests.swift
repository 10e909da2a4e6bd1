import DeepNetwork
import Experiments
import TestSupport
import Testing

/// Expected numbers: scikit-learn 1.9.1, by the program above each test.
struct MetricsTests {
  // y=[0,0,1,1,1,0,1,0,1,1]; p=[0,1,1,1,0,0,1,0,0,1]
  // print(confusion_matrix(y,p), accuracy_score(y,p))
  // print(precision_recall_fscore_support(y,p,average='binary',zero_division=0))
  @Test func `two classes are measured by the second`() {
    let metrics = ClassMetrics(
      predicted: [0, 1, 1, 1, 0, 0, 1, 0, 0, 1], labels: [0, 0, 1, 1, 1, 0, 1, 0, 1, 1],
      classes: 2)
    #expect(metrics.confusion == [[3, 1], [2, 4]])
    #expect(metrics.accuracy == 0.7)
    #expect(metrics.overall.precision == 0.8)
    #expect(metrics.overall.recall == 0.6666666666666666)
    #expect(metrics.overall.f1 == 0.7272727272727273)
  }

  // y=[0,1,2,2,1,0,2,3]; p=[0,2,2,2,1,1,0,0]
  // print(confusion_matrix(y,p,labels=range(5)), accuracy_score(y,p))
  // print(precision_recall_fscore_support(y,p,labels=range(5),zero_division=0))
  // print(precision_recall_fscore_support(y,p,labels=range(5),average='macro',zero_division=0))
  @Test func `more classes are measured by their mean`() {
    let metrics = ClassMetrics(
      predicted: [0, 2, 2, 2, 1, 1, 0, 0], labels: [0, 1, 2, 2, 1, 0, 2, 3], classes: 5)
    #expect(
      metrics.confusion == [
        [1, 1, 0, 0, 0], [0, 1, 1, 0, 0], [1, 0, 2, 0, 0], [1, 0, 0, 0, 0], [0, 0, 0, 0, 0],
      ])
    #expect(metrics.accuracy == 0.5)
    #expect(metrics.correct == 4)
    #expect(metrics.count == 8)
    let classes = metrics.perClass
    let third = 1.0 / 3
    #expect(classes.map(\.precision) == [third, 0.5, 2 * third, 0, 0])
    #expect(classes.map(\.recall) == [0.5, 0.5, 2 * third, 0, 0])
    #expect(classes.map(\.f1) == [0.4, 0.5, 2 * third, 0, 0])
    #expect(classes.map(\.support) == [2, 2, 3, 1, 0])
    #expect(abs(metrics.overall.precision - 0.3) < 1e-15)
    #expect(abs(metrics.overall.recall - 0.3333333333333333) < 1e-15)
    #expect(abs(metrics.overall.f1 - 0.31333333333333335) < 1e-15)
  }

  // y=[0,1,2,2,1,0,2,3]; p=[0,2,2,2,1,1,0,0]
  // print(precision_recall_fscore_support(y,p,average='weighted',zero_division=0))
  @Test func `the weighted mean counts examples, and the macro mean classes`() {
    let metrics = ClassMetrics(
      predicted: [0, 2, 2, 2, 1, 1, 0, 0], labels: [0, 1, 2, 2, 1, 0, 2, 3], classes: 4)
    #expect(metrics.weightedAverage == (0.4583333333333333, 0.5, 0.475))
    #expect(metrics.macroAverage == (0.375, 0.41666666666666663, 0.39166666666666666))
  }

  @Test func `of two classes the second is ranked, of more each`() {
    let two = ClassMetrics(
      predicted: [0, 1, 1], labels: [0, 1, 0], classes: 2,
      scores: Scores([-1, 3, 0, 2, 5, 1], width: 2))
    #expect(two.ranked.count == 1)
    #expect(two.auc == 0.5)
    #expect(two.averagePrecision == 0.5)
    let three = ClassMetrics(
      predicted: [0, 1, 1], labels: [0, 1, 0], classes: 3,
      scores: Scores([3, 0, 0, 1, 2, 0, 2, 4, 0], width: 3))
    #expect(three.ranked.map(\.auc) == [1, 0.5, nil])
    #expect(three.auc == 0.75)
    #expect(three.top5Accuracy == nil)
    let one = ClassMetrics(
      predicted: [1, 0], labels: [1, 1], classes: 2, scores: Scores([2, -1], width: 1))
    #expect(one.auc == nil)
    #expect(one.averagePrecision == 1)
    #expect(ClassMetrics(predicted: [1], labels: [1], classes: 2).ranked.isEmpty)
  }

  @Test func `more than ten classes have a figure for the best five answers`() {
    let scores = (0..<24).map { Double($0 % 12) }
    let metrics = ClassMetrics(
      predicted: [11, 11], labels: [6, 7], classes: 12, scores: Scores(scores, width: 12))
    #expect(metrics.top5Accuracy == 0.5)
    let ten = ClassMetrics(
      predicted: [9], labels: [9], classes: 10, scores: Scores((0..<10).map(Double.init), width: 10)
    )
    #expect(ten.top5Accuracy == nil)
  }

  @Test func `no examples have no accuracy`() {
    let metrics = ClassMetrics(predicted: [], labels: [], classes: 2)
    #expect(metrics.accuracy.isNaN)
    #expect(metrics.overall.f1 == 0)
  }

  // y=[3.0,-0.5,2.0,7.0]; p=[2.5,0.0,2.0,8.0]
  // print(mean_squared_error(y,p)**.5, mean_absolute_error(y,p), r2_score(y,p))
  @Test func `values are measured by their errors`() throws {
    let metrics = ValueMetrics(predicted: [2.5, 0, 2, 8], values: [3, -0.5, 2, 7])
    #expect(metrics.rmse == 0.6123724356957945)
    #expect(metrics.mae == 0.5)
    expectClose(try #require(metrics.r2), 0.9486081370449679, within: 1e-15)
  }

  // y=np.array([[0.5,1],[-1,1],[7,-6]]); p=np.array([[0,2],[-1,2],[8,-5]])
  // for k in range(2): print(root_mean_squared_error(y[:,k],p[:,k]), mean_absolute_error(y[:,k],p[:,k]),
  //   r2_score(y[:,k],p[:,k]))
  // print(root_mean_squared_error(y,p), mean_absolute_error(y,p), r2_score(y,p))
  @Test func `several outputs have their figures and the means of them`() throws {
    let metrics = ValueMetrics(
      predicted: [0, 2, -1, 2, 8, -5], values: [0.5, 1, -1, 1, 7, -6], outputs: 2)
    #expect(metrics.outputs.map(\.rmse) == [0.6454972243679028, 1])
    #expect(metrics.outputs.map(\.mae) == [0.5, 1])
    expectClose(try #require(metrics.outputs[0].r2), 0.9654377880184332, within: 1e-15)
    expectClose(try #require(metrics.outputs[1].r2), 0.9081632653061225, within: 1e-15)
    expectClose(metrics.rmse, 0.8227486121839513, within: 1e-15)
    #expect(metrics.mae == 0.75)
    expectClose(try #require(metrics.r2), 0.9368005266622779, within: 1e-15)
  }

  @Test func `the variance of one example is nothing to explain`() {
    let metrics = ValueMetrics(predicted: [1, 2], values: [1, 3], outputs: 2)
    #expect(metrics.r2 == nil)
    #expect(metrics.outputs.map(\.r2) == [nil, nil])
    #expect(metrics.mae == 0.5)
  }

  // print(r2_score([1,1,1],[1,1,1]), r2_score([1,1,1],[1,1,2]))
  @Test func `constant values have an R²`() {
    #expect(ValueMetrics(predicted: [1, 1, 1], values: [1, 1, 1]).r2 == 1)
    #expect(ValueMetrics(predicted: [1, 1, 2], values: [1, 1, 1]).r2 == 0)
  }

  // p=k/n; m=p+z*z/2/n; h=z*sqrt(p*(1-p)/n+z*z/4/n/n); print((m-h)/(1+z*z/n), (m+h)/(1+z*z/n))
  @Test func `the interval of a rate is Wilson's`() {
    let interval = wilsonInterval(40, of: 50)
    #expect(abs(interval.lowerBound - 0.6696289406777459) < 1e-15)
    #expect(abs(interval.upperBound - 0.887562499842239) < 1e-15)
    #expect(wilsonInterval(0, of: 50).lowerBound == 0)
    #expect(abs(wilsonInterval(0, of: 50).upperBound - 0.07134759913335872) < 1e-15)
    #expect(abs(wilsonInterval(50, of: 50).lowerBound - 0.9286524008666414) < 1e-15)
    #expect(wilsonInterval(50, of: 50).upperBound == 1)
    #expect(wilsonInterval(0, of: 0) == 0...1)
  }
}
