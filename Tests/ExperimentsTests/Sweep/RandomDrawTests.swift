import Testing

@testable import Experiments

/// Draws beside those of NumPy 2.3: the expected values are what this prints.
///
///     r = np.random.RandomState(seed)
///     while len(drawn) < count:
///         values = [draw(r, key) for key in keys]     # as the type's comment says
///         if values not in drawn: drawn.append(values)
@Suite struct RandomDrawTests {
  private func draw(_ count: Int, seed: UInt32 = 1, _ vary: String...) throws -> [[String]] {
    try RandomDraw(count: count, seed: seed).combinations(
      of: try vary.map { try #require(Variation($0)) })
  }

  @Test func `the draws are those of NumPy`() throws {
    let drawn = try draw(
      6, "alpha=log:1e-4..1", "l2=linear:0..0.5", "n[1]=integer:4..64", "n[2]=logInteger:4..64",
      "optimizer.method=adam,momentum,rmsprop")
    #expect(
      drawn == [
        ["0.00466", "0.36", "13", "9", "adam"], ["0.000234", "0.0931", "49", "25", "momentum"],
        ["0.0143", "0.21", "22", "17", "adam"], ["0.325", "0.0137", "54", "51", "momentum"],
        ["0.00528", "0.47", "26", "37", "momentum"], ["0.163", "0.0464", "61", "46", "adam"],
      ])
    let few = try draw(8, seed: 7, "n[1]=integer:1..3", "activations.hidden=relu,tanh,gelu")
    #expect(
      few == [
        ["1", "tanh"], ["3", "relu"], ["2", "gelu"], ["3", "gelu"], ["1", "relu"], ["1", "gelu"],
        ["2", "relu"], ["3", "tanh"],
      ])
  }

  @Test func `more draws begin with the same ones`() throws {
    let few = try draw(5, seed: 3, "alpha=log:1e-4..1", "n[1]=integer:1..9")
    let many = try draw(50, seed: 3, "alpha=log:1e-4..1", "n[1]=integer:1..9")
    #expect(Array(many.prefix(5)) == few)
    #expect(Set(many).count == 50)
  }

  @Test func `each combination is trained with every seed, which draws nothing`() throws {
    let plain = try draw(3, "alpha=log:1e-4..1", "l2=linear:0..1")
    let seeded = try draw(3, "alpha=log:1e-4..1", "seed=4,5", "l2=linear:0..1")
    #expect(seeded == plain.flatMap { v in ["4", "5"].map { [v[0], $0, v[1]] } })
  }

  @Test func `numbers stay within their range, of three digits inside`() throws {
    for text in ["log:0.012345..0.0123999", "linear:-0.1236..-0.1234", "linear:1e5..3e5"] {
      let range = try ValueRange(text)
      for values in try draw(2, "alpha=\(text)") {
        let value = try #require(Double(values[0]))
        #expect((range.lower...range.upper).contains(value), "\(text): \(value)")
      }
    }
    #expect(
      try draw(400, "n[1]=logInteger:3..402").flatMap(\.self).compactMap { Int($0) }.min() == 3)
  }

  @Test(arguments: [
    ("log:1..x", "two numbers"), ("log:1", "two numbers"), ("log:1..inf", "two numbers"),
    ("log:2..1", "above its beginning"), ("log:1..1", "above its beginning"),
    ("log:0..1", "begins above 0"), ("linear:nan..1", "two numbers"),
    ("integer:1.5..3", "whole numbers"), ("integer:0..1e12", "whole numbers"),
    ("logInteger:0..5", "at 1 or above"), ("range:-1..1", "test begins above 0"),
    ("LOG:1..2", "did you mean log:"),
    ("uniform:0..1", "there are ranges of log:, linear:"),
    ("log:1..2,3", "stands alone"), ("3,log:1..2", "stands alone"),
  ])
  func `what is no range is refused`(text: String, reason: String) throws {
    let variation = try #require(Variation("alpha=\(text)"))
    let error = #expect(throws: SweepError.self) { try variation.range() }
    let sentence = "\(try #require(error))"
    #expect(sentence.hasPrefix("variation alpha=\(text): "))
    #expect(sentence.contains(reason), "\(sentence)")
  }

  @Test(arguments: [
    "a=adam", "path=\"log:1..2\"", "path=C:/1..2", "path=a.b:1..2", "n=[1,2],[3,4]",
  ])
  func `other values are none`(text: String) throws {
    #expect(try #require(Variation(text)).range() == nil)
  }

  @Test func `what cannot be drawn is refused`() {
    #expect(throws: SweepError.fewCombinations(asked: 7, there: 6)) {
      try self.draw(7, "a=1,2", "b=integer:1..3")
    }
    #expect(throws: SweepError.vainDraws(asked: 9, found: 1, draws: 10_000)) {
      try self.draw(9, "a=linear:0.10001..0.10002")
    }
    #expect(throws: SweepError.nothingToDraw) { try self.draw(2, "seed=1,2,3") }
    #expect(throws: SweepError.testIsAlone) { try self.draw(2, "alpha=range:1e-3..1") }
    #expect(throws: SweepError.drawnSeed("seed=integer:1..9")) {
      try self.draw(2, "alpha=1,2", "seed=integer:1..9")
    }
    #expect(throws: SweepError.tooManyTrials(most: 10_000)) {
      try self.draw(10_001, "alpha=log:1e-9..1")
    }
  }

  @Test func `all combinations of a finite set can be drawn`() throws {
    #expect(Set(try draw(60, "a=1,2,3", "b=integer:1..20")).count == 60)
  }
}
