#if MPI
  import CMPI
  import Ranks

  /// The processes of an MPI job.
  ///
  /// All calls are made on the thread that started it.
  package struct MPIRanks: Communicator {
    package let rank: Int
    package let count: Int
    private let patience: Patience

    /// Joins the job that this process was started with.
    ///
    /// - Parameters:
    ///   - isStopping: whether the job has been asked to end.
    ///   - whenOthersLack: called once where it has, and the others do not answer for a moment.
    package init(
      isStopping: @escaping @Sendable () -> Bool, whenOthersLack: @escaping @Sendable () -> Void
    ) {
      _ = dnn_mpi_start()
      rank = Int(dnn_mpi_rank())
      count = Int(dnn_mpi_count())
      patience = Patience(isStopping: isStopping, whenExhausted: whenOthersLack)
    }

    /// Leaves the job; all others do so too.
    package func leave() { _ = MPI_Finalize() }

    /// Ends the whole job at once.
    package func abort(_ status: Int32) { dnn_mpi_abort(status) }

    /// How many processes of the job, this one too, may use the same processors as this one.
    package var neighbours: Int {
      let place = dnn_mpi_place()
      return gather([place]).count { $0 == [place] }
    }

    package func begin(
      sending: [OutgoingMessage], receiving: [IncomingMessage]
    ) -> any RankTransfer {
      let transfer = MPITransfer(patience)
      for message in receiving { transfer.receive(message) }
      for message in sending { transfer.send(message) }
      return transfer
    }
  }
#endif
