import TestSupport
import Testing

struct HelpTests {
  private static let commands = [
    "train", "init", "predict", "evaluate", "check", "gradcheck", "trace", "graph", "sweep",
    "report", "convert", "export", "import", "schema",
  ]

  @Test func `the program lists its commands`() throws {
    let result = try runDNN(["--help"])
    #expect(result.status == 0)
    #expect(result.stderr == "")
    try expectSnapshot(result.stdout, named: "help.txt")
    for arguments in [[], ["-h"], ["help"], ["--nonsense", "--help"]] {
      #expect(try runDNN(arguments).stdout == result.stdout)
    }
    for command in Self.commands { #expect(result.stdout.contains("\n  \(command) ")) }
  }

  @Test(arguments: commands) func `every command has help`(command: String) throws {
    let result = try runDNN([command, "--help"])
    #expect(result.status == 0)
    #expect(result.stderr == "")
    try expectSnapshot(result.stdout, named: "help-\(command).txt")
    for arguments in [["help", command], [command, "--nonsense", "-h"]] {
      #expect(try runDNN(arguments).stdout == result.stdout)
    }
  }

  @Test(arguments: [20, 40, 132]) func `help fits the width of the terminal`(columns: Int) throws {
    let result = try runDNN(["--help"], environment: ["COLUMNS": String(columns)])
    let longest = result.stdout.split(separator: "\n").map(\.count).max() ?? 0
    // Below 50 columns a word and its label are more than fits beside each other.
    #expect(longest <= max(columns, 50))
  }

  @Test func `the version is named at every level`() throws {
    for arguments in [["--version"]] + Self.commands.map({ [$0, "--version"] }) {
      let result = try runDNN(arguments)
      #expect(result.status == 0)
      #expect(result.stdout.hasPrefix("dnn "))
    }
  }
}
