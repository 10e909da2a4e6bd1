import Foundation
import TestSupport
import Testing

struct StreamTests {
  @Test func `a reader that leaves is no error`() throws {
    let result = try runShell(
      #"{ "$dnn" schema; echo "status $?" >&2; } | head -c 10"#)
    #expect(result.stdout.count == 10)
    // The schema may have fitted into the pipe before the reader left.
    #expect(["status 0\n", "status 141\n"].contains(result.stderr))
    let gone = try runShell(#"{ sleep 0.3; "$dnn" schema; echo "status $?" >&2; } | true"#)
    #expect(gone.stderr == "status 141\n")
  }

  @Test func `closed output is an error`() throws {
    let result = try runShell(#""$dnn" schema >&-"#)
    #expect(result.status == 1)
    #expect(
      result.stderr == "error: cannot write to standard output: it is closed; send it elsewhere\n")
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func `full output is an error`() throws {
    let result = try runShell(#""$dnn" schema >/dev/full"#)
    #expect(result.status == 1)
    #expect(
      result.stderr
        == "error: cannot write to standard output: the disk is full; send it elsewhere\n")
  }

  @Test func `closed input and error output do not matter`() throws {
    let result = try runShell(#""$dnn" schema <&- 2>&-"#)
    #expect(result.status == 0)
    #expect(result.stdout.hasPrefix("{\n"))
    #expect(try runShell(#""$dnn" nonsense <&- >&- 2>&-"#).status == 64)
  }

  @Test func `the schema is the one that configurations name`() throws {
    let file = SharedData.repository.appendingPathComponent("Configs/dnn.schema.json")
    #expect(try runDNN(["schema"]).stdout == String(contentsOf: file, encoding: .utf8))
  }
}
