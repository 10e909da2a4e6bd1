import Testing

@testable import Experiments

struct ImportanceTests {
  // s = RandomState(RandomState(1).randint(2**31)); i = o = arange(6)
  // for _ in range(2): s.shuffle(i); o = o[i]; print(o)
  @Test func `columns are shuffled as scikit-learn does`() {
    let orders = ColumnImportance.Shuffling(seed: 1, repeats: 2).orders(count: 6)
    #expect(orders == [[3, 1, 2, 0, 5, 4], [3, 4, 0, 5, 1, 2]])
  }

  @Test func `columns are ranked by their mean, equal ones in their order`() {
    let importance = ColumnImportance(
      figure: .accuracy, score: 1, shuffling: .init(), count: 4,
      columns: [
        .init(name: "a", falls: [0, 0.25]), .init(name: "b", falls: [0.5, 0.5]),
        .init(name: "c", falls: [0.125, 0.125]),
      ])
    #expect(importance.ranked.map(\.name) == ["b", "a", "c"])
    #expect(importance.ranked.map(\.deviation) == [0, 0.125, 0])
    #expect(importance.text.contains("\na         0.125000   0.125000\n"), "\(importance.text)")
  }

  // calibration_curve([0,1,1,0,1], [.1,3*.1,.31,.95,1], n_bins=10)
  @Test func `bins of probabilities are closed above`() throws {
    let calibration = try #require(
      Calibration(
        .second, probabilities: [0.1, 0.30000000000000004, 0.31, 0.95, 1],
        isSo: [false, true, true, false, true]))
    #expect(calibration.bins.map(\.share) == [0, 1, 1, 0.5])
    #expect(calibration.bins.map(\.probability) == [0.1, 0.30000000000000004, 0.31, 0.975])
    #expect(calibration.bins.map(\.count) == [1, 1, 1, 2])
    #expect(abs(calibration.expectedError - 0.488) < 1e-15)
  }

  @Test func `what is no probability has no calibration`() {
    #expect(Calibration(.yes, probabilities: [], isSo: []) == nil)
    #expect(Calibration(.yes, probabilities: [0.5, 1.5], isSo: [true, true]) == nil)
    #expect(Calibration(.yes, probabilities: [.nan], isSo: [true]) == nil)
  }

  // np.quantile([3,-1,4,1,-5], [0,.25,.5,.75,1]), np.std([3,-1,4,1,-5])
  @Test func `residuals are told by their quantiles`() {
    let residuals = Residuals(values: [3, -1, 4, 1, -5])
    let (five, two): ([Double], [Double]) = ([-5, -1, 1, 3, 4], [-3, 3.6])
    #expect(residuals.quantiles([0, 0.25, 0.5, 0.75, 1]) == five)
    #expect(residuals.quantiles([0.125, 0.9]) == two)
    #expect(abs(residuals.deviation - 3.2) < 1e-15)
    #expect(Residuals(values: [7]).quantiles([0, 0.5, 1]) == [7, 7, 7])
  }
}
