import Bytes
import Foundation
import TestSupport
import Testing

@testable import Interchange

/// Event files are TensorBoard's: `Fixtures/make_events.py` wrote one with its own writer.
struct EventRecordTests {
  private static let fixture = Bundle.module.bundleURL
    .appendingPathComponent("Fixtures/events.out.tfevents.fixture")

  /// The fixture's records, written here.
  private var written: [UInt8] {
    EventRecord.beginning(wallTime: 1.5)
      + EventRecord(step: 0, [("cost/train", .scalar(0.25)), ("alpha", .scalar(0.0075))])
      .bytes(wallTime: 2.5)
      + EventRecord(step: 300, [("cost/train", .scalar(-1e-30))]).bytes(wallTime: 3.5)
  }

  @Test func `records have the bytes that TensorBoard's writer gives them`() throws {
    let theirs = try Data(contentsOf: Self.fixture)
    #expect(Data(written) == theirs)
  }

  @Test func `the steps and ends of records are found again`() throws {
    let histogram = try #require(EventHistogram([1, 2, 4]))
    let record = EventRecord(step: 500, [("weights/W1", .histogram(histogram))])
    let bytes = written + record.bytes(wallTime: 4)
    let places = try #require(EventRecord.places(in: SharedBytes(bytes)))
    #expect(places.records.map(\.step) == [0, 300, 500])
    #expect(places.records.map(\.holdsHistograms) == [false, false, true])
    #expect(places.records.last?.end == bytes.count)
    #expect(places.beginning == EventRecord.beginning(wallTime: 0).count)
    // Of a record that is not whole nothing is left, wherever it ends.
    for count in places.records[1].end..<bytes.count {
      let cut = try #require(EventRecord.places(in: SharedBytes(Array(bytes[..<count]))))
      #expect(cut.records == Array(places.records.prefix(2)))
    }
  }

  @Test func `a damaged record ends the file, and what is no file of events is none`() throws {
    var bytes = written
    bytes[bytes.count - 6] ^= 1
    #expect(EventRecord.places(in: SharedBytes(bytes))?.records.map(\.step) == [0])
    bytes = written
    bytes[20] ^= 1
    #expect(EventRecord.places(in: SharedBytes(bytes)) == nil)
    #expect(EventRecord.places(in: SharedBytes([])) == nil)
    #expect(EventRecord.places(in: SharedBytes(Array("iteration,epoch,alpha,cost\n".utf8))) == nil)
    // A length of nearly all there is must not be believed.
    let absurd = [UInt8](repeating: 255, count: 64)
    #expect(EventRecord.places(in: SharedBytes(absurd)) == nil)
  }
}

struct EventHistogramTests {
  @Test func `each number is in the bucket whose upper end it does not exceed`() throws {
    let values = (0...640).map { Double($0) / 10 }
    let histogram = try #require(EventHistogram(values))
    #expect(histogram.minimum == 0 && histogram.maximum == 64 && histogram.count == 641)
    #expect(histogram.limits == (1...64).map(Double.init))
    // The least number lies in the first.
    #expect(histogram.counts == [11] + [Double](repeating: 10, count: 63))
    #expect(histogram.counts.reduce(0, +) == 641)
  }

  @Test func `equal numbers share one bucket`() throws {
    let histogram = try #require(EventHistogram([0, 0, 0]))
    #expect(histogram.limits == [0] && histogram.counts == [3])
    #expect(histogram.sum == 0 && histogram.sumOfSquares == 0)
  }

  @Test func `nothing and what is not finite has no histogram`() {
    #expect(EventHistogram([]) == nil)
    #expect(EventHistogram([1, .nan]) == nil)
    #expect(EventHistogram([.infinity, 1]) == nil)
  }
}
