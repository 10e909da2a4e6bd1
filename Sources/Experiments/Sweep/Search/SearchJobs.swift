import Bytes
import Foundation
import Text

/// A search by halving as jobs of others: a rung begins when the one before has ended, and each of its
/// tasks finds out by itself which trial is its own.
extension SweepEmission {
  /// Writes the script that runs all rungs, and for Slurm a job array for each.
  func write(_ halving: Halving, for runner: Runner) throws -> URL {
    let script = sweep.file("search.sh")
    if runner == .slurm {
      try createFolder(sweep.logs.path)
      for rung in halving.rungs {
        try AtomicFile.write(jobArray(of: rung, halving), to: array(of: rung))
      }
    }
    try AtomicFile.write(head + steps(halving, for: runner), to: script)
    return script
  }

  private func array(of rung: Int) -> URL { sweep.file("rung-\(rung + 1).sbatch") }

  /// The trials of a rung, if none before it diverges.
  private func count(in rung: Int, _ halving: Halving) -> Int {
    let most = halving.candidates.map(\.count).max() ?? 1
    return halving.room(in: rung) * most
  }

  private var head: String {
    """
    #!/bin/sh
    # A search by halving, rung after rung. Run again, what has ended is left as it is, and what was cut
    # off goes on. What there is is compared, at any time, with
    #
    #   \(collecting)
    #
    set -e

    """
  }

  private func steps(_ halving: Halving, for runner: Runner) -> String {
    switch runner {
    case .shell:
      halving.rungs.map { rung in
        let tasks = words(options + ["--task"])
        return "seq \(count(in: rung, halving)) | sed 's/^/\(rung + 1):/' "
          + "| xargs -n 1 -P \(jobs ?? 1) \(tasks)\n"
      }.joined()
    case .slurm:
      halving.rungs.map { rung in
        let wait = rung == 0 ? "" : "--kill-on-invalid-dep=yes --dependency=\"afterok:$job\" "
        return "job=$(sbatch --parsable \(wait)\(array(of: rung).path.shellWord))\n"
          + "echo \"rung \(rung + 1): job $job\"\n"
      }.joined()
    }
  }

  private func jobArray(of rung: Int, _ halving: Halving) -> String {
    """
    #!/bin/sh
    # Rung \(rung + 1) of \(halving.halvings + 1) of a search by halving, a trial a task; search.sh submits
    # all rungs.
    #
    \(arrayOptions(count(in: rung, halving), log: "\(rung + 1)-%a.log"))

    : "${SLURM_ARRAY_TASK_ID:?is not set: run this with sbatch}"
    exec \(words(options + ["--task"])) "\(rung + 1):$SLURM_ARRAY_TASK_ID" \
      --threads "${SLURM_CPUS_PER_TASK:-1}"

    """
  }
}
