import ArrayFiles
import Bytes
import Datasets
import Foundation
import Text

/// What lies at a path where a model or a run was expected, and what to do about it.
struct WrongPath {
  let path: String
  /// What is there, to go on after the path: `is a table`.
  let found: String
  /// What would be right, in a sentence without its end.
  let advice: String

  private init(_ url: URL, found: String, advice: String) {
    path = Self.shown(url.path)
    self.found = found
    self.advice = advice
  }

  /// A path as short as it can be said from the current folder.
  private static func shown(_ path: String) -> String {
    let current = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(current) ? String(path.dropFirst(current.count)) : path
  }

  /// Who expected what.
  fileprivate enum Wish { case model, run }

  /// What is wrong with a path that is to be a model; nil where it may be one.
  static func insteadOfModel(_ url: URL) -> WrongPath? {
    if let wrong = missing(url) ?? folder(url, .model) { return wrong }
    return url.isFolder ? nil : file(url, .model)
  }

  /// What is wrong with a path that is to be the folder of a run; nil where it is one.
  static func insteadOfRun(_ url: URL) -> WrongPath? {
    if let wrong = missing(url) ?? folder(url, .run) { return wrong }
    guard !url.isFolder else { return nil }
    if let wrong = file(url, .run) { return wrong }
    return WrongPath(url, found: "is a file", advice: advice(url, .run))
  }

  // MARK: What is there

  private static func missing(_ url: URL) -> WrongPath? {
    guard !url.isThere else { return nil }
    let parent = url.deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    let near = NearestName.of(url.lastPathComponent, among: names.sorted())
    let advice = near.map { "did you mean \(shown(parent.appendingPathComponent($0).path))?" }
    return WrongPath(url, found: "is not there", advice: advice ?? "give the folder of a run")
  }

  private static func folder(_ url: URL, _ wish: Wish) -> WrongPath? {
    guard url.isFolder else { return nil }
    let run = RunFolder(url)
    if run.configuration.isThere {
      guard wish == .model, !run.model.isThere else { return nil }
      return WrongPath(
        url, found: "holds no model.safetensors: its training has not ended, or was killed",
        advice: "go on with it"
          + (ProgramOption.train.name.map { " by \($0) \(ProgramOption.resume.word)" } ?? "")
          + (run.holdsACheckpoint
            ? ", or take what it has saved: \(shown(run.checkpoint.path))" : ""))
    }
    if wish == .model, run.model.isThere { return nil }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path))?.sorted() ?? []
    let trial = names.first { RunFolder(url.appendingPathComponent($0)).configuration.isThere }
    guard let trial else {
      let lack = wish == .model ? "neither model.safetensors nor config.json" : "no config.json"
      return WrongPath(
        url, found: "is no run's folder: it holds \(lack)", advice: "give the folder of a run")
    }
    let one = shown(url.appendingPathComponent(trial).path)
    let page = url.appendingPathComponent("report.html").isThere && wish == .run
    return WrongPath(
      url, found: "holds runs in folders of their own, as a sweep does",
      advice: (page ? "its page is report.html in it; " : "") + "give one of them, such as \(one)")
  }

  private static func file(_ url: URL, _ wish: Wish) -> WrongPath? {
    guard let found = FileContent(of: url)?.found else { return nil }
    return WrongPath(url, found: found, advice: advice(url, wish))
  }

  /// The run that a file belongs to, or what to give in its place.
  private static func advice(_ url: URL, _ wish: Wish) -> String {
    let parent = url.deletingLastPathComponent()
    let run = RunFolder(parent)
    let isOfRun = run.configuration.isThere && (wish == .run || run.model.isThere)
    guard !isOfRun else { return "the run's folder is \(shown(parent.path))" }
    return FileContent(of: url)?.advice(wish) ?? "give the folder of a run"
  }
}

