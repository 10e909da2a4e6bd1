import Drawing
import Experiments
import Foundation

struct SweepCommand: Subcommand {
  let name = "sweep"
  let summary = "Train a network again and again with other settings, and compare."
  let discussion = """
    Every combination of the values is a trial with a folder of its own; trials that differ only in \
    seed or fold are compared by mean and standard deviation. Data are read once. Run again, it \
    goes on where it was: what has ended is not trained again. The table, sorted by the cost of the \
    validation (else test, else training) examples or another of their figures, goes to standard \
    output, and with all figures and a page of curves into the sweep's folder.

    Others can run the trials: --emit writes trials.sh into the sweep's folder, a training's \
    command a line, and for Slurm the job array trials.sbatch, prints the path of what is to be \
    run, and trains nothing. --collect compares what has ended by then.
    """

  private let config = SharedArguments.config
  private let settings = SharedArguments.settings
  private let removals = SharedArguments.removals
  private let variations = Argument<[Variation]>.repeated(
    "vary", "key=v1,v2", "Values for a key of the configuration, such as alpha=0.01,0.001.")
  private let folds = Argument<FoldCount?>.option(
    "folds", "count",
    "Hold out so many parts of the training examples in turn, in place of the validation set.")
  private let jobs = Argument<PositiveCount?>.option(
    "jobs", "count", "Trials to run at once; 1 unless given.")
  private let out = Argument<String?>.option(
    "out", "folder", "The sweep's folder; runs/ and the run's name with -sweep unless given.",
    completion: .folders)
  private let progress = Argument<ProgressBar.Mode>.option(
    "progress", "kind", standard: .auto,
    "How to show progress: a bar on a terminal, lines elsewhere, or as said.")
  private let noCache = SharedArguments.noCache
  private let sortBy = Argument<Figure>.option(
    "sort-by", "figure", standard: .cost, "The figure that the table is sorted by, the best first.")
  private let emit = Argument<SweepEmission.Runner?>.option(
    "emit", "runner",
    "Write the trials as commands for others to run: a job array of Slurm, or a list for GNU "
      + "parallel, xargs or a shell.")
  private let collect = Argument<Bool>.flag(
    "collect", "Compare the trials that have ended, and say how far the others are.")

  var arguments: [any AnyArgument] {
    [
      config, settings, removals, variations, folds, jobs, out, noCache, progress, sortBy, emit,
      collect,
    ]
  }

  func run(_ values: ArgumentValues) throws -> ExitStatus {
    let runner = values[emit]
    if runner != nil, values[collect] { throw excluded(emit.description, collect.description) }
    if values[collect], values[jobs] != nil {
      throw excluded(jobs.description, collect.description)
    }
    let file = PathLookup.url(values[config])
    let plan = try SweepPlan(
      file, settings: values[settings].map(\.text), removals: values[removals].map(\.text),
      variations: values[variations], folds: values[folds]?.value)
    for warning in plan.warnings { StandardError.write("warning: \(warning)\n") }
    try plan.check(sortedBy: values[sortBy])
    let folder = URL(
      fileURLWithPath: values[out] ?? "runs/\(plan.name)-sweep", isDirectory: true)
    var sweep = Sweep(
      plan, dataFolder: file.deletingLastPathComponent(), folder: folder, sortedBy: values[sortBy])
    sweep.cache = values.cache
    if let runner { return try write(sweep, for: runner, values) }
    if values[collect] { return try compare(sweep) }
    return try train(sweep, values)
  }

  private func excluded(
    _ first: ArgumentDescription, _ second: ArgumentDescription
  ) -> Program.UsageError {
    Program.UsageError(command: self, error: .excluded(first, second))
  }
}

// MARK: - Here

extension SweepCommand {
  private func train(_ sweep: Sweep, _ values: ArgumentValues) throws -> ExitStatus {
    Signals.catchStopping()
    let display = SweepDisplay(values[progress], trials: sweep.plan.trials.count)
    let table: SweepTable
    do {
      defer { display.finish() }
      table = try sweep.execute(jobs: values[jobs]?.value ?? 1, display.observer)
    }
    try StandardOutput.write(table.text)
    guard !table.isComplete else {
      StandardError.write("compared in \(sweep.folder.relativeToCurrentFolder)/report.html\n")
      return .success
    }
    StandardError.write(
      "stopped after \(table.results.count) of \(table.planned) trials and saved; "
        + "the same command goes on\n")
    return Signals.stopping.map(ExitStatus.signal) ?? .failure
  }
}

// MARK: - Elsewhere

extension SweepCommand {
  private func write(
    _ sweep: Sweep, for runner: SweepEmission.Runner, _ values: ArgumentValues
  ) throws -> ExitStatus {
    let mode = values[progress]
    let emission = SweepEmission(
      sweep, program: try ownPath(),
      options: (mode == .auto ? [] : ["--progress", mode.rawValue])
        + (values[noCache] ? ["--no-cache"] : []),
      jobs: values[jobs]?.value)
    for remark in try emission.check() { StandardError.write("warning: \(remark)\n") }
    let file = try emission.write(for: runner)
    StandardError.write(
      """
      wrote \(sweep.plan.trials.count) trials; run them with
        \(emission.running(file, by: runner))
      and compare what has ended with
        \(emission.collecting)

      """)
    try StandardOutput.writeLine(file.path)
    return .success
  }

  /// The absolute path of this program.
  private func ownPath() throws -> String {
    guard let path = Bundle.main.executableURL?.resolvingSymlinksInPath().path else {
      throw OwnPathUnknown()
    }
    return path
  }

  private func compare(_ sweep: Sweep) throws -> ExitStatus {
    let collection = try sweep.collect()
    try StandardOutput.write(collection.table.text)
    for trial in collection.unended.prefix(Self.maximumListed) {
      StandardError.write("\(trial)\n")
    }
    let more = collection.unended.count - Self.maximumListed
    if more > 0 { StandardError.write("and \(more) more\n") }
    StandardError.write("\(collection.summary)\n")
    if !collection.table.rows.isEmpty {
      StandardError.write("compared in \(sweep.folder.relativeToCurrentFolder)/report.html\n")
    }
    return collection.table.isComplete ? .success : .failure
  }

  /// More lines would not be read.
  private static var maximumListed: Int { 50 }
}

/// Where the program lies cannot be found out.
private struct OwnPathUnknown: Error, CustomStringConvertible {
  var description: String {
    "the system does not tell where this program lies, so that no command can name it; "
      + "run the sweep without --emit"
  }
}

extension SweepEmission.Runner: ArgumentValue {}

extension Figure: ArgumentValue {}

extension Variation: ArgumentValue {
  init?(word: String) { self.init(word) }

  static var expectation: String {
    "a key, an equals sign and values with commas between, such as alpha=0.01,0.001"
  }
}

/// The number of parts of a cross-validation.
struct FoldCount: ArgumentValue {
  let value: Int

  init?(word: String) {
    guard let value = Int(word), value >= 2 else { return nil }
    self.value = value
  }

  static var expectation: String { "a whole number, 2 or more" }
}
