import DeepNetwork
import Testing

/// Expected numbers: scikit-learn 1.9.1, by the program above each test.
struct RankingTests {
  private func ranked(_ scores: [Double], _ isPositive: [Bool], corners: Bool = false) -> Ranking? {
    Ranking(scores, isPositive: isPositive, wantsCorners: corners)
  }

  // y=[0,0,1,1,0,1,1,0]; s=[.1,.4,.35,.8,.4,.4,.9,.2]
  // print(roc_auc_score(y,s), average_precision_score(y,s))
  @Test func `equal scores are one step and count half`() throws {
    let ranking = try #require(
      ranked(
        [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.9, 0.2],
        [false, false, true, true, false, true, true, false]))
    #expect(ranking.area == 0.8125)
    #expect(ranking.averagePrecision == 0.8166666666666667)
  }

  @Test func `zeros of either sign are equal, infinities are the ends`() throws {
    let ranking = try #require(
      ranked([0, -0.0, -.infinity, .infinity, -1, 1], [true, false, false, true, false, true]))
    #expect(ranking.area == 8.5 / 9)
  }

  @Test func `examples of one kind have no area, and an average precision where they are positive`()
    throws
  {
    let positive = try #require(ranked([1, 2], [true, true]))
    #expect(positive.area == nil)
    #expect(positive.averagePrecision == 1)
    let negative = try #require(ranked([1, 2], [false, false]))
    #expect(negative.area == nil)
    #expect(negative.averagePrecision == nil)
    #expect(ranked([], [])?.area == nil)
    #expect(ranked([.nan, 1], [true, false]) == nil)
  }

  @Test func `the area is the share of pairs in order, ties half`() throws {
    var random = RandomState(seed: 3)
    for m in [2, 7, 100, 3000] {
      // Numbers of every size and sign, many of them equal.
      let scores = (0..<m).map { _ in
        (random.randn() * 8).rounded() * (random.rand() < 0.5 ? 1 : 1e-200)
      }
      var isPositive = (0..<m).map { _ in random.rand() < 0.3 }
      (isPositive[0], isPositive[1]) = (true, false)
      let ranking = try #require(ranked(scores, isPositive))
      var twice = 0
      for i in 0..<m where isPositive[i] {
        for j in 0..<m where !isPositive[j] {
          twice += scores[i] > scores[j] ? 2 : scores[i] == scores[j] ? 1 : 0
        }
      }
      #expect(ranking.area == Double(twice) / Double(2 * ranking.positives * ranking.negatives))
    }
  }

  @Test func `corners are the ends of steps that go in another direction`() throws {
    let ranking = try #require(
      ranked([6, 5, 4, 3, 2, 1], [true, true, true, false, false, true], corners: true))
    #expect(ranking.corners.map(\.positives) == [1, 3, 3, 4])
    #expect(ranking.corners.map(\.negatives) == [0, 0, 2, 2])
    #expect(ranking.corners.map(\.example) == [0, 2, 4, 5])
  }

  // y=np.array([0,1,2,2,1,0,2,1]); Y=np.eye(3)[y]
  // S=np.array([[2,1,0],[0,2,2],[1,0,3],[1,1,1],[0,2,1],[3,1,3],[0,0,1],[1,0,2.]])
  // print([(roc_auc_score(Y[:,k],S[:,k]), average_precision_score(Y[:,k],S[:,k])) for k in range(3)])
  @Test func `several classes are each ranked against the rest`() {
    let scores: [Double] = [
      2, 1, 0, 0, 2, 2, 1, 0, 3, 1, 1, 1, 0, 2, 1, 3, 1, 3, 0, 0, 1, 1, 0, 2,
    ]
    let figures = RankedFigures.ofEach(Scores(scores, width: 3), truth: [0, 1, 2, 2, 1, 0, 2, 1])
    #expect(figures.map(\.auc) == [1, 11 / 15.0, 0.5])
    #expect(figures.map(\.averagePrecision) == [1, 0.7916666666666666, 19 / 42.0])
    let lacking = RankedFigures.ofEach(Scores(scores, width: 3), truth: [0, 1, 0, 1, 1, 0, 0, 1])
    #expect(lacking[2] == RankedFigures(auc: nil, averagePrecision: nil))
  }

  // print(top_k_accuracy_score([0,11,3,7],np.array([[1]*12,[1]*12,[0,1,2,3,4,5,5,5,5,5,5,0],
  //   [0,1,2,3,4,5,6,7,7,7,7,7]]),k=5,labels=range(12)))
  @Test func `of equal scores the later class is the likelier`() {
    let scores: [Double] =
      [Double](repeating: 1, count: 24) + [0, 1, 2, 3, 4, 5, 5, 5, 5, 5, 5, 0]
      + [0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7]
    #expect(topAccuracy(5, Scores(scores, width: 12), truth: [0, 11, 3, 7]) == 0.5)
  }

  @Test func `scores of many classes of a network in single precision are kept in it`() {
    let part = Matrix<Double>(rows: 17, columns: 2, (0..<34).map { 0.1 + Double($0) })
    for (width, isSingle) in [(17, true), (16, false)] {
      let kept = part[rows: ..<width]
      var single = Scores(width: width, reserving: 4, of: Float.self)
      var double = Scores(width: width, reserving: 4, of: Double.self)
      for _ in 0..<2 {
        single.append(kept)
        double.append(kept)
      }
      #expect(single.count == 4 * width && double.count == 4 * width)
      #expect(double.column(3) == [6.1, 7.1, 6.1, 7.1])
      let rounded = double.column(3).map { isSingle ? Double(Float($0)) : $0 }
      #expect(single.column(3) == rounded && single[1, 3] == rounded[1])
      #expect(!single.hasNaN)
    }
  }
}
