#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  struct PredictImageTests {
    @Test func `a picture is opened once`() throws {
      try Workbench.use { bench in
        try bench.write(Small.cats, to: "cats.json")
        try bench.train("cats.json")
        try bench.addPictures()
        let image = "pictures/cat/0001.png"
        let watch = try #require(OpenWatch(bench.file(image)))
        let result = try bench.dnn("predict", "--model", "runs/cats", image)
        #expect(result.status == 0)
        #expect(watch.count == 1)
      }
    }
  }

  /// Counts how often a file is opened.
  private final class OpenWatch {
    private let descriptor: Int32

    init?(_ file: URL) {
      descriptor = inotify_init1(Int32(O_NONBLOCK))
      guard descriptor >= 0 else { return nil }
      guard inotify_add_watch(descriptor, file.path, UInt32(IN_OPEN)) >= 0 else { return nil }
    }

    deinit { close(descriptor) }

    /// The openings since the last look; the watch ends with them.
    var count: Int {
      var events = [UInt8](repeating: 0, count: 1 << 12)
      let size = read(descriptor, &events, events.count)
      return max(0, size) / MemoryLayout<inotify_event>.size
    }
  }
#endif
