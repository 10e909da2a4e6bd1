import Foundation

/// The suites, in the order of the help text; a new one is a type in `Suites` and a line here.
private let suites: [any Suite.Type] = [
  KernelSuite.self, VectorizationSuite.self, TrainingSuite.self, FullBatchSuite.self,
  ConvolutionSuite.self, NetworkSuite.self, PassSuite.self, LayerSuite.self, KindSuite.self,
  PredictionSuite.self,
]

@main
enum Main {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.isEmpty || arguments.contains("--help") || arguments.contains("-h") {
      return print(help)
    }
    guard let suite = suites.first(where: { $0.name == arguments[0] }) else {
      fail("no suite is called '\(arguments[0])'\n\n\(help)")
    }
    do throws(UsageError) {
      var options = Options(Array(arguments.dropFirst()))
      let results = try suite.run(&options)
      try options.expectEmpty()
      print(options.json ? results.json : results.text)
    } catch {
      fail(error.message)
    }
  }

  private static var help: String {
    let names = suites.map { "  \($0.name.padded(to: 16))\($0.summary)" }
    return """
      USAGE: dnn-bench SUITE [--json] [OPTION]...

      SUITES:
      \(names.joined(separator: "\n"))

      OPTIONS:
        --json          print the results as JSON
        --threads N     use at most N threads (default: every usable processor)
        --only TEXT     run only the cases whose name contains TEXT
        --seconds S     spend about S seconds on each case
        --clock NAME    wall, or cpu: the time of the calling thread alone (for one thread)
      """
  }

  private static func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data("error: \(message)\n".utf8))
    exit(64)
  }
}
