import DeepNetwork
import Foundation
import Ranks

#if MPI
  import MPIRanks
#endif

/// The processes that `mpirun` or `srun` has started together with this one.
struct ProcessGroup {
  let ranks: any Communicator

  #if MPI
    private let job: MPIRanks?
    private static let marks = ["OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_SIZE"]

    /// Joins the others, if there are any.
    static func join() throws -> ProcessGroup {
      let environment = ProcessInfo.processInfo.environment
      guard marks.contains(where: { environment[$0] != nil }) else {
        return ProcessGroup(ranks: SingleProcess(), job: nil)
      }
      let job = MPIRanks(
        isStopping: { Signals.stopping != nil },
        whenOthersLack: {
          StandardError.write(
            "waiting for the other processes of the job; if one of them is gone, what was saved "
              + "last is whole: go on with --resume\n")
        })
      if job.count > 1 { ComputeThreads.use(ComputeThreads.usable / job.neighbours) }
      return ProcessGroup(ranks: job, job: job)
    }

    /// Leaves the others; all end with the status of the first, or with the signal that any of them
    /// was stopped by.
    func leave(_ status: ExitStatus) -> ExitStatus {
      let told = ranks.gather([status.code, Signals.stopping ?? 0])
      job?.leave()
      let first = ExitStatus(code: told[0][0])
      let signal = told.map { $0[1] }.first { $0 != 0 }
      return first == .success ? first : signal.map(ExitStatus.signal) ?? first
    }

    /// Ends the whole job because this process cannot go on.
    ///
    /// Often none can, for the same reason: then the first one says so for all.
    func abort(_ error: any Error) {
      guard let job else { return }
      if ranks.rank > 0 { letFirstSpeak() }
      StandardError.writeError(error, of: ranks.rank > 0 ? "process \(ranks.rank)" : nil)
      job.abort(ExitStatus.failure.code)
    }
    /// Two seconds, in which the end of the job comes with a signal.
    private func letFirstSpeak() {
      let end = ContinuousClock.now + .seconds(2)
      while .now < end { usleep(100_000) }
    }
  #else
    /// - Throws: `Alone` where others have been started.
    static func join() throws -> ProcessGroup {
      for mark in ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE"] {
        let count = ProcessInfo.processInfo.environment[mark].flatMap { Int($0) } ?? 1
        if count > 1 { throw Alone(count: count) }
      }
      return ProcessGroup(ranks: SingleProcess())
    }

    func leave(_ status: ExitStatus) -> ExitStatus { status }

    func abort(_ error: any Error) {}

    /// Several processes of a build that trains alone.
    struct Alone: Error, CustomStringConvertible {
      let count: Int

      var description: String {
        "\(count) processes were started together, but this build of dnn trains in one; "
          + "swift build -c release --traits MPI makes one that shares the work"
      }
    }
  #endif
}
