import Foundation
import Images
import Ranks
import TestSupport
import Testing

@testable import Datasets

/// Pictures of large folders, kept as they were read.
@Suite struct ImageCacheTests {
  /// A folder of pictures that are worth keeping, and a cache beside it.
  private struct Bench {
    static let side = 640
    static let count = 32

    let files: DataFolder
    var cache: ImageCache { ImageCache(files.url.appendingPathComponent("cache")) }

    static func use(_ body: (Bench) throws -> Void) throws {
      try withTemporaryFolder { folder in
        let bench = Bench(files: DataFolder(url: folder))
        for index in 0..<count { try bench.write(index) }
        try body(bench)
      }
    }

    func name(_ index: Int) -> String { "p/\(index % 2 == 0 ? "a" : "b")/\(index).ppm" }

    /// Writes picture number `index`, of one color.
    func write(_ index: Int, color: UInt8? = nil, width: Int = side, maximum: Int = 255) throws {
      let header = Array("P6\n\(width) \(Self.side)\n\(maximum)\n".utf8)
      let sampleSize = maximum > 255 ? 2 : 1
      let pixels = [UInt8](
        repeating: color ?? UInt8(index * 7), count: width * Self.side * 3 * sampleSize)
      try files.write(header + pixels, to: name(index))
    }

    func read(_ cache: ImageCache? = nil, size: Int? = 16) throws(DataError) -> Dataset {
      var source = DataSource(path: "p")
      source.imageSize = size.map { ImageSize(height: $0, width: $0) }
      return try Dataset(
        source, relativeTo: files.url, labels: .oneHot, cache: cache, among: SingleProcess())
    }

    /// The files of the cache.
    var kept: [URL] {
      let all = FileManager.default.enumerator(at: cache.folder, includingPropertiesForKeys: nil)
      return (all?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "pictures" }
    }

