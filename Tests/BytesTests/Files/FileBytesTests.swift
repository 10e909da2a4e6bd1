import Bytes
import Foundation
import Testing

struct FileBytesTests {
  @Test func `no more is read than was asked for`() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    for size in [0, 5, 100, 200_000] {
      let content = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
      try Data(content).write(to: file)
      for limit in [0, 4, 100, 101, 150_000, .max] {
        let read = try SharedBytes(contentsOf: file, upTo: limit)
        #expect(read.withUnsafeBytes { Array($0) } == Array(content.prefix(limit)))
      }
    }
    let endless = URL(fileURLWithPath: "/dev/zero")
    #expect(try SharedBytes(contentsOf: endless, upTo: 100_001).count == 100_001)
  }
}