extension WrongPath {
  /// What a path is called that was given for data and is of another kind; nil where it may be data.
  static func nameOfOther(at path: String, relativeTo folder: URL) -> String? {
    let url = URL(fileURLWithPath: path, relativeTo: folder)
    guard url.isThere else { return nil }
    if url.isFolder {
      if RunFolder(url).configuration.isThere { return "the folder of a run" }
      return url.appendingPathComponent("comparison.json").isThere ? "the folder of a sweep" : nil
    }
    switch FileContent(of: url) {
    case .text, .image, .arrays, .foreign: return nil
    case let other?: return other.name
    case nil:
      let metadata = (try? ArrayFile(contentsOf: url))?.metadata ?? [:]
      return ModelDescription.formatNumber(in: metadata) == nil ? nil : "a model of dnn"
    }
  }

  /// A file of arrays that is no model.
  init(insteadOfModel file: ArrayFile) {
    let content = FileContent.arrays(format: file.format.rawValue, names: file.names)
    self.init(
      URL(fileURLWithPath: file.path), found: content.found, advice: content.advice(.model))
  }
}

/// What a file is that is no model of dnn.
private enum FileContent {
  case configuration, json, text, image, onnx
  /// A format that is known and not read.
  case foreign(String)
  case arrays(format: String, names: [String])

  /// nil where the file cannot be read, or may be a model.
  init?(of url: URL) {
    guard let kind = try? FileKind(url, name: url.path) else {
      guard let bytes = try? SharedBytes(contentsOf: url), let format = ForeignFormat(bytes) else {
        return nil
      }
      self = .foreign(format.name)
      return
    }
    switch kind {
    case .folder: return nil
    case .image: self = .image
    case .table:
      guard let bytes = try? SharedBytes(contentsOf: url, upTo: Self.maximumText) else {
        return nil
      }
      self = Self.text(bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
    case .arrays:
      guard let bytes = try? SharedBytes(contentsOf: url) else { return nil }
      if let file = try? ArrayFile(bytes: bytes, path: url.path) {
        if ModelDescription.formatNumber(in: file.metadata) != nil { return nil }
        self = .arrays(format: file.format.rawValue, names: file.names)
      } else if Self.isONNX(bytes) || url.pathExtension.lowercased() == "onnx" {
        self = .onnx
      } else {
        return nil
      }
    }
  }

  /// Of a longer text the beginning tells.
  private static let maximumText = 1 << 20

  private static func text(_ text: String) -> FileContent {
    let start = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    guard start.first == "{" else { return .text }
    let json = JSONValue(text: text)
    let isConfiguration = json?["data"] != nil && (json?["n"] ?? json?["layers"]) != nil
    return isConfiguration ? .configuration : .json
  }

  /// Whether bytes begin as a ModelProto does: the version of its representation, then a field that
  /// has a length.
  private static func isONNX(_ bytes: SharedBytes) -> Bool {
    guard bytes.count > 16, bytes[0] == 0x08, (3...20).contains(bytes[1]) else { return false }
    return [0x12, 0x1A, 0x22, 0x32, 0x3A, 0x42].contains(bytes[2])
  }

  var found: String { "is \(name)" }

  var name: String {
    switch self {
    case .configuration: "a configuration"
    case .json: "a JSON file"
    case .foreign(let name): name
    case .text: "text, such as a table"
    case .image: "a picture"
    case .onnx: "an ONNX model"
    case .arrays(let format, let names):
      "a file of arrays (\(format): \(Self.list(names))) that dnn did not write as a model: "
        + "nothing in it says what the network is"
    }
  }

  func advice(_ wish: WrongPath.Wish) -> String {
    switch (self, wish) {
    case (.configuration, _):
      "train it first\(ProgramOption.train.bracketed("--config")), then give the run's folder"
    case (.arrays, .model):
      "if they are weights, a training can start from them: "
        + "\"initialization\": {\"method\": \"file\", …}"
    case (.onnx, _):
      "\(ProgramOption.importModel.name ?? "the command dnn import") makes a run of it, whose folder to give"
    case (_, .model): "give the folder of a run or its model.safetensors"
    case (_, .run): "give the folder of a run"
    }
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(4).map(\.printable).joined(separator: ", ")
    return names.count > 4 ? "\(shown), … (\(names.count) in all)" : shown
  }
}

extension URL {
  fileprivate var isThere: Bool { Bytes.isFolder(at: path) != nil }

  fileprivate var isFolder: Bool { Bytes.isFolder(at: path) == true }
}
