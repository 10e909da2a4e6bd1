import Foundation
import Synchronization

/// The elements of a matrix, shared by its copies until one of them changes.
///
/// Sendable although it is a class with a pointer: the elements are written only while a single
/// `Matrix` refers to them (`isKnownUniquelyReferenced`), and read by any number otherwise.
@usableFromInline
package final class MatrixStorage<Scalar: NetworkScalar>: @unchecked Sendable {
  @usableFromInline package let base: UnsafeMutablePointer<Scalar>
  package let count: Int
  /// Keeps alive memory that is not the pool's (a mapped file); nil for the pool's own.
  @usableFromInline let owner: AnyObject?

  /// Uninitialized storage from the pool.
  init(count: Int) {
    let block = MatrixPool.allocate(byteCount: Self.byteCount(of: count))
    base = block.bindMemory(to: Scalar.self, capacity: count)
    self.count = count
    owner = nil
  }

  /// Storage in someone else's memory, which stays as it is as long as `owner` lives.
  init(base: UnsafeMutablePointer<Scalar>, count: Int, owner: AnyObject) {
    self.base = base
    self.count = count
    self.owner = owner
  }

  /// The elements and a vector more, so that kernels may read behind the last.
  private static func byteCount(of count: Int) -> Int { count * MemoryLayout<Scalar>.stride + 64 }

  /// Whether there is memory of a vector behind the last element.
  var hasTail: Bool { owner == nil }

  /// True if the memory may be written once nobody else refers to the storage.
  @inlinable var isWritable: Bool { owner == nil }

  @usableFromInline
  func copy() -> MatrixStorage {
    let copy = MatrixStorage(count: count)
    copy.base.update(from: base, count: count)
    return copy
  }

  deinit {
    if owner == nil {
      MatrixPool.recycle(base, byteCount: Self.byteCount(of: count))
    }
  }
}

/// Memory of matrices that are gone, kept for the next ones.
///
/// A training step makes the same temporaries again and again: from its second run on, each finds
/// the memory of the one before, and the system is not asked.
enum MatrixPool {
  private struct State: ~Copyable {
    /// The addresses of the idle blocks of each size class.
    var blocks = [[UInt]](repeating: [], count: MatrixPool.classCount)
    var idleBytes = 0
  }

  private static let smallestExponent = 6
  private static let stepsPerOctave = 4
  private static let classCount = (Int.bitWidth - smallestExponent) * stepsPerOctave
  private static let idleLimit = 1 << 30
  private static let alignment = 64
  private static let state = Mutex(State())

  /// The class of blocks that hold `byteCount` bytes, and the size of such a block: four sizes
  /// for each power of two, so that less than a quarter is wasted.
  static func sizeClass(of byteCount: Int) -> (index: Int, blockSize: Int) {
    let size = max(byteCount, 1 << smallestExponent)
    let exponent = Int.bitWidth - 1 - size.leadingZeroBitCount
    let step = (1 << exponent) / stepsPerOctave
    let steps = (size - (1 << exponent) + step - 1) / step
    let index = (exponent - smallestExponent) * stepsPerOctave + steps
    return (index, (1 << exponent) + steps * step)
  }

  /// A block of at least `byteCount` bytes, uninitialized, on a cache line's boundary.
  static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
    let (index, blockSize) = sizeClass(of: byteCount)
    let recycled = state.withLock { state -> UInt? in
      guard let block = state.blocks[index].popLast() else { return nil }
      state.idleBytes -= blockSize
      return block
    }
    return recycled.flatMap(UnsafeMutableRawPointer.init(bitPattern:))
      ?? .allocate(byteCount: blockSize, alignment: alignment)
  }

  /// Takes back a block that ``allocate(byteCount:)`` gave for the same number of bytes.
  static func recycle(_ block: UnsafeMutableRawPointer, byteCount: Int) {
    let (index, blockSize) = sizeClass(of: byteCount)
    let address = UInt(bitPattern: block)
    let isKept = state.withLock { state -> Bool in
      guard state.idleBytes + blockSize <= idleLimit else { return false }
      state.blocks[index].append(address)
      state.idleBytes += blockSize
      return true
    }
    if !isKept { block.deallocate() }
  }
}
