import SampleData
import Testing

/// Draws with everything at its default but what is named.
func draw(
  _ set: SampleSet, _ examples: Int? = nil, seed: UInt32 = 1, noise: Double? = nil,
  bits: Int? = nil, role: SampleSet.Role = .train
) -> DrawnData {
  set.draw(examples: examples, seed: seed, noise: noise, bits: bits, role: role)
}

extension DrawnData {
  var doubles: [Double] {
    switch values {
    case .uint8(let bytes): bytes.map(Double.init)
    case .float64(let doubles): doubles
    }
  }

  var bytes: [UInt8] {
    switch values {
    case .uint8(let bytes): bytes
    case .float64(let doubles): doubles.flatMap { withUnsafeBytes(of: $0, Array.init) }
    }
  }

  /// The values of each example.
  var rows: [[Double]] {
    let size = shape.dropFirst().reduce(1, *)
    let all = doubles
    return (0..<shape[0]).map { Array(all[($0 * size)..<(($0 + 1) * size)]) }
  }
}

struct SampleSetTests {
  @Test(arguments: SampleSet.allCases, [0, 1, 7, 30])
  func `the shape counts values and labels`(set: SampleSet, count: Int) {
    let data = draw(set, count)
    #expect(data.shape[0] == count)
    #expect(data.doubles.count == data.shape.reduce(1, *))
    #expect(data.labels.count == count)
    #expect(data.bytes.count == count * set.bytesPerExample(bits: nil))
  }

  @Test(arguments: SampleSet.allCases)
  func `equal seeds give equal bytes, and others do not`(set: SampleSet) {
    let first = draw(set, 20, seed: 5)
    #expect(first == draw(set, 20, seed: 5))
    #expect(first.values != draw(set, 20, seed: 6).values)
  }

  @Test(arguments: SampleSet.allCases)
  func `roles draw other examples`(set: SampleSet) {
    let roles = SampleSet.Role.allCases.map { Set(draw(set, 20, role: $0).rows) }
    #expect(roles[0].isDisjoint(with: roles[1]))
    #expect(roles[0].isDisjoint(with: roles[2]))
    #expect(roles[1].isDisjoint(with: roles[2]))
  }

  @Test(arguments: SampleSet.allCases.filter { $0 != .flower })
  func `the first examples do not depend on the number`(set: SampleSet) {
    let few = draw(set, 11)
    let more = draw(set, 23)
    #expect(more.rows.prefix(11) == few.rows[...])
    #expect(more.labels.prefix(11) == few.labels[...])
  }

  @Test(arguments: SampleSet.allCases.filter { $0 != .houses })
  func `labels are indices of class names`(set: SampleSet) throws {
    let data = draw(set, 60)
    let names = try #require(data.classNames)
    #expect(Set(data.labels) == Set(names.indices.map(Double.init)))
  }

  @Test(arguments: SampleSet.allCases)
  func `the default number is drawn`(set: SampleSet) {
    let count = set.defaultCount(for: .test, bits: nil)
    #expect(draw(set, role: .test).shape[0] == count)
  }

  @Test
  func `cats are half and half`() {
    #expect(SampleSet.cats.defaultCount(for: .train, bits: nil) == 1200)
    #expect(SampleSet.cats.defaultCount(for: .test, bits: nil) == 300)
    #expect(draw(.cats, 40).labels.reduce(0, +) == 20)
    #expect(draw(.cats, 4).shape == [4, 64, 64, 3])
  }
}
