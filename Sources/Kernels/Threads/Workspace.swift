import Synchronization

/// Scratch memory for packed parts of matrices, kept from one product to the next.
///
/// A product takes a block and gives it back; blocks are made when none is free, so that in steady
/// state nothing is allocated. At most four free blocks are kept.
public enum Workspace {
  /// The bytes of a block: the largest part of B that is packed at once, a tile of A and one of C.
  public static let bytes = 1 << 20

  private static let alignment = 4096
  private static let slot0 = Atomic<UInt>(0)
  private static let slot1 = Atomic<UInt>(0)
  private static let slot2 = Atomic<UInt>(0)
  private static let slot3 = Atomic<UInt>(0)

  public static func take() -> UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(bitPattern: slot0.exchange(0, ordering: .acquiring))
      ?? UnsafeMutableRawPointer(bitPattern: slot1.exchange(0, ordering: .acquiring))
      ?? UnsafeMutableRawPointer(bitPattern: slot2.exchange(0, ordering: .acquiring))
      ?? UnsafeMutableRawPointer(bitPattern: slot3.exchange(0, ordering: .acquiring))
      ?? .allocate(byteCount: bytes, alignment: alignment)
  }

  public static func giveBack(_ block: UnsafeMutableRawPointer) {
    let address = UInt(bitPattern: block)
    if slot0.compareExchange(expected: 0, desired: address, ordering: .releasing).exchanged
      || slot1.compareExchange(expected: 0, desired: address, ordering: .releasing).exchanged
      || slot2.compareExchange(expected: 0, desired: address, ordering: .releasing).exchanged
      || slot3.compareExchange(expected: 0, desired: address, ordering: .releasing).exchanged
    {
      return
    }
    block.deallocate()
  }
}
