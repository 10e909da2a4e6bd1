import Bytes
import DeepNetwork
import Experiments
import Foundation
import TestSupport
import Testing

struct HistoryTests {
  private let all: HistoryColumns = [.trainAccuracy, .validationCost, .validationAccuracy]

  private func row(_ iteration: Int, cost: Double = 0.1) -> HistoryRow {
    HistoryRow(
      iteration: iteration, epoch: iteration / 10, alpha: 0.0075, cost: cost,
      trainAccuracy: 0.5, validationCost: 1.0 / 3, validationAccuracy: 0.72)
  }

  @Test func `the header has the columns of the run`() {
    #expect(HistoryColumns([]).header == "iteration,epoch,alpha,cost")
    #expect(HistoryColumns.trainAccuracy.header == "iteration,epoch,alpha,cost,train_accuracy")
    #expect(
      all.header
        == "iteration,epoch,alpha,cost,train_accuracy,validation_cost,validation_accuracy")
  }

  @Test func `numbers have the fewest digits that read back the same`() {
    let row = HistoryRow(iteration: 100, epoch: 3, alpha: 1e-7, cost: 0.6930497356599888)
    #expect(HistoryColumns([]).line(row) == "100,3,1e-07,0.6930497356599888")
    #expect(
      all.line(self.row(10)) == "10,1,0.0075,0.1,0.5,0.3333333333333333,0.72")
  }

  @Test func `what is written reads back`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("history.csv")
      let rows = [row(0, cost: .pi), row(100, cost: .leastNonzeroMagnitude), row(200, cost: .nan)]
      let writer = try HistoryWriter(creating: file, columns: all)
      for row in rows { try writer.append(row) }
      try writer.sync()
      let history = try History(contentsOf: file)
      #expect(history.columns == all)
      #expect(history.rows.prefix(2) == rows.prefix(2))
      #expect(history.rows.last?.cost.isNaN == true)
    }
  }

  @Test func `a missing value leaves its field empty`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("history.csv")
      let writer = try HistoryWriter(creating: file, columns: .validationCost)
      let row = HistoryRow(iteration: 0, epoch: 0, alpha: 1, cost: 2)
      try writer.append(row)
      try writer.sync()
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(text == "iteration,epoch,alpha,cost,validation_cost\n0,0,1.0,2.0,\n")
      #expect(try History(contentsOf: file).rows == [row])
    }
  }

  @Test func `a file that was removed takes no more rows`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("history.csv")
      let writer = try HistoryWriter(creating: file, columns: all)
      try writer.append(row(0))
      try FileManager.default.removeItem(at: file)
      #expect(throws: FileFailure(.write, file.path, code: ENOENT)) { try writer.sync() }
    }
  }

  @Test func `rows after the checkpoint are dropped by resuming`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("history.csv")
      let first = try HistoryWriter(creating: file, columns: all)
      for i in 0..<5 { try first.append(row(100 * i)) }
      try first.sync()
      let second = try HistoryWriter(resuming: file, columns: all, keepingRowsBefore: 300)
      try second.append(row(300, cost: 7))
      try second.sync()
      let history = try History(contentsOf: file)
      #expect(history.rows == [row(0), row(100), row(200), row(300, cost: 7)])
    }
  }

  @Test func `a file is begun by resuming without one`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("history.csv")
      _ = try HistoryWriter(resuming: file, columns: all, keepingRowsBefore: 100)
      #expect(try History(contentsOf: file).rows.isEmpty)
    }
  }

  @Test(arguments: ["200,20,0.0075", "200,20,0.0075,x,0.5,0.5,0.5\n", "\0\0\0\0\n", "1,2\n3"])
  func `a torn end is no row`(end: String) throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("history.csv")
      let whole = "\(all.header)\n\(all.line(row(0)))\n\(all.line(row(100)))\n"
      try (whole + end).write(to: file, atomically: false, encoding: .utf8)
      #expect(try History(contentsOf: file).rows == [row(0), row(100)])
    }
  }

  @Test func `other files and other columns are refused`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("history.csv")
      let missing = #expect(throws: HistoryError.self) { try History(contentsOf: file) }
      #expect(missing?.description == "\(file.path): no such file")
      let folder = #expect(throws: HistoryError.self) { try History(contentsOf: folder) }
      #expect(folder?.description.hasSuffix(": is a folder, expected a file") == true)
      for text in ["", "a,b\n1,2\n", "iteration,epoch,alpha,cost,colour\n"] {
        try text.write(to: file, atomically: false, encoding: .utf8)
        let header = String(text.prefix { $0 != "\n" })
        #expect(throws: HistoryError.header(path: file.path, found: header)) {
          try History(contentsOf: file)
        }
      }
      try "iteration,epoch,alpha,cost\n".write(to: file, atomically: false, encoding: .utf8)
      let error = #expect(throws: HistoryError.self) {
        try HistoryWriter(resuming: file, columns: .validationCost, keepingRowsBefore: 0)
      }
      #expect(
        error?.description == "\(file.path) has the columns iteration,epoch,alpha,cost, but this "
          + "run has iteration,epoch,alpha,cost,validation_cost")
    }
  }

  @Test func `an earlier version's rows without training accuracy leave its field empty`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("history.csv")
      try "iteration,epoch,alpha,cost\n0,0,0.1,0.7\n5,1,0.1,0.6\n"
        .write(to: file, atomically: false, encoding: .utf8)
      let writer = try HistoryWriter(
        resuming: file, columns: .trainAccuracy, keepingRowsBefore: 5)
      try writer.append(
        HistoryRow(iteration: 5, epoch: 1, alpha: 0.1, cost: 0.6, trainAccuracy: 0.75))
      try writer.sync()
      #expect(
        try String(contentsOf: file, encoding: .utf8)
          == "iteration,epoch,alpha,cost,train_accuracy\n0,0,0.1,0.7,\n5,1,0.1,0.6,0.75\n")
      #expect(try History(contentsOf: file).rows.map(\.trainAccuracy) == [nil, 0.75])
    }
  }
}
