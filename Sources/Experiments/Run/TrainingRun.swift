import Bytes
import Datasets
import DeepNetwork
import Foundation
import Ranks
import Text

/// A run from its configuration to the files in its folder.
package struct TrainingRun: Sendable {
  package let configuration: Configuration
  /// What paths of data are relative to.
  package let dataFolder: URL
  package let folder: RunFolder
  package let entry: RunFolder.Entry
  /// Where pictures that have been read are kept for the next time; nil: nowhere.
  package var cache: ImageCache?
  /// Whether the folder gets events for TensorBoard; a run that has some gets more in any case.
  package var writesEvents = false
  /// What may have changed where the run goes on.
  private let changes: ConfigurationChanges.Scope

  package init(
    _ configuration: Configuration, dataFolder: URL, folder: RunFolder, entry: RunFolder.Entry
  ) {
    self.init(
      configuration, dataFolder: dataFolder, folder: folder, entry: entry, changes: .resumption)
  }

  init(
    _ configuration: Configuration, dataFolder: URL, folder: RunFolder, entry: RunFolder.Entry,
    changes: ConfigurationChanges.Scope
  ) {
    self.configuration = configuration
    self.dataFolder = dataFolder
    self.folder = folder
    self.entry = entry
    self.changes = changes
  }

  /// Who watches a run and may end it.
  package struct Observer {
    /// A line for the log.
    package var note: (String) -> Void
    /// What looks wrong in the training; noted unless given.
    var remark: ((Diagnostic) -> Void)?
    /// Whether to note what the data are; where many runs share them it need not be said by each.
    package var looksAtData = true
    /// How many pictures of a folder are read; nil: a few lines for the log say so.
    package var reading: LoadingProgress?
    /// Training begins: how many iterations there are and how many have been made before.
    package var begin: (_ iterations: Int, _ done: Int) -> Void
    package var advance: (_ iteration: Int, _ epoch: Int) -> Void
    package var row: (HistoryRow) -> Void
    package var shouldStop: () -> Bool

    package init(
      note: @escaping (String) -> Void = { _ in },
      begin: @escaping (Int, Int) -> Void = { _, _ in },
      advance: @escaping (Int, Int) -> Void = { _, _ in },
      row: @escaping (HistoryRow) -> Void = { _ in },
      shouldStop: @escaping () -> Bool = { false }
    ) {
      self.note = note
      self.begin = begin
      self.advance = advance
      self.row = row
      self.shouldStop = shouldStop
    }
  }

  /// How a run ended.
  package enum Ending: Sendable, Equatable {
    case finished(RunMetrics)
    /// It was asked to stop and saved what it had.
    case interrupted(iteration: Int)
    /// There was nothing left to do; where early stopping had ended it, `bestIteration` is its best row.
    case alreadyComplete(iteration: Int, bestIteration: Int? = nil)
    /// The first of several processes knows, and has written the folder.
    case knownToFirstRank
  }

  /// Reads the data, proves the shapes, trains, and writes the folder.
  ///
  /// - Parameters:
  ///   - observer: who watches the run.
  ///   - ranks: the processes that share the work; the first one writes the folder, which all see.
  /// - Returns: how the run ended.
  /// - Throws: `DataError`, `DimensionError`, `MemoryError`, `RunFolderError`, `Divergence`,
  ///   `CheckpointError`, `SharingRefusal`, `MonitorRefusal` and what reading and writing files can end with. Where one
  ///   rank throws the others may wait for it forever: end them.
  package func execute(
    _ observer: Observer = Observer(), among ranks: any Communicator = SingleProcess()
  ) throws -> Ending {
    if ranks.rank == 0 { try folder.check(entry) }
    let data = try configuration.loadData(
      from: dataFolder, cache: cache, note: observer.note, progress: observer.reading, among: ranks)
    return try execute(on: data, observer, among: ranks)
  }

  /// Trains on data that have been read already, and writes the folder.
  ///
  /// - Parameters:
  ///   - data: the data that the configuration names.
  ///   - products: what trainings on the same data share.
  ///   - observer: who watches the run.
  ///   - ranks: the processes that share the work.
  /// - Returns: how the run ended.
  /// - Throws: as ``execute(_:)``.
  package func execute(
    on data: TrainingData, sharing products: SharedProducts? = nil, _ observer: Observer,
    among ranks: any Communicator = SingleProcess()
  ) throws -> Ending {
    let plan = try configuration.requireFit(data)
    switch configuration.precision {
    case .float32: return try run(plan, data, products?.float, observer, ranks)
    case .float64: return try run(plan, data, products?.double, observer, ranks)
    }
  }

  /// Everything that can be refused is, before the folder is entered and an earlier run removed.
  private func run<Scalar: NetworkScalar>(
    _ plan: NetworkPlan, _ data: TrainingData, _ gram: SharedGram<Scalar>?, _ observer: Observer,
    _ ranks: any Communicator
  ) throws -> Ending {
    let description = ModelDescription(
      configuration, plan: plan, trainedOn: data.train, among: ranks)
    let workers = ranks.workers(forBatchesOf: configuration.batchSize(of: data.train))
    if ranks.count > 1 { observer.note(sharingNote(ranks.count, workers)) }
    guard ranks.rank < workers.count else { return .knownToFirstRank }
    var session = TrainingSession<Scalar>(
      configuration, plan, data, folder, description, sharing: gram,
      among: FirstRanks(workers.count, of: ranks))
    session.writesEvents = writesEvents
    guard ranks.rank == 0 else {
      let resumption = entry == .resume ? try session.resumption(changes) : nil
      return try session.assist(session.start(resumption), observer)
    }
    guard entry == .resume else {
      let start = try session.start(nil)
      return try folder.enter(entry) {
        do { return try session.run(start, observer) } catch {
          folder.removeFutileFiles()
          throw error
        }
      }
    }
    return try folder.enter(entry) {
      let resumption = try session.resumption(changes)
      if resumption == nil { observer.note(folder.nothingToResume) }
      return try session.run(session.start(resumption), observer)
    }
  }
}

