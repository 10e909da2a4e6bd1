import Bytes
import Foundation
import Images
import Text

/// The picture files of a folder, with the class of each.
///
/// A sub-folder is a class; classes and files are sorted by code points. A folder without
/// sub-folders holds pictures of no class. Hidden files are passed over, and so is, with a remark,
/// what stands beside the classes and is no picture.
struct ImageFolder {
  struct File {
    /// Relative to the folder: `cat/1.png`.
    var name: String
    var url: URL
    /// The index of its class.
    var label: Int
  }

  private(set) var files: [File] = []
  /// Empty where the pictures are of no class.
  private(set) var classNames: [String] = []
  /// What was passed over, a sentence each.
  private(set) var remarks: [String] = []

  /// Lists a folder.
  ///
  /// - Parameters:
  ///   - folder: where it is.
  ///   - name: what messages call it.
  ///   - isForTraining: whether a class without pictures is an error, as where classes are learnt.
  ///   - labels: a file of labels, which is no picture where it stands among them.
  /// - Throws: for a folder without pictures, and for pictures in other places than classes have.
  init(
    _ folder: URL, name: String, isForTraining: Bool, labels: URL? = nil
  ) throws(DataError) {
    let content = try FolderContent(folder, name: name)
    var passed = FolderContent.Passed(content, in: "")
    if content.folders.isEmpty {
      let place = labels?.standardizedFileURL
      let names = content.files.filter {
        place == nil || folder.appendingPathComponent($0).standardizedFileURL != place
      }
      guard !names.isEmpty else {
        throw DataError(
          .content, file: name, found: content.lack,
          expected: "pictures, or a folder of pictures per class")
      }
      add(names, in: folder, prefix: "", label: 0)
    } else {
      passed.names += try Self.withoutImages(content.files, in: folder, name)
      classNames = content.folders
      try requireDistinctClasses(name)
      try addClasses(of: folder, name.hasSuffix("/") ? name : name + "/", isForTraining, &passed)
      guard !files.isEmpty else {
        throw DataError(
          .content, file: name, found: "no pictures in \(listText(classNames))",
          expected: "a folder of pictures per class")
      }
    }
    remarks = passed.remarks
  }

  /// Adds the pictures of all classes; `start` is what messages call the folder, with a slash.
  private mutating func addClasses(
    of folder: URL, _ start: String, _ isForTraining: Bool, _ passed: inout FolderContent.Passed
  ) throws(DataError) {
    let contents = try classNames.map { name throws(DataError) in
      try FolderContent(
        folder.appendingPathComponent(name, isDirectory: true), name: start + name)
    }
    try Self.refuseNested(zip(classNames, contents).map { ($0, $1) }, in: start)
    for (label, (name, content)) in zip(classNames, contents).enumerated() {
      passed += FolderContent.Passed(content, in: "\(name)/")
      if content.files.isEmpty {
        guard !isForTraining else {
          throw DataError(
            .content, file: start + name, found: content.lack, expected: "the pictures of a class")
        }
        passed.emptyClasses.append(name)
      }
      add(
        content.files, in: folder.appendingPathComponent(name, isDirectory: true),
        prefix: "\(name)/", label: label)
    }
  }

  /// The size of the first picture that can be read, which the others must have unless they are resized.
  var firstSize: ImageSize? {
    for file in files {
      guard let image = try? Image(contentsOf: file.url) else { continue }
      return ImageSize(height: image.height, width: image.width)
    }
    return nil
  }

  private mutating func add(_ names: [String], in folder: URL, prefix: String, label: Int) {
    files += names.map {
      File(name: prefix + $0, url: folder.appendingPathComponent($0), label: label)
    }
  }

  /// The names, none of which is a picture's.
  private static func withoutImages(
    _ names: [String], in folder: URL, _ name: String
  ) throws(DataError) -> [String] {
    let images = names.filter { file in
      let url = folder.appendingPathComponent(file)
      if case .image = try? FileKind(url, name: file) { return true }
      return false
    }
    guard images.isEmpty else {
      throw DataError(
        .content, file: name,
        found: "pictures beside the class folders (\(listText(images)))",
        expected: "every picture in the folder of its class")
    }
    return names
  }

  /// Refuses names that are one text and yet two folders: letters may be written in two ways.
  private func requireDistinctClasses(_ name: String) throws(DataError) {
    var seen: Set<String> = []
    guard let twice = classNames.first(where: { !seen.insert($0).inserted }) else { return }
    throw DataError(
      .content, file: name,
      found: "two folders named \(twice), one with its accents as characters of their own",
      expected: "one folder per class")
  }

  /// Refuses folders inside those of the classes, with what they may be meant for.
  private static func refuseNested(
    _ classes: [(name: String, content: FolderContent)], in start: String
  ) throws(DataError) {
    let nested = classes.filter { !$0.content.folders.isEmpty }
    guard let first = nested.first else { return }
    let sets = DataRole.allCases.compactMap { role in
      nested.first { role.folderNames.contains($0.name.lowercased()) }
        .map { (name: $0.name, advice: "\(start)\($0.name) \(role.purpose)") }
    }
    guard sets.isEmpty else {
      throw DataError(
        .content, file: String(start.dropLast()),
        found: "folders of whole sets (\(listText(sets.map(\.name))))",
        expected: "a folder of pictures per class",
        advice: "name each set by its own folder: "
          + sets.map(\.advice).joined(separator: ", "))
    }
    throw DataError(
      .content, file: start + first.name,
      found: "folders inside it (\(listText(first.content.folders)))",
      expected: "the pictures of a class",
      advice: first.content.files.isEmpty
        ? "if those are the classes, name \(start)\(first.name)" : nil)
  }
}

extension DataRole {
  /// What people call the folder of such a set.
  fileprivate var folderNames: Set<String> {
    switch self {
    case .train: ["train", "training"]
    case .validation: ["val", "valid", "validation", "dev"]
    case .test: ["test", "testing"]
    }
  }

  fileprivate var purpose: String {
    switch self {
    case .train: "to train on"
    case .validation: "for validation"
    case .test: "for test"
    }
  }
}

/// The sizes of the pictures in a folder, before all of them are read.
package struct ImageSurvey {
  /// More pictures tell little more and take long to decode.
  private static let maximumImages = 50

  /// The number of picture files.
  package let count: Int
  /// The sizes of up to 50 of them, spread over the folder; what cannot be read is passed over.
  package let sizes: Set<ImageSize>

  /// - Throws: for a folder that holds no pictures, pictures of no class, or an empty class.
  package init(_ folder: URL, name: String) throws(DataError) {
    let images = try ImageFolder(folder, name: name, isForTraining: true)
    try images.requireClasses(name)
    let files = images.files
    let step = max((files.count + Self.maximumImages - 1) / Self.maximumImages, 1)
    var sizes: Set<ImageSize> = []
    for index in stride(from: 0, to: files.count, by: step) {
      guard let image = try? Image(contentsOf: files[index].url) else { continue }
      sizes.insert(ImageSize(height: image.height, width: image.width))
    }
    count = files.count
    self.sizes = sizes
  }
}
