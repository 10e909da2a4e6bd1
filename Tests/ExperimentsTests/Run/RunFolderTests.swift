import Bytes
import Experiments
import Foundation
import TestSupport
import Testing

struct RunFolderTests {
  @Test func `a folder is made with blanks and letters beyond ASCII`() throws {
    try withTemporaryFolder { parent in
      let run = RunFolder(parent.appendingPathComponent("läufe und mehr/katze 1"))
      try run.enter(.new) { try AtomicFile.write("{}", to: run.configuration) }
      #expect(run.holdsARun)
      #expect(!run.holdsACheckpoint)
    }
  }

  @Test func `a run is not written over`() throws {
    try withTemporaryFolder { folder in
      let run = RunFolder(folder)
      try AtomicFile.write("model", to: run.model)
      #expect(throws: RunFolderError.holdsARun(run.url.path)) { try run.check(.new) }
      #expect(throws: RunFolderError.holdsARun(run.url.path)) { try run.enter(.new) {} }
      try run.check(.resume)
      try run.enter(.resume) {}
      #expect(try String(contentsOf: run.model, encoding: .utf8) == "model")
    }
  }

  @Test func `the run is removed by overwriting, and nothing else`() throws {
    try withTemporaryFolder { folder in
      let run = RunFolder(folder)
      let own = folder.appendingPathComponent("notes.txt")
      for file in [run.model, run.checkpoint, run.history, own] {
        try AtomicFile.write("x", to: file)
      }
      try run.enter(.overwrite) {
        #expect(!run.holdsARun)
      }
      #expect(FileManager.default.fileExists(atPath: own.path))
    }
  }

  @Test func `what a killed process left half written is removed`() throws {
    try withTemporaryFolder { folder in
      let left = folder.appendingPathComponent(".dnn-1a2b3c.tmp")
      try Data([1]).write(to: left)
      try RunFolder(folder).enter(.resume) {}
      #expect(!FileManager.default.fileExists(atPath: left.path))
    }
  }

  @Test func `a file in the folder's place is refused`() throws {
    try withTemporaryFolder { parent in
      let file = parent.appendingPathComponent("cat")
      try Data().write(to: file)
      #expect(throws: RunFolderError.notAFolder(file.path)) { try RunFolder(file).check(.new) }
      #expect(throws: RunFolderError.notAFolder(file.path)) { try RunFolder(file).enter(.new) {} }
      let below = RunFolder(file.appendingPathComponent("run"))
      #expect(throws: RunFolderError.notAFolder(file.path)) { try below.enter(.new) {} }
    }
  }

  @Test func `a folder has one training at a time`() throws {
    try withTemporaryFolder { folder in
      let run = RunFolder(folder)
      try run.enter(.new) {
        #expect(throws: RunFolderError.inUse(run.url.path)) {
          try RunFolder(folder).enter(.resume) {}
        }
      }
      try run.enter(.new) {}
    }
  }

  @Test func `the lock is given back when the training fails`() throws {
    struct Stop: Error {}
    try withTemporaryFolder { folder in
      let run = RunFolder(folder)
      #expect(throws: Stop.self) { try run.enter(.new) { throw Stop() } }
      try run.enter(.new) {}
    }
  }

  @Test(.enabled(if: getuid() != 0, "root may write anywhere"))
  func `a folder that may not be written is named`() throws {
    try withTemporaryFolder { folder in
      try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
      let error = #expect(throws: RunFolderError.self) {
        try RunFolder(folder.appendingPathComponent("cat")).enter(.new) {}
      }
      #expect(error?.description.contains("\(folder.path)/cat: permission denied") == true)
    }
  }

  @Test func `every refusal says what to do`() {
    let errors: [RunFolderError] = [
      .holdsARun("runs/cat"), .notAFolder("runs"), .inUse("runs/cat"),
    ]
    #expect(
      errors.map(\.description) == [
        "runs/cat already holds a run; go on with it, replace it, "
          + "or choose another folder",
        "runs is a file where the run's folder should be; choose another folder",
        "another training is writing into runs/cat; wait for it or choose another folder",
      ])
  }
}
