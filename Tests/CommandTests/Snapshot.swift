import Foundation
import Testing

/// Compares a whole text with the file of that name in `Snapshots`.
///
/// With `RECORD_SNAPSHOTS=1` in the environment the file is written instead.
func expectSnapshot(
  _ text: String, named name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Snapshots").appendingPathComponent(name)
  if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
    try text.write(to: file, atomically: true, encoding: .utf8)
    return
  }
  let expected = try String(contentsOf: file, encoding: .utf8)
  #expect(
    text == expected, "RECORD_SNAPSHOTS=1 writes \(name) anew", sourceLocation: sourceLocation)
}
