import Bytes
import Datasets
import Foundation
import Text

/// Reads configuration files: bytes to a ``Configuration``, or everything that is wrong with them.
package struct ConfigurationReader: Sendable {
  /// What a file says, and what about it is doubtful.
  package struct Reading: Sendable {
    package let configuration: Configuration
    /// Allowed, but most likely mistakes.
    package let warnings: [ConfigurationProblem]
  }

  /// Files beyond this are no configurations.
  private static let maximumFile = 4 << 20

  /// Keys that are taken out of the file before anything is put in.
  package var removals: [String]
  /// Values in place of the file's, each as `KEY=VALUE`; of one key the last counts.
  package var overrides: [String]
  /// The values that `--vary` puts in, after the overrides.
  package var variations: [String] = []
  /// What `--folds` puts in, after those.
  package var division: String?

  /// Whether the file is one that a run has saved, perhaps of an earlier version.
  package var isSaved = false

  /// All that takes the place of the file's values, in order.
  package var replacements: [(option: ProgramOption, text: String)] {
    overrides.map { (.set, $0) } + variations.map { (.vary, $0) }
      + (division.map { [(.set, $0)] } ?? [])
  }

  private var arguments: [(option: ProgramOption, text: String)] {
    removals.map { (.unset, $0) } + replacements
  }

  package init(overrides: [String] = [], removals: [String] = []) {
    self.overrides = overrides
    self.removals = removals
  }

  /// Reads a file; relative paths in it start in its folder.
  ///
  /// - Throws: Every problem of the file and the overrides, in the order of the text.
  package func read(contentsOf url: URL) throws(ConfigurationError) -> Reading {
    let bytes = try ConfigurationReader.bytes(of: url)
    let name = url.deletingPathExtension().lastPathComponent
    return try read(
      bytes, file: url.relativePath, name: NetworkKeys.name.accepts(name) ? name : "run",
      folder: url.deletingLastPathComponent())
  }

  /// Reads the bytes of a file that is called `file`; the run is called `name` unless they say so.
  package func read(
    _ bytes: [UInt8], file: String, name: String, folder: URL
  ) throws(ConfigurationError) -> Reading {
    let source = SourceText(bytes, name: file)
    let (root, unread) = root(of: source)
    guard let root else { throw ConfigurationError(unread) }
    let given = isSaved ? root.withSplitSeeds : root
    var validator = Validator()
    let valid = validator.valid(given, ConfigurationKeys.root.form, at: JSONPath())
    let checked = CheckedConfiguration(given: given, valid: valid ?? JSONValue([JSONMember]()))
    var problems = unread + validator.problems
    if valid != nil { problems += Rules.all.flatMap { $0(checked) } }
    guard problems.isEmpty,
      let configuration = checked.configuration(named: name, folder: folder)
    else { throw ConfigurationError(sorted(problems, file: source)) }
    let warnings = Rules.warnings.flatMap { $0(checked) }
    return Reading(configuration: configuration, warnings: sorted(warnings, file: source))
  }

  /// Reads one SOURCE, such as the JSON of `--data`, which errors call `label`.
  package static func source(
    _ json: String, label: String, folder: URL
  ) throws(ConfigurationError) -> DataSource {
    let given = try ConfigurationReader.json(
      SourceText(Array(json.utf8), name: label, isFile: false))
    var validator = Validator()
    let valid = validator.valid(given, DataKeys.source.form, at: JSONPath())
    let checked = CheckedConfiguration(given: given, valid: valid ?? JSONValue([JSONMember]()))
    let problems =
      validator.problems
      + (valid.map { DataRules.problems(of: $0, at: JSONPath(), in: checked) } ?? [])
    guard problems.isEmpty, let valid,
      let source = DataKeys.source.read(valid, Surroundings(folder: folder))
    else { throw ConfigurationError(problems) }
    return source
  }

  /// The seed that a file and what is put into it give to the split of its validation set, as it is
  /// written; nil where they give none.
  package func splitSeed(contentsOf url: URL) -> String? {
    guard let bytes = try? ConfigurationReader.bytes(of: url) else { return nil }
    let validation = root(of: SourceText(bytes, name: url.relativePath)).0?["data"]?["validation"]
    guard validation?["fraction"] != nil || validation?["fold"] != nil else { return nil }
    return validation?["seed"]?.compactText
  }

  // MARK: Steps

  static func json(_ source: SourceText) throws(ConfigurationError) -> JSONValue {
    do throws(JSONError) {
      return try JSONParser.parse(source)
    } catch {
      throw ConfigurationError(error)
    }
  }

  /// The file's JSON, if it is JSON, with those overrides in it that can be.
  private func root(of source: SourceText) -> (JSONValue?, [ConfigurationProblem]) {
    var root: JSONValue?
    var problems: [ConfigurationProblem] = []
    do { root = try ConfigurationReader.json(source) } catch { problems += error.problems }
    for (option, text) in arguments {
      do {
        if option == .unset {
          let removal = try Removal(text)
          root = try root.map { root throws(ConfigurationError) in try removal.applied(to: root) }
        } else {
          let override = try Setting(text, option: option)
          root = try root.map { root throws(ConfigurationError) in try override.applied(to: root) }
        }
      } catch {
        problems += error.problems
      }
    }
    return (root, problems)
  }

  /// The problems in the order of the file, then those of the overrides in theirs.
  private func sorted(
    _ problems: [ConfigurationProblem], file: SourceText
  ) -> [ConfigurationProblem] {
    let names = arguments.map { "\($0.option.word) \($0.text)" }
    func rank(_ problem: ConfigurationProblem) -> Int {
      guard let origin = problem.origin, origin.source !== file else { return 0 }
      return 1 + (names.lastIndex(of: origin.source.name) ?? 0)
    }
    let places = problems.enumerated().map { index, problem in
      (rank: rank(problem), offset: problem.origin?.offset ?? 0, index: index, problem: problem)
    }
    return places.sorted { ($0.rank, $0.offset, $0.index) < ($1.rank, $1.offset, $1.index) }
      .map(\.problem)
  }

  private static func bytes(of url: URL) throws(ConfigurationError) -> [UInt8] {
    func refuse(_ reason: String) -> ConfigurationError {
      let origin = JSONOrigin(source: SourceText([], name: url.relativePath), offset: 0)
      return ConfigurationError([
        ConfigurationProblem(.unreadable(reason: reason), at: JSONPath(), origin: origin)
      ])
    }
    guard let isFolder = isFolder(at: url.path) else { throw refuse("there is no such file") }
    guard !isFolder else { throw refuse("is a folder, not a configuration file") }
    let bytes: SharedBytes
    do throws(FileReadError) {
      bytes = try SharedBytes(contentsOf: url, upTo: maximumFile + 1)
    } catch {
      throw refuse("cannot be read: \(error.reason)")
    }
    guard bytes.count <= maximumFile else {
      throw refuse("is larger than \(maximumFile >> 20) MiB: not a configuration file")
    }
    return bytes.withUnsafeBytes { Array($0) }
  }
}

