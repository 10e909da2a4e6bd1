import ArrayFiles
import Bytes
import Foundation
import Images
import KernelThreads
import LinearAlgebra
import Text

/// Told after some pictures how many of them are read, and how many there are.
public typealias LoadingProgress = (_ done: Int, _ total: Int) -> Void

/// One reading of many pictures, all as uint16 or all as uint8, on all threads.
struct ImageLoading {
  private let reader: ImageReader
  private let files: [ImageReader.File]
  /// A picture that was read before, to find out what the others should be like.
  private let known: (index: Int, image: DecodedImage)
  private let shape: ImageShape
  /// Whether all pictures are taken for grey of 16 bits.
  private var isDeep: Bool

  init(
    _ reader: ImageReader, _ files: [ImageReader.File],
    _ known: (index: Int, image: DecodedImage), _ shape: ImageShape, isDeep: Bool
  ) {
    self.reader = reader
    self.files = files
    self.known = known
    self.shape = shape
    self.isDeep = isDeep
  }

  private var type: ElementType { isDeep ? .uint16 : .uint8 }

  /// The bytes of a picture that has been read.
  private var pictureSize: Int { shape.count * type.size }

  private var axes: [Int] { [files.count] + reader.axes(shape) }

  /// What is known of the pictures when all have been read.
  private struct Summary {
    /// Those of 16 bits of which 8 were kept.
    var cut: [String] = []
    /// Whether all had the size that was wanted.
    var isOfOneSize = true
  }

  /// The pixels, and what is to be said of them, a sentence each.
  typealias Loaded = (pixels: NumericArray, remarks: [String])
}

// MARK: - Where the pixels go

extension ImageLoading {
  /// Reads all files, or takes them from the cache.
  ///
  /// - Throws: for files that cannot be read, all at once, and for a picture that does not fit the
  ///   others, or the training pictures.
  func load(
    in folder: URL, _ cache: ImageCache?, _ progress: LoadingProgress?
  ) throws(DataError) -> Loaded {
    guard let cache, files.count > 1,
      let key = ImageCacheKey(files, in: folder.path, as: shape, reader.order, isDeep: isDeep),
      key.fileSize + files.count * pictureSize >= ImageCache.minimumWork
    else { return try loadIntoMemory(progress) }
    let set = cache.file(of: key, shape: axes, mustBeOfOneSize: reader.size == nil)
    var remarks: [String] = []
    switch set.open() {
    case .found(let content):
      return loaded(content, ["\(files.count) pictures as they were read before: \(set.url.path)"])
    case .damaged: remarks.append("\(set.url.path) was damaged, and is made anew")
    case .missing: break
    }
    try survey()
    let obstacle: String
    do {
      let opening = try cache.make(
        set,
        waiting: { progress?(min($0 / max(pictureSize, 1), files.count - 1), files.count) },
        { try write(set, cache, progress) })
      guard case .found(let content) = opening else {
        throw DataError(
          .content, file: reader.name,
          found: "\(set.url.path), which is not as it was just written",
          expected: "a disk that keeps what is written", advice: "see to that first")
      }
      let place = "\(files.count) pictures are kept as they were read: \(set.url.path)"
      return loaded(content, remarks + [place])
    } catch let error as DataError {
      throw error
    } catch let failure as FileFailure {
      obstacle = "pictures are not kept for the next time: \(failure.path): \(failure.cause)"
    } catch {
      obstacle = "pictures are not kept for the next time: \(error)"
    }
    do throws(DataError) {
      let loaded = try loadIntoMemory(progress)
      return (loaded.pixels, [obstacle] + loaded.remarks)
    } catch {
      throw DataError(
        error.kind, file: error.file, place: error.place, found: error.found,
        expected: error.expected,
        advice: [error.advice, obstacle].compactMap(\.self).joined(separator: "; "))
    }
  }

  private func loaded(_ content: ImageCacheFile.Content, _ remarks: [String]) -> Loaded {
    let isDeep = content.pixels.elementType == .uint16
    return (content.pixels, remarks + self.remarks(content.cut, isDeep: isDeep))
  }

  /// Writes the set's file; where pictures turn out to have 8 bits, from the beginning as such.
  private func write(
    _ set: ImageCacheFile, _ cache: ImageCache, _ progress: LoadingProgress?
  ) throws {
    let needed = files.count * pictureSize
    if let room = cache.room(for: set.key), room < needed {
      throw FileFailure(.write, set.url.path, code: ENOSPC)
    }
    do {
      try set.write(type) { put in
        let size = pictureSize
        let summary = try run(progress) { index, fill in
          withUnsafeTemporaryAllocation(byteCount: size, alignment: 16) { scratch in
            scratch.initializeMemory(as: UInt8.self, repeating: 0)
            let outcome = fill(scratch)
            guard case .read = outcome else { return outcome }
            return put(index, UnsafeRawBufferPointer(scratch)) ? outcome : .unwritten
          }
        }
        return (summary.cut, summary.isOfOneSize)
      }
    } catch is MixedDepth {
      try shallow.write(set, cache, progress)
    }
  }

  private func loadIntoMemory(_ progress: LoadingProgress?) throws(DataError) -> Loaded {
    try Memory.check(files.count, shape.count, type.size, file: reader.name)
    let size = pictureSize
    var summary = Summary()
    do {
      let pixels = try NumericArray(shape: axes, elementType: type) { bytes throws in
        summary = try run(progress) { index, fill in
          fill(UnsafeMutableRawBufferPointer(rebasing: bytes[index * size..<(index + 1) * size]))
        }
      }
      return (pixels, remarks(summary.cut, isDeep: isDeep))
    } catch let error as DataError {
      throw error
    } catch {
      return try shallow.loadIntoMemory(progress)
    }
  }