extension TrainingRun {
  private func sharingNote(_ count: Int, _ workers: (count: Int, segments: Int)) -> String {
    let segments = workers.segments == 1 ? "1 segment" : "\(workers.segments) segments"
    let idle = count - workers.count
    return "\(count) processes, a batch is \(segments)"
      + (idle == 0 ? "" : ": \(idle) of the processes \(idle == 1 ? "has" : "have") nothing to do")
  }
}

/// What trainings on the same data form once for all of them.
package struct SharedProducts: Sendable {
  let float = SharedGram<Float>()
  let double = SharedGram<Double>()

  package init() {}
}

extension Configuration {
  /// The proven shapes of the network on these data.
  ///
  /// - Throws: `DimensionError` where they do not fit, `DataError` for numbers that the precision
  ///   cannot hold, `MemoryError` where the memory does not do.
  package func requireFit(_ data: TrainingData) throws -> NetworkPlan {
    try requireRepresentable(data)
    if self.data.train.augment != nil { try data.train.requireAugmentable() }
    let plan = try DimensionChecker.check(architecture, data: data.train.dataShape)
    try MemoryNeed(
      plan, batchSize: batchSize(of: data.train), precision: precision,
      optimizer: hyperparameters.optimizer, isValidated: data.validation != nil,
      isAugmented: self.data.train.augment != nil
    ).requireFit()
    return plan
  }

  /// The examples of an update.
  func batchSize(of data: Dataset) -> Int {
    let size = hyperparameters.batchSize
    return size == 0 ? data.count : min(data.count, size)
  }
}

extension Configuration {
  /// Reads all data of the run; notes say how far many pictures are, and what readers remark on.
  ///
  /// Before pictures are read, which may take long, their headers are held against the network.
  package func loadData(
    from folder: URL, cache: ImageCache? = nil, note: @escaping (String) -> Void = { _ in },
    progress: LoadingProgress? = nil, among ranks: any Communicator = SingleProcess()
  ) throws -> TrainingData {
    let kind = loss.labelKind
    // Where nothing is split the seed is for nothing.
    let (validation, splitSeed): (TrainingData.Validation?, UInt32) =
      switch data.validation {
      case .source(let source)?: (.source(source), 1)
      case .fraction(let fraction, let seed)?: (.fraction(fraction), seed)
      case .fold(let fold, let folds, let seed)?: (.fold(fold, of: folds), seed)
      case nil: (nil, 1)
      }
    do {
      try requireFitOfPictures(relativeTo: folder)
      let data = try TrainingData(
        train: data.train, validation: validation, test: data.test, labels: kind,
        classCount: kind == .oneHot ? architecture.outputSize : nil, seed: splitSeed,
        relativeTo: folder, cache: cache, progress: progress ?? ImageProgress.notes(to: note),
        among: ranks)
      try requireRepresentable(data)
      // What is held out of the training examples was read with them.
      let heldOut = if case .source = validation { data.validation } else { nil as Dataset? }
      for part in [data.train, heldOut, data.test] { part?.namedRemarks.forEach(note) }
      return data
    } catch let error as DataError where error.kind == .missingFile {
      throw DataError(
        .missingFile, file: error.file, found: error.found,
        advice: "put it there, or say where it is: \(data.train.pathSettings)")
    }
  }
}

extension Configuration {
  /// Holds the headers of pictures against the network, where the training data are a folder of them.
  ///
  /// Other data are read in a moment, and held against it then.
  private func requireFitOfPictures(relativeTo folder: URL) throws {
    guard case .file(let path) = data.train.origin,
      isFolder(at: URL(fileURLWithPath: path, relativeTo: folder).absoluteURL.path) == true
    else { return }
    let header = { (source: DataSource, role: DataRole) throws(DataError) -> SourceHeader in
      try SourceHeader(source, role: role, labels: loss.labelKind, relativeTo: folder)
    }
    let training = try header(data.train, .train)
    if let width = training.featureCount {
      _ = try DimensionChecker.check(
        architecture,
        data: DataShape(
          inputSize: width, outputSize: training.labelWidth, image: training.image))
    }
    if case .source(let source)? = data.validation { _ = try header(source, .validation) }
    if let test = data.test { _ = try header(test, .test) }
  }
}

extension DataSource {
  /// The settings that say where the examples are, for whoever has to change them.
  fileprivate var pathSettings: String {
    let set = ProgramOption.set.word
    if case .files = origin { return "\(set) data.train.xPath=… \(set) data.train.yPath=…" }
    return "\(set) data.train.path=… (data.test.path=…)"
  }
}

extension Dataset {
  /// The shapes that the network must fit.
  package var dataShape: DataShape {
    DataShape(
      inputSize: featureCount, outputSize: labels?.width, image: format.image)
  }
}