    var leftovers: [String] {
      let all = FileManager.default.enumerator(atPath: cache.folder.path)
      return (all?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".tmp") }
    }
  }

  @Test func `pictures are kept, and the next time are the same to the last byte`() throws {
    try Bench.use { bench in
      let plain = try bench.read()
      let first = try bench.read(bench.cache)
      let file = try #require(bench.kept.first)
      #expect(first.remarks.contains { $0.contains("are kept as they were read: \(file.path)") })
      let second = try bench.read(bench.cache)
      #expect(second.remarks.contains { $0.contains("as they were read before: \(file.path)") })
      for data in [first, second] {
        #expect(data.array == plain.array)
        #expect(data.digest == plain.digest)
        #expect(data.exampleName(3) == plain.exampleName(3))
      }
      #expect(plain.remarks.isEmpty)
    }
  }

  @Test func `whatever byte is changed or lost, the pictures are read again`() throws {
    try Bench.use { bench in
      let plain = try bench.read()
      _ = try bench.read(bench.cache)
      let file = try #require(bench.kept.first)
      let sound = try Data(contentsOf: file)
      var damaged = [0, 40, 3000, 4095, 4096, 9000, sound.count - 9, sound.count - 1].map { place in
        var bytes = sound
        bytes[place] ^= 0x10
        return bytes
      }
      damaged += [Data(), sound.prefix(100), sound.dropLast(), sound + [0]]
      for bytes in damaged {
        try bytes.write(to: file)
        let data = try bench.read(bench.cache)
        #expect(data.array == plain.array)
        #expect(data.remarks.contains { $0.contains("was damaged, and is made anew") })
        #expect(try Data(contentsOf: file) == sound)
      }
      // A copy is not the file that was checked: all of it is looked at, and found right.
      try FileManager.default.removeItem(at: file)
      try sound.write(to: file)
      #expect(try bench.read(bench.cache).remarks.contains { $0.contains("read before") })
    }
  }

  @Test func `a picture that was replaced, added or removed is never missed`() throws {
    try Bench.use { bench in
      _ = try bench.read(bench.cache)
      let changes: [() throws -> Void] = [
        { try bench.write(3, color: 200) },
        { try bench.write(Bench.count + 1) },
        {
          try FileManager.default.removeItem(
            at: bench.files.url.appendingPathComponent(bench.name(4)))
        },
        {
          // The other picture's length and times, under the name of this one.
          let places = [5, 7].map { bench.files.url.appendingPathComponent(bench.name($0)) }
          try FileManager.default.removeItem(at: places[0])
          try FileManager.default.moveItem(at: places[1], to: places[0])
        },
      ]
      for change in changes {
        try change()
        let data = try bench.read(bench.cache)
        #expect(data.array == (try bench.read()).array)
        #expect(data.remarks.contains { $0.contains("are kept as they were read") })
        // What was made of the pictures of before is gone.
        #expect(bench.kept.count == 1)
      }
    }
  }

  @Test func `other settings have a file of their own`() throws {
    try Bench.use { bench in
      _ = try bench.read(bench.cache)
      let data = try bench.read(bench.cache, size: 8)
      #expect(data.array == (try bench.read(size: 8)).array)
      #expect(bench.kept.count == 2)
      #expect(try bench.read(bench.cache).remarks.contains { $0.contains("read before") })
    }
  }

  @Test func `few pictures are not worth keeping`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      let image = Image(width: 4, height: 4, channels: 1, pixels: [UInt8](repeating: 9, count: 16))
      for path in ["p/a/1.png", "p/b/1.png"] { try files.write(image.pngData(), to: path) }
      let cache = ImageCache(folder.appendingPathComponent("cache"))
      let data = try Dataset(
        DataSource(path: "p"), relativeTo: folder, labels: .oneHot, cache: cache,
        among: SingleProcess())
      #expect(data.remarks.isEmpty)
      #expect(!FileManager.default.fileExists(atPath: cache.folder.path))
    }
  }

  @Test func `where nothing can be kept, pictures are read into memory, and that is said`() throws {
    try Bench.use { bench in
      try bench.files.write("no folder", to: "cache")
      let data = try bench.read(bench.cache)
      #expect(data.array == (try bench.read()).array)
      #expect(
        data.remarks.contains { $0.hasPrefix("pictures are not kept for the next time: ") })
    }
  }

  @Test func `a picture that is broken or of another size is told, and nothing is left`() throws {
    try Bench.use { bench in
      try bench.write(9, width: 20)
      let misfit = #expect(throws: DataError.self) { try bench.read(bench.cache, size: nil) }
      #expect(misfit?.description.contains("9.ppm of 640x20 pixels") == true)
      // Brought to the size of the first picture it is no misfit; what was kept so is not taken.
      _ = try bench.read(bench.cache, size: Bench.side)
      #expect(throws: DataError.self) { try bench.read(bench.cache, size: nil) }

      try bench.files.write(Array("P6\n640 640\n255\n".utf8) + [1, 2, 3], to: bench.name(11))
      try bench.files.write([1, 2, 3], to: bench.name(13))
      let broken = #expect(throws: DataError.self) { try bench.read(bench.cache) }
      #expect(broken?.description.contains("of 32 pictures cannot be read") == true)
      #expect(broken?.description.contains("13.ppm") == true)
      #expect(bench.leftovers.isEmpty)
    }
  }

  @Test func `two that read at once share what one of them keeps`() throws {
    try Bench.use { bench in
      let plain = try bench.read().array
      DispatchQueue.concurrentPerform(iterations: 4) { _ in
        let data = try? bench.read(bench.cache)
        #expect(data?.array == plain)
      }
      #expect(bench.kept.count == 1)
      #expect(bench.leftovers.isEmpty)
    }
  }

  @Test func `pictures of 16 bits are kept as they are, and what is cut is told each time`() throws
  {
    try Bench.use { bench in
      try bench.write(6, maximum: 65535)
      for _ in 0..<2 {
        let data = try bench.read(bench.cache)
        #expect(data.array == (try bench.read()).array)
        #expect(data.remarks.contains { $0.contains("in 1 of 32 pictures: a/6.ppm") })
      }
    }
  }

  @Test func `what nobody has used for 30 days is removed`() throws {
    try Bench.use { bench in
      _ = try bench.read(bench.cache)
      let now = Date().timeIntervalSince1970
      bench.cache.removeUnused(at: Int(now) + 29 * 86_400)
      #expect(bench.kept.count == 1)
      bench.cache.removeUnused(at: Int(now) + 31 * 86_400)
      #expect(bench.kept.isEmpty)
    }
  }
}
