import Foundation
import TestSupport
import Testing

/// The events of a run are those of its history, whatever way it came to its end.
struct EventFileTests {
  private static let file = "events.out.tfevents.dnn"

  /// The records of a file of events, without the times at which they were written.
  private func records(_ bench: Workbench, _ run: String) throws -> [Data] {
    let bytes = try bench.bytes("\(run)/\(Self.file)")
    var records: [Data] = []
    var place = 0
    while place < bytes.count {
      let length = Int(bytes[place]) | Int(bytes[place + 1]) << 8 | Int(bytes[place + 2]) << 16
      // A record begins with a time, the tag 9 and eight bytes.
      #expect(bytes[place + 12] == 9)
      records.append(bytes[(place + 21)..<(place + 12 + length)])
      place += 16 + length
    }
    #expect(place == bytes.count)
    return records.map { Data($0) }
  }

  /// The steps of the records behind the first, which has none; those of histograms are negative.
  private func steps(_ records: [Data]) -> [Int] {
    records.dropFirst().map { record in
      guard record[0] == 0x10 else { return 0 }
      var step = 0
      for (index, byte) in record.dropFirst().enumerated() {
        step |= Int(byte & 0x7f) << (7 * index)
        if byte < 0x80 { break }
      }
      return record.range(of: Data("weights/".utf8)) == nil ? step : -step
    }
  }

  @Test func `each row and each checkpoint has its record`() throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "moons.json")
      try bench.train("moons.json", "--tensorboard")
      let records = try records(bench, "runs/moons")
      #expect(
        steps(records) == [0, -50, 70, -100, 140, -150, -200, 210, -250, 280, 300, -300])
      for tag in ["cost/train", "accuracy/train", "alpha", "epoch", "norms/W1", "norms/dW3"] {
        #expect(records[1].range(of: Data(tag.utf8)) != nil, "\(tag)")
      }
      for tag in ["weights/W1", "weights/b3"] {
        #expect(records[2].range(of: Data(tag.utf8)) != nil, "\(tag)")
      }
      #expect(records[1].range(of: Data("validation".utf8)) == nil)
    }
  }

  /// 150 is a checkpoint of the whole training, 160 is none, 210 has a row.
  @Test(arguments: [150, 160, 210])
  func `a run that goes on has no record twice and none too many`(stop: Int) throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "moons.json")
      try bench.train("moons.json", "--tensorboard", "--out", "straight")
      try bench.train(
        "moons.json", "--tensorboard", "--out", "resumed", "--set", "iterations=\(stop)")
      // What has events gets more of them without being asked.
      try bench.train("moons.json", "--out", "resumed", "--resume")
      #expect(try records(bench, "resumed") == records(bench, "straight"))
      #expect(try bench.text("resumed/history.csv") == bench.text("straight/history.csv"))
    }
  }

  @Test func `half a record at the end is cut off`() throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "moons.json")
      try bench.train("moons.json", "--tensorboard", "--out", "straight")
      try bench.train(
        "moons.json", "--tensorboard", "--out", "resumed", "--set", "iterations=150")
      let bytes = try bench.bytes("resumed/\(Self.file)")
      try bytes.dropLast(7).write(to: bench.file("resumed/\(Self.file)"))
      try bench.train("moons.json", "--out", "resumed", "--resume")
      #expect(try records(bench, "resumed") == records(bench, "straight"))
    }
  }

  @Test func `asked for late, events have the rows of before`() throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "moons.json")
      try bench.train("moons.json", "--out", "r", "--set", "iterations=160")
      #expect(!bench.names(in: "r").contains(Self.file))
      try bench.train("moons.json", "--out", "r", "--resume", "--tensorboard")
      #expect(
        steps(try records(bench, "r")) == [0, 70, 140, -200, 210, -250, 280, 300, -300])
    }
  }

  @Test func `a new run takes the events of the old one away`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      try bench.train("flower.json", "--tensorboard")
      #expect(bench.names(in: "runs/flower").contains(Self.file))
      try bench.train("flower.json", "--overwrite")
      #expect(!bench.names(in: "runs/flower").contains(Self.file))
    }
  }

  @Test func `a model does not depend on events`() throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "moons.json")
      let plain = try bench.model(of: "moons.json", out: "plain")
      #expect(
        try bench.model(of: "moons.json", out: "other", arguments: ["--tensorboard"]) == plain)
    }
  }
}
