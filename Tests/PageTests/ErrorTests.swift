import Foundation
import TestSupport
import Testing

/// Errors of the libraries say their sentence wherever a program asks for it.
struct ErrorTests {
  private static let folder = SharedData.repository.appendingPathComponent("Sources")

  /// The Swift files of the libraries, and what they hold.
  private static func sources() throws -> [(name: String, text: String)] {
    let programs = ["Examples/", "dnn-bench/", "dnn/", "DNNCommand/"]
    let all =
      FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return try all.filter { name in
      name.hasSuffix(".swift") && !programs.contains { name.hasPrefix($0) }
    }.sorted().map { name in
      (name, try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8))
    }
  }

  @Test func `each error that a library lets out is a localized one`() throws {
    let declaration = /(?:public|package) (?:struct|enum) (\w+)(?:<[^>]*>)?: ([^{]*)\{/
    // What is turned into another error before anyone else sees it.
    let inner = ["FormatError", "JSONError", "ImportError.Problem", "Malformed"]
    var found: [String] = []
    for (file, text) in try Self.sources() {
      for match in text.matches(of: declaration) {
        let parents = match.2.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        guard parents.contains("Error") || parents.contains("LocalizedError") else { continue }
        let name = String(match.1)
        found.append(name)
        let conformance = try Regex("extension (\\w+\\.)?\(name): [^{]*LocalizedError")
        let isLocalized = parents.contains("LocalizedError") || text.contains(conformance)
        #expect(
          isLocalized || inner.contains { $0.split(separator: ".").last.map(String.init) == name },
          "\(file): \(name)")
        #expect(!isLocalized || text.contains("var errorDescription: String? { description }"))
      }
    }
    let some = ["DataError", "DimensionError", "ThresholdError", "RunDataError", "MatrixError"]
    #expect(Set(found).isSuperset(of: some))
  }

  @Test func `no library names an option of the command`() throws {
    // A search writes command lines, and pages are styled by variables that look alike.
    let writers = [
      "Experiments/Sweep/SweepJobs.swift", "Experiments/Sweep/Search/SearchJobs.swift",
      "Experiments/Report/", "Experiments/Export/", "Drawing/",
    ]
    let option = /"[^"\n]*--[a-z][^"\n]*"/
    for (file, text) in try Self.sources() where !writers.contains(where: { file.hasPrefix($0) }) {
      for line in text.split(separator: "\n") where line.contains(option) {
        let isComment = line.trimmingCharacters(in: .whitespaces).hasPrefix("///")
        #expect(isComment || line.contains("ProgramOption."), "\(file): \(line)")
      }
    }
  }
}
