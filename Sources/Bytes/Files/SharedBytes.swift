import Foundation
import Synchronization

/// Bytes that nobody changes: a mapped file, the content of a file or the output of a decoder.
///
/// A slice shares the memory of the whole, which lives as long as any slice of it.
package struct SharedBytes: Sendable {
  private let storage: ByteStorage
  private let start: Int
  package let count: Int

  fileprivate init(storage: ByteStorage, start: Int, count: Int) {
    self.storage = storage
    self.start = start
    self.count = count
  }

  /// All the bytes of a storage.
  init(_ storage: ByteStorage) {
    self.init(storage: storage, start: 0, count: storage.count)
  }

  /// A copy of an array.
  package init(_ bytes: [UInt8]) {
    self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
  }

  /// New memory of `count` bytes, zero at first, that `fill` writes.
  package init(count: Int, fill: (UnsafeMutableRawBufferPointer) -> Void) {
    var buffer = GrowingBuffer(capacity: count)
    buffer.zero(count)
    fill(buffer.contents)
    self = buffer.finish()
  }

  /// New memory of `count` bytes, zero at first, that `fill` writes.
  ///
  /// Apart from the one for closures that do not throw because of the compiler (Swift 6.3 for
  /// x86-64): passed here, one that ends in a copy of memory may clobber the register of errors.
  package init<E: Error>(
    count: Int, fill: (UnsafeMutableRawBufferPointer) throws(E) -> Void
  ) throws(E) {
    var buffer = GrowingBuffer(capacity: count)
    buffer.zero(count)
    try fill(buffer.contents)
    self = buffer.finish()
  }

  /// The bytes of an open file, mapped to be gone through again and again: however large it is, memory
  /// holds little of it, as long as whoever reads says so (``haveRead(_:)``).
  ///
  /// - Throws: `FileReadError` where the system cannot map it.
  package init(streaming descriptor: Int32, count: Int, path: String) throws(FileReadError) {
    guard count > 0 else {
      self.init([])
      return
    }
    guard let memory = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0),
      memory != MAP_FAILED
    else { throw FileReadError(path, errno) }
    self.init(
      ByteStorage(base: UnsafeRawPointer(memory), count: count, release: .unmap, isStreamed: true))
  }

  /// Says that so many of the bytes have been read once more.
  package func haveRead(_ count: Int) { storage.haveRead(count) }

  package var isEmpty: Bool { count == 0 }

  /// The byte at `index`, which must be in `0 ..< count`.
  package subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < count)
    return storage.base.load(fromByteOffset: start + index, as: UInt8.self)
  }

  /// A slice that shares the memory; the range must lie in `0 ..< count`.
  package subscript(range: Range<Int>) -> SharedBytes {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return SharedBytes(storage: storage, start: start + range.lowerBound, count: range.count)
  }

  /// A slice from untrusted numbers.
  ///
  /// - Throws: `FormatError` if the range is not inside.
  package func slice(
    at offset: UInt64, count length: UInt64, part: String
  ) throws(FormatError) -> SharedBytes {
    let (end, overflow) = offset.addingReportingOverflow(length)
    guard !overflow, end <= UInt64(count) else {
      throw FormatError(
        part, found: "\(length) bytes at \(offset)", expected: "a place inside its \(count) bytes")
    }
    return self[Int(offset)..<Int(end)]
  }

  /// Calls `body` with the bytes, which stay valid during the call.
  package func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
    defer { withExtendedLifetime(storage) {} }
    return body(UnsafeRawBufferPointer(start: storage.base + start, count: count))
  }

  /// Calls `body` with the bytes, which stay valid during the call.
  package func withUnsafeBytes<R, E: Error>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeRawBufferPointer(start: storage.base + start, count: count))
  }

  /// A copy as an array.
  package var array: [UInt8] { withUnsafeBytes { Array($0) } }

  /// Whether the bytes begin with a signature.
  package func starts(with signature: [UInt8]) -> Bool {
    count >= signature.count && signature.indices.allSatisfy { self[$0] == signature[$0] }
  }
}

/// The memory behind ``SharedBytes``.
///
/// Unchecked because of the pointer: the memory is written only before the storage is made, and
/// released only when nobody refers to it any more.
final class ByteStorage: @unchecked Sendable {
  enum Release { case free, unmap }

  let base: UnsafeRawPointer
  let count: Int
  private let release: Release
  /// Whether what has been read of a mapped file is given back to the system now and then.
  private let isStreamed: Bool
  /// The bytes that have been read since.
  private let recent = Atomic<Int>(0)

  /// Bytes that are read before memory is given back, which costs a page fault at the next look.
  private static let maximumRecent = 1 << 26

  init(base: UnsafeRawPointer, count: Int, release: Release, isStreamed: Bool = false) {
    self.base = base
    self.count = count
    self.release = release
    self.isStreamed = isStreamed
  }

  /// Counts what has been read.
  ///
  /// What is given back is read again from the file, or where the system still has it: nobody who
  /// reads at the same time notices.
  func haveRead(_ count: Int) {
    guard isStreamed,
      recent.add(count, ordering: .relaxed).newValue >= Self.maximumRecent
    else { return }
    recent.store(0, ordering: .relaxed)
    madvise(UnsafeMutableRawPointer(mutating: base), self.count, MADV_DONTNEED)
  }

  deinit {
    let memory = UnsafeMutableRawPointer(mutating: base)
    switch release {
    case .free: free(memory)
    case .unmap: munmap(memory, count)
    }
  }
}
