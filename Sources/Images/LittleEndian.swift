extension UnsafeRawBufferPointer {
  /// The little-endian number of 16 bits at a place, which must be inside.
  func little16(at place: Int) -> Int { Int(self[place]) | Int(self[place + 1]) << 8 }

  /// The little-endian number of 24 bits at a place, which must be inside.
  func little24(at place: Int) -> Int { little16(at: place) | Int(self[place + 2]) << 16 }

  /// The little-endian number of 32 bits at a place, which must be inside.
  func little32(at place: Int) -> Int { little24(at: place) | Int(self[place + 3]) << 24 }
}
