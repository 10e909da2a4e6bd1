import Foundation

/// Memory that a decoder or encoder appends to and then hands over as ``SharedBytes``.
struct GrowingBuffer: ~Copyable {
  private(set) var base: UnsafeMutableRawPointer
  private(set) var capacity: Int
  var count = 0

  init(capacity: Int) {
    self.capacity = max(capacity, 1)
    base = Self.checked(malloc(self.capacity), self.capacity)
  }

  deinit { free(base) }

  private static func checked(
    _ memory: UnsafeMutableRawPointer?, _ capacity: Int
  ) -> UnsafeMutableRawPointer {
    if let memory { return memory }
    // As allocations of Swift itself end, which a program may tell from its own faults.
    let text: StaticString = "Fatal error: failed to allocate memory for a file\n"
    _ = Foundation.write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    abort()
  }

  var contents: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: base, count: count)
  }

  /// Makes room for `extra` bytes after the content, at least doubling the memory if it is short.
  mutating func reserve(_ extra: Int) {
    guard capacity - count < extra else { return }
    let (doubled, overflow) = capacity.multipliedReportingOverflow(by: 2)
    resize(to: overflow ? count + extra : max(doubled, count + extra))
  }

  /// Appends a copy of some bytes.
  mutating func append(_ bytes: SharedBytes) {
    reserve(bytes.count)
    bytes.withUnsafeBytes { source in
      if let start = source.baseAddress {
        (base + count).copyMemory(from: start, byteCount: source.count)
      }
    }
    count += bytes.count
  }

  /// Makes the content `newCount` zero bytes long, within the capacity.
  mutating func zero(_ newCount: Int) {
    precondition(newCount >= 0 && newCount <= capacity)
    memset(base, 0, newCount)
    count = newCount
  }

  private mutating func resize(to newCapacity: Int) {
    base = Self.checked(realloc(base, newCapacity), newCapacity)
    capacity = newCapacity
  }

  /// Hands the memory over, without what was reserved too much.
  consuming func finish() -> SharedBytes {
    if capacity - count > count / 8 + 4096 { resize(to: max(count, 1)) }
    let storage = ByteStorage(base: UnsafeRawPointer(base), count: count, release: .free)
    discard self
    return SharedBytes(storage)
  }
}