extension Configuration {
  /// Reads a configuration file, as `dnn train --config FILE --unset KEY … --set KEY=VALUE …` does.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - settings: values in place of the file's, each as `KEY=VALUE`.
  ///   - removals: keys that are taken out of the file before.
  /// - Throws: `ConfigurationError` with every problem of the file and the settings.
  public init(
    contentsOf url: URL, settings: [String] = [], removals: [String] = []
  ) throws(ConfigurationError) {
    let reader = ConfigurationReader(overrides: settings, removals: removals)
    self = try reader.read(contentsOf: url).configuration
  }
}

extension CheckedConfiguration {
  /// The configuration with its defaults; nil where something is missing.
  func configuration(named name: String, folder: URL) -> Configuration? {
    let slope = valid["leakyReluSlope"].map { ["leakyRelu.slope": $0] }
    let surroundings = Surroundings(folder: folder, defaults: slope ?? [:])
    return ConfigurationKeys.root.read(valid, surroundings)?.settled(named: name)
  }
}

/// What runs of earlier versions have saved of their configuration.
extension JSONValue {
  /// A run's resolved configuration as this version writes it.
  ///
  /// A split without a seed of its own was drawn from the run's: earlier versions had no other, and
  /// this one always writes it down.
  package var withSplitSeeds: JSONValue {
    let validation = self["data"]?["validation"]
    guard let validation, validation["fraction"] != nil || validation["fold"] != nil,
      validation["seed"] == nil
    else { return self }
    let seed = JSONMember("seed", self["seed"] ?? 1)
    return replacing("data") { data in
      data.replacing("validation") {
        JSONValue(.object(($0.members ?? []) + [seed]), origin: $0.origin)
      }
    }
  }

  private func replacing(_ name: String, _ change: (JSONValue) -> JSONValue) -> JSONValue {
    let members = (members ?? []).map { member in
      member.name != name
        ? member : JSONMember(name, change(member.value), nameOrigin: member.nameOrigin)
    }
    return JSONValue(.object(members), origin: origin)
  }
}
