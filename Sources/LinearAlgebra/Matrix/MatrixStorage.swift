/// The elements of a matrix, shared by its copies until one of them changes.
///
/// Sendable although it is a class with a pointer: the elements are written only while a single
/// `Matrix` refers to them (`isKnownUniquelyReferenced`), and read by any number otherwise.
package final class MatrixStorage<Scalar: NetworkScalar>: @unchecked Sendable {
  package let base: UnsafeMutablePointer<Scalar>
  package let count: Int
  /// Keeps alive memory that is not the pool's (a mapped file); nil for the pool's own.
  private let owner: AnyObject?

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
  var isWritable: Bool { owner == nil }

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
