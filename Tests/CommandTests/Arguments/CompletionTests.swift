import Foundation
import TestSupport
import Testing

struct CompletionTests {
  @Test(arguments: ["bash", "zsh", "fish"]) func `every shell has a script`(shell: String) throws {
    let result = try runDNN(["--generate-completion-script", shell])
    #expect(result.status == 0)
    #expect(result.stderr == "")
    try expectSnapshot(result.stdout, named: "dnn.\(shell)")
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func `the shell accepts its script`(shell: String)
    throws
  {
    let line = """
      command -v \(shell) >/dev/null || exit 0
      "$dnn" --generate-completion-script \(shell) >script && \(shell) -n script
      """
    try withTemporaryFolder { folder in
      let result = try runShell(line, in: folder)
      #expect(result.status == 0)
      #expect(result.stderr == "")
    }
  }

  /// What bash offers at the end of a line.
  private func offers(_ words: String...) throws -> [String] {
    try withTemporaryFolder { folder in
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent("folder with blanks"), withIntermediateDirectories: true)
      for name in ["a b.json", "c.png"] {
        try Data().write(to: folder.appendingPathComponent(name))
      }
      let script = """
        source <("$dnn" --generate-completion-script bash)
        COMP_WORDS=(dnn "$@"); COMP_CWORD=$#
        _dnn
        printf '%s\\n' "${COMPREPLY[@]}"
        """
      let result = try runCommand(
        URL(fileURLWithPath: "/bin/bash"), ["-c", script, "bash"] + words, in: folder,
        environment: ["dnn": try testedDNN().path])
      return result.stdout.split(separator: "\n").map(String.init)
    }
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/bin/bash")))
  func `bash offers what fits`() throws {
    #expect(try offers("sch") == ["schema"])
    #expect(try offers("--v") == ["--version"])
    #expect(try offers("--generate-completion-script", "") == ["bash", "zsh", "fish"])
    #expect(try offers("--generate-completion-script", "=", "z") == ["zsh"])
    #expect(try offers("schema", "--") == ["--markdown", "--version", "--help"])
    #expect(try offers("help", "s") == ["sweep", "schema"])
    #expect(try offers("train", "--progress", "=", "l") == ["lines"])
    #expect(try offers("train", "--resume", "--o") == ["--out", "--overwrite"])
    #expect(try offers("train", "--config", "") == ["folder with blanks", "a b.json"])
  }
}
