import ArrayFiles
import Bytes
import Foundation
import Text

/// The folder that a training leaves behind: which file is where, and who may write it.
package struct RunFolder: Sendable, Equatable {
  package let url: URL

  package init(_ url: URL) { self.url = url.absoluteURL }

  /// The folder of the run that a model is of: the model is the folder itself, or the model or the
  /// checkpoint in it; nil where it has no configuration.
  package init?(ofModel url: URL) {
    let file = url.absoluteURL
    let isFolder = isFolder(at: file.path) == true
    self.init(isFolder ? file : file.deletingLastPathComponent())
    let ownFiles = [model, checkpoint].map(\.lastPathComponent)
    guard isFolder || ownFiles.contains(file.lastPathComponent),
      Bytes.isFolder(at: configuration.path) == false
    else { return nil }
  }

  /// The configuration with every default filled in.
  package var configuration: URL { file("config.json") }
  package var history: URL { file("history.csv") }
  /// The norms of each layer, to be looked at.
  package var norms: URL { file("norms.csv") }
  package var metrics: URL { file("metrics.json") }
  package var model: URL { file("model.safetensors") }
  /// The model with all that resuming needs.
  package var checkpoint: URL { file("checkpoint.safetensors") }
  package var report: URL { file("report.html") }
  /// What a sweep's trial said.
  var log: URL { file("log.txt") }
  /// How a sweep's trial stood where a search by halving looked at it.
  var rungs: URL { file("rungs.json") }
  /// The events that TensorBoard reads.
  ///
  /// It knows a file by the middle of its name; the end usually is a time and a machine, on which nothing is to
  /// depend.
  package var events: URL { file("events.out.tfevents.dnn") }

  static let lockName = ".lock"

  private func file(_ name: String) -> URL { url.appendingPathComponent(name, isDirectory: false) }

  /// The files of a run, the ones that make it resumable or usable first.
  private var files: [URL] {
    [checkpoint, model, metrics, report, history, norms, events, configuration]
  }

  /// Whether any file of a run is here.
  package var holdsARun: Bool { files.contains(where: \.isPresent) }

  /// Whether a training of so many updates has ended here.
  ///
  /// The metrics are written last: those of a shorter run tell that the model is its too.
  func isFinished(after iterations: Int) -> Bool {
    guard model.isPresent, let text = try? String(contentsOf: metrics, encoding: .utf8) else {
      return false
    }
    return JSONValue(text: text)?["iterations"]?.compactText == "\(iterations)"
  }

  /// Whether there are events that a training goes on with.
  var holdsEvents: Bool { events.isPresent }

  /// Whether a training can go on from here.
  package var holdsACheckpoint: Bool { checkpoint.isPresent }

  /// What is to be said where a run was to go on and there is none.
  var nothingToResume: String {
    let what = holdsARun ? "holds no checkpoint to go on from" : "holds no run"
    return "\(url.path) \(what): the training begins"
  }

  /// Whether the training here ended by diverging.
  var holdsADivergence: Bool {
    guard holdsACheckpoint else { return false }
    return (try? ArrayFile(contentsOf: checkpoint).metadata).flatMap(DivergenceNote.init) != nil
  }

  /// Removes the figures of a training that was shorter than the model which is now to be written.
  func removeMetrics() throws(RunFolderError) { try remove(metrics) }
}

// MARK: - Entering

extension RunFolder {
  /// What to do about a run that is already in the folder.
  package enum Entry: Sendable {
    /// Refuse it.
    case new
    /// Keep its files, to go on from them.
    case resume
    /// Remove its files.
    case overwrite
  }

  /// Makes the folder if it is missing and runs the body while no other training may enter.
  ///
  /// Call this when everything else has been checked: overwriting removes the earlier run here.
  /// Throws ``RunFolderError`` and what the body throws.
  @discardableResult
  package func enter<R>(_ entry: Entry, _ body: () throws -> R) throws -> R {
    try create()
    return try RunLock.holding(url) {
      AtomicFile.removeLeftovers(in: url)
      switch entry {
      case .resume: break
      case .new: if holdsARun { throw RunFolderError.holdsARun(url.path) }
      case .overwrite: try removeFiles()
      }
      return try body()
    }
  }

  /// Refuses early, before any work, what ``enter(_:_:)`` would refuse.
  package func check(_ entry: Entry) throws(RunFolderError) {
    if case .file = kind { throw .notAFolder(url.path) }
    if case .new = entry, holdsARun { throw .holdsARun(url.path) }
  }

  private enum Kind { case missing, folder, file }

  private var kind: Kind {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      return .missing
    }
    return isFolder.boolValue ? .folder : .file
  }

  private func create() throws(RunFolderError) {
    do throws(FileFailure) {
      try createFolder(url.path)
    } catch {
      throw error.code == ENOTDIR ? .notAFolder(error.path) : .file(error)
    }
  }

  private func removeFiles() throws(RunFolderError) {
    for file in files { try remove(file) }
  }

  /// Removes the files of a run that began here and failed before it had saved anything to go on from.
  func removeFutileFiles() {
    guard !checkpoint.isPresent, !model.isPresent else { return }
    try? removeFiles()
  }

  private func remove(_ file: URL) throws(RunFolderError) {
    guard unlink(file.path) != 0, errno != ENOENT else { return }
    throw .file(FileFailure(.remove, file.path))
  }
}

extension URL {
  fileprivate var isPresent: Bool { FileManager.default.fileExists(atPath: path) }
}

// MARK: - Errors

/// Why a training may not write into a folder.
public enum RunFolderError: Error, Equatable {
  /// The folder of this path holds a run already.
  case holdsARun(String)
  /// There is a file at this path.
  case notAFolder(String)
  /// Another training writes into the folder of this path.
  case inUse(String)
  /// The operating system refused something.
  case file(FileFailure)
}

extension RunFolderError: CustomStringConvertible, LocalizedError {
  public var description: String {
    switch self {
    case .holdsARun(let path):
      "\(path) already holds a run; go on with it\(ProgramOption.resume.bracketed()), "
        + "replace it\(ProgramOption.overwrite.bracketed()), "
        + "or choose another folder\(ProgramOption.out.bracketed())"
    case .notAFolder(let path):
      "\(path) is a file where the run's folder should be; choose another folder"
        + ProgramOption.out.bracketed()
    case .inUse(let path):
      "another training is writing into \(path); wait for it or choose another folder"
        + ProgramOption.out.bracketed()
    case .file(let failure): failure.description
    }
  }

  public var errorDescription: String? { description }
}

/// Keeps two trainings out of one folder.
package enum RunLock {
  /// Runs the body while this process alone may write into the folder.
  package static func holding<R>(_ folder: URL, _ body: () throws -> R) throws -> R {
    let lock = try take(folder)
    let result = Result { try body() }
    lock.release()
    return try result.get()
  }

  private static func take(_ folder: URL) throws(RunFolderError) -> FileLock {
    let lock: FileLock?
    do throws(FileFailure) {
      lock = try FileLock(folder.appendingPathComponent(RunFolder.lockName).path)
    } catch {
      throw .file(error)
    }
    guard let lock else { throw .inUse(folder.path) }
    return lock
  }
}
