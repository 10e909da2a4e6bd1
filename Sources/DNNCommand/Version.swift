import DeepNetwork
import Experiments

/// What this build of the program is.
enum Version {
  static var text: String {
    "dnn \(productVersion) (\(ComputeThreads.vectorLevel), "
      + "\(ComputeThreads.usable) \(ComputeThreads.usable == 1 ? "thread" : "threads"))"
  }
}
