import Bytes

/// How the chunks of a dataset are found.
enum HDF5ChunkIndex: Equatable {
  /// One chunk for all; its stored size where filters apply.
  case single(size: UInt64?, filterMask: UInt32)
  /// All chunks in order in one piece.
  case implicit
  case fixedArray
  case extensibleArray
  case treeVersion1
  case treeVersion2
}
