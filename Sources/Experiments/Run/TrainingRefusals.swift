/// A dual first layer that was asked for and is not possible.
struct DualLayerRefusal: Error, CustomStringConvertible {
  let reason: String

  var description: String {
    "firstLayer: the dual form is not possible: \(reason); use \"auto\" or \"direct\""
  }
}

/// Why several processes cannot train together.
enum SharingRefusal: Error, CustomStringConvertible {
  case cannotBeShared(String)
  case otherCheckpoint(rank: Int, iteration: Int, first: Int, path: String)

  var description: String {
    switch self {
    case .cannotBeShared(let reason):
      "several processes cannot share this training: \(reason); or start one process alone"
    case .otherCheckpoint(let rank, let iteration, let first, let path):
      "process \(rank) goes on after \(iteration) iterations and process 0 after \(first): all must "
        + "see the same files in \(path); put it where every machine does (--out)"
    }
  }
}
