import Foundation

extension Configuration {
  /// Trains the network as `dnn train` does, and writes the run's folder.
  ///
  /// `Model(contentsOf: folder)` then gives the network. A cancelled task stops, and `resumes` goes on
  /// from there.
  ///
  /// - Parameters:
  ///   - folder: the run's folder, which is made if there is none.
  ///   - dataFolder: what paths of data are relative to: the configuration file's folder.
  ///   - resumes: whether to go on with a run that is in the folder; else one is refused.
  ///   - onHistoryRow: called every `logEvery` iterations and after the last update.
  /// - Throws: `RunFolderError` where the folder cannot take the run, `CheckpointError` and `HistoryError`
  ///   where it cannot go on, `DataError` for the data, `DimensionError`, `MemoryError`, ``DualLayerRefusal``
  ///   and ``MonitorRefusal`` for what the network and its training cannot be, `ArrayFileError` and
  ///   `WeightError` for weights that come from a file, `Divergence`, and `FileFailure` for a file that cannot
  ///   be written.
  public func train(
    into folder: URL, dataFolder: URL, resumes: Bool = false,
    onHistoryRow: @escaping (HistoryRow) -> Void = { _ in }
  ) throws {
    let run = TrainingRun(
      self, dataFolder: dataFolder, folder: RunFolder(folder), entry: resumes ? .resume : .new)
    _ = try run.execute(TrainingRun.Observer(row: onHistoryRow))
  }
}
