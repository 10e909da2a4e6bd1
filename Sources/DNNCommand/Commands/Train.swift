import DeepNetwork
import Drawing
import Experiments
import Foundation
import Ranks
import Text

struct Train: Subcommand {
  let name = "train"
  let summary = "Train a network as a configuration says."
  let discussion = """
    Progress goes to standard error, a summary to standard output, and the run's files into a \
    folder: the model, its history, its metrics. Interrupted, it saves what it has; --resume goes \
    on from there and ends with the same model. alpha, its decay, the length, early stopping and \
    how often rows and checkpoints are written may be others from there on. report.html in the \
    folder shows how far the training is, and loads itself again while it goes on.
    """

  private let config = SharedArguments.config
  private let settings = SharedArguments.settings
  private let removals = SharedArguments.removals
  private let out = Argument<String?>.option(
    "out", "folder", "The run's folder; runs/ and the run's name unless given.",
    completion: .folders)
  private let resume = Argument<Bool>.flag(
    "resume", "Go on with the run in the folder, from its last checkpoint.")
  private let overwrite = Argument<Bool>.flag("overwrite", "Replace the run in the folder.")
  private let threads = SharedArguments.threads
  private let noCache = SharedArguments.noCache
  private let progress = Argument<ProgressBar.Mode>.option(
    "progress", "kind", standard: .auto,
    "How to show progress: a bar on a terminal, lines elsewhere, or as said.")

  private let tensorboard = Argument<Bool>.flag(
    "tensorboard", "Write the history, norms and weights for TensorBoard too.")

  var arguments: [any AnyArgument] {
    [
      config, settings, removals, out, resume, overwrite, threads, noCache, progress, tensorboard,
    ]
  }

  func run(_ values: ArgumentValues) throws -> ExitStatus {
    if values[resume], values[overwrite] {
      throw Program.UsageError(
        command: self, error: .excluded(resume.description, overwrite.description))
    }
    let group = try ProcessGroup.join()
    if let count = values[threads] { ComputeThreads.use(count.value) }
    do {
      return group.leave(try run(values, among: group.ranks))
    } catch {
      group.abort(error)
      throw error
    }
  }

  private func run(_ values: ArgumentValues, among ranks: any Communicator) throws -> ExitStatus {
    let file = try ConfigurationFile(values[config], values)
    let folder = RunFolder(
      URL(fileURLWithPath: values[out] ?? "runs/\(file.configuration.name)", isDirectory: true))
    var run = TrainingRun(
      file.configuration, dataFolder: file.folder, folder: folder,
      entry: values[resume] ? .resume : values[overwrite] ? .overwrite : .new)
    run.cache = values.cache
    run.writesEvents = values[tensorboard]
    Signals.catchStopping()
    guard ranks.rank == 0 else {
      let observer = TrainingRun.Observer(shouldStop: { Signals.stopping != nil })
      _ = try run.execute(observer, among: ranks)
      return .success
    }
    let display = TrainingDisplay(values[progress])
    let ending: TrainingRun.Ending
    do {
      defer { display.finish() }
      ending = try run.execute(display.observer, among: ranks)
    }
    return try report(
      ending, folder, values[progress], file.configuration, again: command(values, folder))
  }

  /// The command line that goes on with this run.
  private func command(_ values: ArgumentValues, _ folder: RunFolder) -> String {
    let removals = values[removals].flatMap { ["--unset", $0.text.shellWord] }
    let settings = values[settings].flatMap { ["--set", $0.text.shellWord] }
    let words =
      ["dnn train --config", values[config].shellWord] + removals + settings
      + (values[noCache] ? ["--no-cache"] : [])
      + ["--out", folder.url.relativeToCurrentFolder.shellWord, "--resume"]
      + (values[tensorboard] ? ["--tensorboard"] : [])
    return words.joined(separator: " ")
  }

  /// Draws how the cost fell, where there is somebody to see it.
  private func showCurve(_ folder: RunFolder) {
    let terminal = Terminal.standardError
    guard terminal.canRedraw, terminal.hasUnicode,
      let history = try? History(contentsOf: folder.history),
      let plot = TerminalPlot.text(
        of: history.rows.map { LineChart.Point(Double($0.iteration), $0.cost) }, title: "cost",
        width: terminal.width - 1, hasColor: terminal.hasColor)
    else { return }
    terminal.write("\n\(plot)\n")
  }

  private func report(
    _ ending: TrainingRun.Ending, _ folder: RunFolder, _ mode: ProgressBar.Mode,
    _ configuration: Configuration, again command: String
  ) throws -> ExitStatus {
    let path = folder.url.relativeToCurrentFolder
    switch ending {
    case .finished(let metrics):
      if mode != .none { showCurve(folder) }
      let lines = metrics.summary + [("model", "\(path)/model.safetensors")]
      try StandardOutput.write(lines.map { "\($0.0): \($0.1)\n" }.joined())
      return .success
    case .alreadyComplete(let iteration, let best):
      let advice = advice(configuration.hyperparameters, best: best)
      StandardError.write("\(path) is complete after \(iteration) iterations\(advice)\n")
      return .success
    case .interrupted(let iteration):
      StandardError.write(
        "stopped after \(iteration) iterations and saved; go on with: \(command)\n")
      return Signals.stopping.map(ExitStatus.signal) ?? .failure
    case .knownToFirstRank: return .success
    }
  }
}

extension Train {
  /// How a run that has ended can be made to go on.
  private func advice(_ hyperparameters: Hyperparameters, best: Int?) -> String {
    if let best, let patience = hyperparameters.earlyStopping?.patience {
      return
        ": early stopping ended it, with the weights of iteration \(best); it goes on with more "
        + "patience than \(patience) rows, --set earlyStopping.patience=…"
    }
    let key =
      switch hyperparameters.duration {
      case .iterations: "iterations"
      case .epochs: "epochs"
      }
    return "; more can be asked for with --set \(key)=…"
  }
}

extension URL {
  /// The path as short as it can be said from the current folder.
  var relativeToCurrentFolder: String {
    let current = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(current) ? String(path.dropFirst(current.count)) : path
  }
}
