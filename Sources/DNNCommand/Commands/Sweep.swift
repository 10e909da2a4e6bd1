import Drawing
import Experiments
import Foundation
import Text

struct SweepCommand: Subcommand {
  let name = "sweep"
  let summary = "Train a network again and again with other settings, and compare."
  let discussion = """
    Every combination of the values is a trial with a folder of its own; trials that differ only in \
    seed or fold are compared by mean and standard deviation. Data are read once. Run again, it \
    goes on where it was: what has ended is not trained again. The table, sorted by the cost of the \
    validation (else test, else training) examples or another of their figures, goes to standard \
    output, and with all figures and a page of curves into the sweep's folder.

    --random N draws N combinations, from lists and from ranges: log:1e-4..1, linear:0..0.5, \
    integer:4..64, logInteger:4..256. --halving trains all for a part of their length, the better \
    half for twice as long, and so on. --vary alpha=range:1e-5..1 is a test: one short training in \
    which alpha grows, the curve of its cost, and a suggested alpha.

    Others can run the trials: --emit writes trials.sh into the sweep's folder, a training's \
    command a line, and for Slurm the job array trials.sbatch, prints the path of what is to be \
    run, and trains nothing; with --halving it is search.sh, which runs rung after rung. --collect \
    compares what has ended by then.
    """

  private let config = SharedArguments.config
  private let settings = SharedArguments.settings
  private let removals = SharedArguments.removals
  private let variations = Argument<[Variation]>.repeated(
    "vary", "key=v1,v2",
    "Values for a key of the configuration, such as alpha=0.01,0.001, or a range to draw from, such "
      + "as alpha=log:1e-4..1.")
  private let random = Argument<PositiveCount?>.option(
    "random", "count", "Draw so many combinations in place of all.")
  private let drawSeed = Argument<DrawSeed?>.option(
    "draw-seed", "seed",
    "The seed of the draws, which is not that of the trainings; 1 unless given.")
  private let halving = Argument<Bool>.flag(
    "halving", "Go on with the better half of the combinations again and again.")
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
  private let task = Argument<Sweep.Task?>.option(
    "task", "rung:number", "Run one trial of a rung of --halving: what emitted jobs call.")
  private let threads = SharedArguments.threads
  private let collect = Argument<Bool>.flag(
    "collect", "Compare the trials that have ended, and say how far the others are.")

  var arguments: [any AnyArgument] {
    [
      config, settings, removals, variations, random, drawSeed, halving, folds, jobs, out, noCache,
      progress, sortBy, emit, task, threads, collect,
    ]
  }

  func run(_ values: ArgumentValues) throws -> ExitStatus {
    try check(values)
    if let count = values[threads] { ComputeThreads.use(count.value) }
    if let range = try LearningRateTest.range(in: values[variations]) {
      return try test(range, values)
    }
    let file = PathLookup.url(values[config])
    let plan = try SweepPlan(
      file, settings: values[settings].map(\.text), removals: values[removals].map(\.text),
      variations: values[variations], folds: values[folds]?.value,
      draw: values[random].map {
        RandomDraw(count: $0.value, seed: values[drawSeed]?.value ?? 1)
      })
    for warning in plan.warnings { StandardError.write("warning: \(warning)\n") }
    try plan.check(sortedBy: values[sortBy])
    let folder = URL(
      fileURLWithPath: values[out] ?? "runs/\(plan.name)-sweep", isDirectory: true)
    var sweep = Sweep(
      plan, dataFolder: file.deletingLastPathComponent(), folder: folder,
      sortedBy: values[sortBy], halving: values[halving] ? try Halving(plan) : nil)
    sweep.cache = values.cache
    if values[halving], let remark = sweep.remarkOnChoice {
      StandardError.write("warning: \(remark)\n")
    }
    if let runner = values[emit] { return try write(sweep, for: runner, values) }
    if let task = values[task] { return try run(task, of: sweep) }
    if values[collect] { return try compare(sweep) }
    return try train(sweep, values)
  }

  /// Refuses options that make no sense together.
  private func check(_ values: ArgumentValues) throws {
    let modes = [
      (emit.description, values[emit] != nil), (task.description, values[task] != nil),
      (collect.description, values[collect]),
    ].filter(\.1).map(\.0)
    if modes.count > 1 { throw excluded(modes[0], modes[1]) }
    for mode in modes where mode.key != emit.description.key && values[jobs] != nil {
      throw excluded(jobs.description, mode)
    }
    if values[drawSeed] != nil, values[random] == nil {
      throw needs(drawSeed.description, random.description)
    }
    if values[task] != nil, !values[halving] { throw needs(task.description, halving.description) }
    guard try LearningRateTest.range(in: values[variations]) != nil else { return }
    let others = [
      (random.description, values[random] != nil), (halving.description, values[halving]),
      (folds.description, values[folds] != nil), (jobs.description, values[jobs] != nil),
    ]
    if let other = (modes.map { ($0, true) } + others).first(where: \.1) {
      throw Program.UsageError(command: self, error: .notForTest(other.0))
    }
  }

