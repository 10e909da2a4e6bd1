import Bytes
import Foundation
import Text

/// The files by which others run the trials of a sweep: Slurm on a cluster, GNU parallel, a shell.
///
/// Each trial is a training of its own, `dnn train … --resume`, so that it can be cut off, repeated
/// and run anywhere that sees the folder: it ends with the same bytes as in the sweep itself.
package struct SweepEmission: Sendable {
  /// Who is to run the trials.
  package enum Runner: String, CaseIterable, Sendable {
    case slurm, shell
  }

  package let sweep: Sweep
  /// The program that the commands call, by its absolute path.
  package let program: String
  /// What every training gets beside its configuration and folder.
  package let options: [String]
  /// How many trials run at once; nil: as many as there is room for.
  package let jobs: Int?

  package init(_ sweep: Sweep, program: String, options: [String], jobs: Int?) {
    self.sweep = sweep
    self.program = program
    self.options = options
    self.jobs = jobs
  }

  /// What headers of data and weights tell against a trial is refused before there is a list.
  ///
  /// - Returns: what is missing here, and may be there where the trials are run.
  /// - Throws: ``CheckProblems``, every mismatch once.
  package func check() throws(CheckProblems) -> [String] {
    var problems: [String] = []
    var missing: [String] = []
    for trial in sweep.plan.trials where trial.fold ?? 1 == 1 {
      do throws(CheckProblems) {
        let check = try ConfigurationCheck(trial.configuration, folder: sweep.dataFolder)
        missing += check.missing.map(\.description).filter { !missing.contains($0) }
      } catch {
        problems += error.lines.filter { !problems.contains($0) }
      }
    }
    guard problems.isEmpty else { throw CheckProblems(lines: problems) }
    return missing
  }

  /// Writes the list of trials, and for Slurm the script of a job array that runs them by number.
  ///
  /// - Returns: the file that is to be run.
  /// - Throws: `SweepError`, `RunFolderError` and what writing files can end with.
  package func write(for runner: Runner) throws -> URL {
    try requireFit(for: runner)
    try sweep.requireOwnTrials()
    return try sweep.enter {
      if let halving = sweep.halving { return try write(halving, for: runner) }
      let list = sweep.file("trials.sh")
      try AtomicFile.write(commands, to: list)
      guard runner == .slurm else { return list }
      try createFolder(sweep.logs.path)
      let script = sweep.file("trials.sbatch")
      try AtomicFile.write(jobArray, to: script)
      return script
    }
  }

  /// Refuses what the files cannot say.
  private func requireFit(for runner: Runner) throws(SweepError) {
    let plan = sweep.plan
    let words = [program, plan.file.path, sweep.folder.path] + plan.settings + plan.removals
    if let word = words.first(where: { $0.utf8.last == UInt8(ascii: "\n") }) {
      throw .unspeakable(word, reason: "a list of commands cannot hold what ends in a line break")
    }
    let folder = sweep.folder.path
    if runner == .slurm, folder.utf8.contains(where: { "\n\\".utf8.contains($0) }) {
      throw .unspeakable(
        folder, reason: "Slurm's options cannot name a folder with a line break or a \\")
    }
  }

  // MARK: What to do with them

  /// The command that runs the trials, which all are in the file.
  package func running(_ file: URL, by runner: Runner) -> String {
    let word = file.path.shellWord
    guard sweep.halving == nil else { return "sh \(word)" }
    switch (runner, jobs) {
    case (.slurm, _): return "sbatch \(word)"
    case (.shell, nil): return "sh \(word)"
    case (.shell, let jobs?):
      return "tr '\\n' '\\0' < \(word) | xargs -0 -n 1 -P \(jobs) sh -c"
    }
  }

  /// The command that compares what has ended.
  package var collecting: String { words(["--collect"]) }

  /// The command of this sweep with options of its own at the end.
  func words(_ options: [String]) -> String {
    let plan = sweep.plan
    var words = [program, "sweep", "--config", plan.file.path]
    for removal in plan.removals { words += ["--unset", removal] }
    for setting in plan.settings { words += ["--set", setting] }
    for variation in plan.variations { words += ["--vary", variation.text] }
    if let draw = plan.draw {
      words += ["--random", "\(draw.count)"]
      if draw.seed != 1 { words += ["--draw-seed", "\(draw.seed)"] }
    }
    if let folds = plan.folds { words += ["--folds", "\(folds)"] }
    if sweep.sortFigure != .cost { words += ["--sort-by", sweep.sortFigure.rawValue] }
    if sweep.halving != nil { words.append("--halving") }
    words += ["--out", sweep.folder.path] + options
    return words.map(\.shellWord).joined(separator: " ")
  }

  // MARK: The list

  /// A command a line, in the order of the plan.
  var commands: String {
    sweep.plan.trials.map { command(for: $0) + "\n" }.joined()
  }

  private func command(for trial: Trial) -> String {
    let settings =
      sweep.plan.removals.flatMap { ["--unset", $0] } + trial.overrides.flatMap { ["--set", $0] }
    let words = [program, "train", "--config", sweep.plan.file.path] + settings + options
    return words.map(\.shellWord).joined(separator: " ") + " " + sweep.place(of: trial)
  }

  // MARK: The job array

  /// The tasks that any cluster takes in an array.
  private static let surelyTaken = 1000

  /// A script for `sbatch`, which runs a line of the list in each task.
  var jobArray: String {
    let count = sweep.plan.trials.count
    return """
      #!/bin/sh
      # The trials of a sweep as a job array, a task each. From anywhere:
      #
      #   sbatch \(sweep.file("trials.sbatch").path.shellWord)
      #
      # Submitted again, trials that have ended are left as they are, and those that were cut off
      # go on from their last checkpoint. What has ended is compared, at any time, with
      #
      #   \(collecting)
      #
      \(arrayOptions(count, log: "%a.log"))

      : "${SLURM_ARRAY_TASK_ID:?is not set: run this with sbatch}"
      list=\(sweep.file("trials.sh").path.shellWord)
      command=$(sed -n "${SLURM_ARRAY_TASK_ID}p" "$list")
      if [ -z "$command" ]; then
        echo "error: $list has no trial $SLURM_ARRAY_TASK_ID" >&2
        exit 1
      fi
      echo "\(TrialLog.head)$command"
      eval "exec $command --threads ${SLURM_CPUS_PER_TASK:-1}"

      """
  }

  /// What Slurm is told of an array of so many tasks.
  func arrayOptions(_ count: Int, log: String) -> String {
    let limit =
      count > Self.surelyTaken
      ? "# A cluster may take fewer tasks (MaxArraySize in scontrol show config).\n"
      : ""
    return """
      #SBATCH --job-name=\(jobName)
      \(limit)#SBATCH --array=1-\(count)\(jobs.map { "%\($0)" } ?? "")
      #SBATCH --output="\(escaped(sweep.logs.path))/\(log)"
      #SBATCH --open-mode=append
      #SBATCH --requeue
      # When time runs out a training gets a minute to save what it has.
      #SBATCH --signal=B:TERM@60
      # What one trial may use: change it as you need. It computes on as many threads as it has
      # processors, and ends with the same bytes on any number of them.
      #SBATCH --cpus-per-task=1
      #SBATCH --mem=4G
      #SBATCH --time=1-00:00:00
      """
  }

  var jobName: String {
    String(
      "\(sweep.plan.name)-sweep".map {
        $0.isLetter || $0.isNumber || "._-".contains($0) ? $0 : "-"
      })
  }

  /// A path between quotes as Slurm's options read it, where % stands for numbers.
  func escaped(_ path: String) -> String {
    path.replacing("%", with: "%%").replacing("\"", with: "\\\"")
  }
}

extension Sweep {
  /// Where Slurm puts what the trials print, a file each, by number.
  var logs: URL { folder.appendingPathComponent("logs", isDirectory: true) }

  func file(_ name: String) -> URL { folder.appendingPathComponent(name, isDirectory: false) }

  /// The end of a trial's command, which tells it from all others.
  func place(of trial: Trial) -> String {
    "--out \(folder(of: trial).url.path.shellWord) --resume"
  }
}
