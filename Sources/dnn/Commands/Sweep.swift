import Experiments
import Foundation
import Reports

struct SweepCommand: Command {
  let name = "sweep"
  let summary = "Train a network again and again with other settings, and compare."
  let discussion = """
    Every combination of the values is a trial with a folder of its own; trials that differ only in \
    seed or fold are compared by mean and standard deviation. Data are read once. Run again, it \
    goes on where it was: what has ended is not trained again. The table, sorted by validation \
    (else test, else train) cost, goes to standard output, and with a page of curves into the \
    sweep's folder.
    """

  private let config = SharedArguments.config
  private let settings = SharedArguments.settings
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
  private let progress = Argument<TerminalProgress.Mode>.option(
    "progress", "kind", standard: .auto,
    "How to show progress: a bar on a terminal, lines elsewhere, or as said.")

  var arguments: [any AnyArgument] { [config, settings, variations, folds, jobs, out, progress] }

  func run(_ values: ArgumentValues) throws -> ExitStatus {
    let file = PathLookup.url(values[config])
    let plan = try SweepPlan(
      file, settings: values[settings].map(\.text), variations: values[variations],
      folds: values[folds]?.value)
    for warning in plan.warnings { StandardError.write("warning: \(warning)\n") }
    let folder = URL(
      fileURLWithPath: values[out] ?? "runs/\(plan.name)-sweep", isDirectory: true)
    let sweep = Sweep(plan, dataFolder: file.deletingLastPathComponent(), folder: folder)
    Signals.catchStopping()
    let display = SweepDisplay(values[progress], trials: plan.trials.count)
    let table: SweepTable
    do {
      defer { display.finish() }
      table = try sweep.execute(jobs: values[jobs]?.value ?? 1, display.observer)
    }
    try StandardOutput.write(table.text)
    guard !table.isComplete else {
      StandardError.write("compared in \(folder.relativeToCurrentFolder)/report.html\n")
      return .success
    }
    StandardError.write(
      "stopped after \(table.results.count) of \(table.planned) trials and saved; "
        + "the same command goes on\n")
    return Signals.stopping.map(ExitStatus.signal) ?? .failure
  }
}

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
