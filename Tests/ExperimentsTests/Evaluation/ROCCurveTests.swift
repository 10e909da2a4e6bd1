import Experiments
import Testing

/// Expected numbers: scikit-learn 1.9.1.
struct ROCCurveTests {
  // y=[0,0,1,1,0,1,1,0]; s=[.1,.4,.35,.8,.4,.4,.9,.2]
  // f,t,th=roc_curve(y,s); print(f.tolist(),t.tolist(),th.tolist(),roc_auc_score(y,s))
  @Test func `ties are one step, and repeated steps are left out`() throws {
    let curve = try #require(
      ROCCurve(
        scores: [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.9, 0.2],
        isPositive: [false, false, true, true, false, true, true, false]))
    #expect(curve.points.map(\.falsePositiveRate) == [0, 0, 0, 0.5, 0.5, 1])
    #expect(curve.points.map(\.truePositiveRate) == [0, 0.25, 0.5, 0.75, 1, 1])
    #expect(curve.points.map(\.threshold) == [.infinity, 0.9, 0.8, 0.4, 0.35, 0.1])
    #expect(curve.area == 0.8125)
  }

  @Test func `the area is one half or zero where that is plain`() {
    let isPositive = [false, false, true, true]
    #expect(ROCCurve(scores: [1, 2, 3, 4], isPositive: isPositive)?.area == 1)
    #expect(ROCCurve(scores: [5, 5, 5, 5], isPositive: isPositive)?.area == 0.5)
    #expect(ROCCurve(scores: [4, 3, 2, 1], isPositive: isPositive)?.area == 0)
  }

  @Test func `a curve needs both classes, an example, and answers that are numbers`() {
    #expect(ROCCurve(scores: [], isPositive: []) == nil)
    #expect(ROCCurve(scores: [0.1, 0.9], isPositive: [true, true]) == nil)
    #expect(ROCCurve(scores: [0.1, 0.9], isPositive: [false, false]) == nil)
    #expect(ROCCurve(scores: [.nan, 0.9], isPositive: [false, true]) == nil)
  }
}