  private func needs(
    _ option: ArgumentDescription, _ other: ArgumentDescription
  ) -> Program.UsageError {
    Program.UsageError(command: self, error: .needs(option, other))
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
    let display = SweepDisplay(values[progress], trials: sweep.steps)
    let table: SweepTable
    do {
      defer { display.finish() }
      table = try sweep.execute(jobs: values[jobs]?.value ?? 1, display.observer)
    }
    try StandardOutput.write(table.text)
    tellFailures(of: table)
    guard !table.isComplete else {
      StandardError.write("compared in \(sweep.folder.relativeToCurrentFolder)/report.html\n")
      return table.hasFailures ? .failure : .success
    }
    let place =
      sweep.halving == nil
      ? "after \(table.results.count) of \(table.planned) trials" : "before the end of the search"
    StandardError.write("stopped \(place) and saved; the same command goes on\n")
    return Signals.stopping.map(ExitStatus.signal) ?? .failure
  }
}

extension SweepCommand {
  /// Says why trials could not be trained.
  private func tellFailures(of table: SweepTable) {
    let failed = table.results.filter { if case .failed = $0.state { true } else { false } }
    for result in failed.prefix(Self.maximumListed) {
      StandardError.write("error: \(result.summary)\n")
    }
  }
}

// MARK: - The learning-rate test

extension SweepCommand {
  private func test(_ range: ValueRange, _ values: ArgumentValues) throws -> ExitStatus {
    let file = try ConfigurationFile(values[config], values)
    let name = file.configuration.name
    let folder = URL(fileURLWithPath: values[out] ?? "runs/\(name)-alpha", isDirectory: true)
    Signals.catchStopping()
    var test = LearningRateTest(file.configuration, dataFolder: file.folder, range: range)
    test.cache = values.cache
    let isQuiet = values[progress] == .none
    let result = try test.execute(
      note: { if !isQuiet { StandardError.write($0 + "\n") } },
      shouldStop: { Signals.stopping != nil })
    guard !result.isInterrupted else {
      StandardError.write("stopped: the same command begins again\n")
      return Signals.stopping.map(ExitStatus.signal) ?? .failure
    }
    try result.write(to: folder, title: "\(name): which alpha?")
    let terminal = Terminal.standardError
    if terminal.canRedraw, terminal.hasUnicode,
      let plot = result.terminalText(width: terminal.width - 1, hasColor: terminal.hasColor)
    {
      terminal.write("\n\(plot)\n")
    }
    try StandardOutput.write(
      "updates: \(result.points.count)\n"
        + "suggested alpha: \(result.suggestion.map(numberText) ?? "none")\n")
    StandardError.write(
      "\(result.remark)\nthe curve is in \(folder.relativeToCurrentFolder)/learning-rates.html\n")
    return result.suggestion == nil ? .failure : .success
  }
}

// MARK: - Elsewhere

extension SweepCommand {
  private func run(_ task: Sweep.Task, of sweep: Sweep) throws -> ExitStatus {
    Signals.catchStopping()
    let ending = try sweep.run(
      task,
      Sweep.Observer(
        note: { StandardError.write($0 + "\n") }, shouldStop: { Signals.stopping != nil }))
    switch ending {
    case .nothingToDo: return .success
    case .ended(let result):
      StandardError.write("\(result.summary)\n")
      return .success
    case .interrupted:
      StandardError.write("stopped and saved; the same command goes on\n")
      return Signals.stopping.map(ExitStatus.signal) ?? .failure
    }
  }

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
    tellFailures(of: collection.table)
    for trial in collection.unended.prefix(Self.maximumListed) {
      StandardError.write("\(trial)\n")
    }
    let more = collection.unended.count - Self.maximumListed
    if more > 0 { StandardError.write("and \(more) more\n") }
    StandardError.write("\(collection.summary)\n")
    if !collection.table.rows.isEmpty {
      StandardError.write("compared in \(sweep.folder.relativeToCurrentFolder)/report.html\n")
    }
    return collection.table.isComplete && !collection.table.hasFailures ? .success : .failure
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
    "a key, an equals sign and values with commas between, such as alpha=0.01,0.001, or a range, such "
      + "as alpha=log:1e-4..1"
  }
}

extension Sweep.Task: ArgumentValue {
  init?(word: String) { self.init(word) }

  static var expectation: String { "two whole numbers with a colon between, such as 2:5" }
}

/// The seed of draws.
struct DrawSeed: ArgumentValue {
  let value: UInt32

  init?(word: String) {
    guard let value = UInt32(word) else { return nil }
    self.value = value
  }

  static var expectation: String { "a whole number from 0 to 4294967295" }
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
