import SampleData
import Testing

/// The 64-bit Fowler-Noll-Vo hash (FNV-1a).
private func digest(_ data: DrawnData) -> UInt64 {
  data.bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}

struct BuiltInImagesTests {
  /// The same bytes on every machine: a drawing that changes makes published accuracies wrong.
  @Test(
    arguments: zip(
      SampleSet.Role.allCases,
      [0xa551_f3ae_30e7_18ff, 0x06ba_6d80_e2e8_6abb, 0x2d7b_8513_892b_888b]))
  func `cats are the same images everywhere`(role: SampleSet.Role, expected: UInt64) {
    #expect(digest(draw(.cats, 12, role: role)) == expected)
  }

  @Test(
    arguments: zip(
      SampleSet.Role.allCases,
      [0x5f79_0f1b_fca7_ce53, 0xc872_9753_ae9d_ea09, 0xc87b_6abe_96df_4763]))
  func `digits are the same images everywhere`(role: SampleSet.Role, expected: UInt64) {
    #expect(digest(draw(.digits, 40, role: role)) == expected)
  }

  @Test
  func `cats and others take turns`() {
    let data = draw(.cats, 5)
    #expect(data.labels == [0, 1, 0, 1, 0])
    #expect(data.classNames == ["non-cat", "cat"])
  }

  /// The mean picture of each class is the simplest linear classifier there is.
  @Test
  func `the mean picture hardly tells cats`() {
    let means = [0.0, 1].map { label in meanOfRows(draw(.cats, 400), label) }
    let test = draw(.cats, 100, role: .test)
    let hits = zip(thinRows(test), test.labels).filter { row, label in
      (distance(row, means[1]) < distance(row, means[0])) == (label == 1)
    }
    #expect(hits.count <= 75)
  }

  @Test
  func `cats are as light as others`() {
    let data = draw(.cats, 400)
    let levels = [0.0, 1].map { label -> Double in
      let mean = meanOfRows(data, label)
      return mean.reduce(0, +) / Double(mean.count)
    }
    #expect(abs(levels[0] - levels[1]) < 8)
  }

  @Test
  func `digits come in turn, and use the whole range`() {
    let data = draw(.digits, 200)
    #expect(data.shape == [200, 20, 20])
    #expect(data.labels.prefix(11) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0])
    #expect(data.bytes.min() == 0)
    #expect(data.bytes.max() == 255)
  }

  @Test
  func `digits without noise have an even ground`() {
    let row = draw(.digits, 1, noise: 0).rows[0]
    #expect(Set([row[0], row[19], row[380], row[399]]).count == 1)
    let noisy = draw(.digits, 1, noise: 0.2).rows[0]
    #expect(Set(noisy).count > Set(row).count)
  }

  /// Every eleventh value of each picture: enough to tell, and quick without optimization.
  private func thinRows(_ data: DrawnData) -> [[Double]] {
    let bytes = data.bytes
    let size = bytes.count / data.shape[0]
    return (0..<data.shape[0]).map { row in
      stride(from: row * size, to: (row + 1) * size, by: 11).map { Double(bytes[$0]) }
    }
  }

  private func meanOfRows(_ data: DrawnData, _ label: Double) -> [Double] {
    let rows = zip(thinRows(data), data.labels).filter { $0.1 == label }.map(\.0)
    var mean = [Double](repeating: 0, count: rows[0].count)
    for row in rows {
      for i in mean.indices { mean[i] += row[i] / Double(rows.count) }
    }
    return mean
  }

  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices { sum += (a[i] - b[i]) * (a[i] - b[i]) }
    return sum
  }
}
