import Experiments
import Foundation
import TestSupport
import Testing

struct PathLookupTests {
  private func withFiles(_ paths: [String], _ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      for path in paths {
        let file = folder.appendingPathComponent(path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data().write(to: file)
      }
      try body(folder.path)
    }
  }

  @Test func `the exact path is the answer where it exists`() throws {
    try withFiles(["configs/cat.json"]) { folder in
      #expect(PathLookup.find("\(folder)/configs/cat.json") == "\(folder)/configs/cat.json")
      #expect(PathLookup.find("\(folder)/configs/") == "\(folder)/configs/")
    }
  }

  @Test func `every part of the path may differ in case`() throws {
    try withFiles(["Configs/Größe/Cat.json"]) { folder in
      let found = PathLookup.find("\(folder)/configs/GRÖSSE/cat.JSON".replacing("SS", with: "ß"))
      #expect(found.map { FileManager.default.fileExists(atPath: $0) } == true)
      #expect(found?.hasSuffix("/Cat.json") == true)
      #expect(PathLookup.url("\(folder)/CONFIGS/größe/cat.json").lastPathComponent == "Cat.json")
    }
  }

  @Test func `a folder that leads nowhere does not hide another`() throws {
    try withFiles(["configs/other.json", "Configs/cat.json"]) { folder in
      let found = PathLookup.find("\(folder)/configs/cat.json")
      // Both folders are one where case does not count.
      #expect(found.map { FileManager.default.fileExists(atPath: $0) } == true)
    }
  }

  @Test func `what is not there is not found`() throws {
    try withFiles(["Configs/cat.json"]) { folder in
      #expect(PathLookup.find("\(folder)/configs/dog.json") == nil)
      #expect(PathLookup.find("\(folder)/configs/cat.json/more") == nil)
      #expect(PathLookup.find("\(folder)/nowhere/../Konfigs/cat.json") == nil)
      #expect(PathLookup.url("\(folder)/configs/dog.json").path == "\(folder)/configs/dog.json")
    }
    #expect(PathLookup.find("") == nil)
    #expect(PathLookup.find("a\0b") == nil)
  }
}