  /// The same with 8 bits a sample.
  private var shallow: ImageLoading {
    var loading = self
    loading.isDeep = false
    return loading
  }
}

// MARK: - Reading

extension ImageLoading {
  /// A picture turned out to have 8 bits where 16 were hoped for.
  private struct MixedDepth: Error {}

  /// What became of a picture.
  private enum Outcome {
    case read(isCut: Bool, hasSize: Bool)
    case unreadable(String)
    case misfit(DataError)
    case mixedDepth
    case unwritten
    case pending
  }

  /// Reads all files, several at once, and tells the progress after some.
  ///
  /// `place` calls its second argument with the memory for a picture's pixels. Nothing depends on the
  /// number of threads: what is wrong is told in the order of the files.
  private func run(
    _ progress: LoadingProgress?,
    _ place: (Int, (UnsafeMutableRawBufferPointer) -> Outcome) -> Outcome
  ) throws -> Summary {
    var (summary, failures) = (Summary(), [String]())
    let step = 8 * max(ThreadPool.threads, 4)
    for start in stride(from: 0, to: files.count, by: step) {
      let count = min(step, files.count - start)
      var outcomes = [Outcome](repeating: .pending, count: count)
      outcomes.withUnsafeMutableBufferPointer { outcomes in
        ThreadPool.parallel(count) { i in
          outcomes[i] = place(start + i) { read(start + i, into: $0) }
        }
      }
      for (i, outcome) in outcomes.enumerated() {
        switch outcome {
        case .read(let isCut, let hasSize):
          if isCut { summary.cut.append(files[start + i].name) }
          if !hasSize { summary.isOfOneSize = false }
        case .unreadable(let failure): failures.append(failure)
        case .misfit(let error): throw error
        case .mixedDepth: throw MixedDepth()
        case .unwritten, .pending: return summary
        }
      }
      progress?(start + count, files.count)
    }
    guard failures.isEmpty else { throw reader.unreadable(failures, of: files.count) }
    return summary
  }

  private func read(_ index: Int, into target: UnsafeMutableRawBufferPointer) -> Outcome {
    let name = files[index].name
    do throws(ImageError) {
      let image = index == known.index ? known.image : try files[index].decoded()
      do throws(DataError) {
        return try put(image, name, into: target)
      } catch {
        return .misfit(error)
      }
    } catch {
      return .unreadable("\(name): \(error.problem)")
    }
  }

  private func put(
    _ image: DecodedImage, _ file: String, into target: UnsafeMutableRawBufferPointer
  ) throws(DataError) -> Outcome {
    let hasSize = (image.image.height, image.image.width) == (shape.height, shape.width)
    switch image {
    case .deep(let image, _) where isDeep:
      try reader.put(image, file, as: shape, into: target)
      return .read(isCut: false, hasSize: hasSize)
    case .bytes(let image) where !isDeep:
      try reader.put(image, file, as: shape, into: target)
      return .read(isCut: false, hasSize: hasSize)
    case .deep(_, let image) where !isDeep, .cut(let image) where !isDeep:
      try reader.put(image, file, as: shape, into: target)
      return .read(isCut: true, hasSize: hasSize)
    default:
      guard reader.type == .uint16 else { return .mixedDepth }
      throw DataError(
        .content, file: reader.name,
        found: "\(file), which is no grey picture of 16 bits a sample",
        expected: "16 bits, as the training data had")
    }
  }

  /// What was lost, and what the pictures may not fit, a sentence each.
  private func remarks(_ cut: [String], isDeep: Bool) -> [String] {
    var remarks: [String] = []
    if !cut.isEmpty {
      let shown = listText(cut, limit: 4)
      remarks.append(
        "16 bits a sample become 8, the low ones are dropped, in \(cut.count) of \(files.count) "
          + "picture\(files.count == 1 ? "" : "s"): \(shown)")
    }
    if let type = reader.type, type != .uint8, !isDeep {
      remarks.append(
        "pictures are whole numbers from 0 to 255; the training data were \(type), maybe of "
          + "another range")
    }
    return remarks
  }
}

// MARK: - Before the long work

extension ImageLoading {
  /// Refuses, by their first and last bytes, pictures that cannot be read or do not fit.
  ///
  /// One whose end lacks may still be whole: it is decoded.
  private func survey() throws(DataError) {
    var outcomes = [Outcome](repeating: .pending, count: files.count)
    outcomes.withUnsafeMutableBufferPointer { outcomes in
      ThreadPool.parallel(files.count) { outcomes[$0] = look(at: $0) }
    }
    var failures: [String] = []
    for outcome in outcomes {
      if case .unreadable(let failure) = outcome { failures.append(failure) }
      if case .misfit(let error) = outcome, failures.isEmpty { throw error }
    }
    guard failures.isEmpty else { throw reader.unreadable(failures, of: files.count) }
  }

  private func look(at index: Int) -> Outcome {
    let file = files[index]
    do throws(ImageError) {
      let look = try ImageLook(contentsOf: file.url)
      if look.mayLackItsEnd { _ = try file.decoded() }
      // A picture that lies on its side may be turned by what stands anywhere in its file.
      if reader.size == nil, let (height, width) = look.size,
        Set([height, width]) != Set([shape.height, shape.width])
      {
        return .misfit(reader.misfit(height, width, file.name, shape))
      }
      return .pending
    } catch {
      return .unreadable("\(file.name): \(error.problem)")
    }
  }
}
