import Bytes
import CShims
import DeepNetwork
import Drawing
import Experiments
import Foundation
import Text

/// The command `dnn`: its subcommands, what they take and how they end.
public enum Command {
  static let program = Program(
    name: "dnn",
    summary: "Train deep networks from a JSON file, and use them.",
    commands: [
      Train(), Init(), Predict(), Evaluate(), Check(), Gradcheck(), Trace(), Graph(),
      SweepCommand(), Report(), Convert(), Export(), Import(), Schema(),
    ])

  /// Does what the words behind the program's name ask for, and ends the process with its status.
  ///
  /// - Parameter kinds: layers, activations, losses, optimizers, schedules and initializers of the
  ///   program's own: every command then knows them by their names, as it knows those that ship.
  public static func main(adding kinds: [any Kind.Type] = []) -> Never {
    Kinds.add(kinds)
    ProgramOption.call(\.nameInCommand)
    StandardStreams.fillGaps()
    Signals.ignoreBrokenPipes()
    Signals.ignoreFileSizeLimits()
    Signals.explainEnds()
    exit(status(of: words).code)
  }

  /// What follows the program's name, also where there is no `/proc`, in which Swift looks for it, and
  /// where it is no UTF-8, as names of files may be.
  private static var words: [String] {
    guard dnn_wordCount() > 0 else { return Array(CommandLine.arguments.dropFirst()) }
    return (1..<max(1, dnn_wordCount())).compactMap { index in
      dnn_word(index).map { String(validatingCString: $0) ?? FileName.text($0) }
    }
  }

  private static func status(of words: [String]) -> ExitStatus {
    do {
      return try answer(try program.request(words))
    } catch let error as Program.UsageError {
      StandardError.write(UsageMessage(program: program).text(for: error))
      return .usage
    } catch is StandardOutput.BrokenPipe {
      return .signal(SIGPIPE)
    } catch {
      StandardError.writeError(error)
      return .failure
    }
  }

  private static func answer(_ request: Program.Request) throws -> ExitStatus {
    switch request {
    case .run(let command, let values): return try command.run(values)
    case .help(let command):
      let width = Terminal.width(of: STDOUT_FILENO)
      try StandardOutput.write(Help(program: program, width: width).text(of: command))
    case .version: try StandardOutput.writeLine(Version.text)
    case .completionScript(let shell):
      try StandardOutput.write(program.completionScript(for: shell))
    }
    return .success
  }
}

/// What this build of the program is.
enum Version {
  static var text: String {
    "dnn \(productVersion) (\(ComputeThreads.vectorLevel), "
      + "\(ComputeThreads.usable) \(ComputeThreads.usable == 1 ? "thread" : "threads"))"
  }
}
