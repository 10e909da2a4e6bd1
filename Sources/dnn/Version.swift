/// What this build of the program is.
enum Version {
  static let text = "dnn 0.1.0"
}
