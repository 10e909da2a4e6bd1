import DeepNetwork
import Foundation
import TestSupport
import Testing

@testable import Experiments

struct NormsTests {
  private func row(_ iteration: Int, _ value: Double = 0.5) -> HistoryRow {
    var row = HistoryRow(iteration: iteration, epoch: 0, alpha: 1, cost: 1)
    row.layers = [
      LayerNorms(weights: value, gradient: 1e-12), LayerNorms(weights: 1, gradient: .infinity),
    ]
    return row
  }

  private func writer(_ file: URL, L: Int = 2, keeping iteration: Int = 0) -> NormsWriter {
    NormsWriter(file, L: L, iterations: 1000, logEvery: 100, keepingRowsBefore: iteration)
  }

  @Test func `what is written reads back`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("norms.csv")
      let norms = writer(file)
      for iteration in [0, 100, 200] { norms.append(row(iteration)) }
      norms.flush()
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(text.hasPrefix("iteration,W1,dW1,W2,dW2\n0,0.5,1e-12,1,inf\n"))
      let read = try #require(Norms(contentsOf: file))
      #expect(read.rows.map(\.iteration) == [0, 100, 200])
      #expect(read.rows[1].layers == row(100).layers)
    }
  }

  @Test func `a resumed run writes its rows again`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("norms.csv")
      let first = writer(file)
      for iteration in [0, 100, 200] { first.append(row(iteration)) }
      first.flush()
      let second = writer(file, keeping: 100)
      second.append(row(100, 7))
      second.flush()
      let read = try #require(Norms(contentsOf: file))
      #expect(read.rows.map(\.iteration) == [0, 100])
      #expect(read.rows[1].layers[0].weights == 7)
    }
  }

  @Test func `a long training leaves some hundred rows`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("norms.csv")
      let norms = NormsWriter(
        file, L: 2, iterations: 1_000_000, logEvery: 1, keepingRowsBefore: 0)
      for iteration in 0..<1_000_000 where iteration % 7 == 0 { norms.append(row(iteration)) }
      norms.flush()
      let count = try #require(Norms(contentsOf: file)).rows.count
      #expect((30...401).contains(count))
    }
  }

  @Test(arguments: [
    "", "iteration", "iteration,W1\n", "iteration,W1,dW1,W2\n0,1,2,3\n",
    "iteration,epoch,alpha\n0,0,1\n",
  ])
  func `another file is none`(text: String) throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("norms.csv")
      try Data(text.utf8).write(to: file)
      #expect(Norms(contentsOf: file) == nil)
    }
  }

  @Test func `a row cut off ends the rows`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("norms.csv")
      try Data("iteration,W1,dW1\n0,1,2\n100,3,oops\n200,5,6\n300,7".utf8).write(to: file)
      #expect(try #require(Norms(contentsOf: file)).rows.count == 1)
    }
  }

  @Test func `a training goes on where its norms cannot be written`() throws {
    try withTemporaryFolder { folder in
      let norms = writer(folder.appendingPathComponent("missing/norms.csv"))
      norms.append(row(0))
      norms.flush()
      #expect(Norms(contentsOf: folder.appendingPathComponent("missing/norms.csv")) == nil)
    }
  }
}
