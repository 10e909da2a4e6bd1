/// The name in a file of a matrix that belongs to a layer: `W3`, `W3.2`, `W3.2.velocity`, `state3.mean`.
struct LayerTensorName {
  enum Role: Hashable {
    case parameter, state
    /// What an optimizer remembers of the parameter of this name.
    case memory(of: String)
  }

  let inFile: String
  let layer: Int
  let role: Role
  /// The name of the parameter or state in its layer, or what the optimizer calls its memory.
  let name: String

  /// nil where it is none.
  init?(_ inFile: String, prefix: String = "") {
    let own = inFile.dropFirst(prefix.count)
    let base = own.prefix { $0 != "." && !$0.isNumber }
    let digits = own.dropFirst(base.count).prefix { $0.isNumber }
    var path = own.dropFirst(base.count + digits.count).split(separator: ".")
    guard !base.isEmpty, let layer = Int(digits), layer > 0 else { return nil }
    self.inFile = inFile
    self.layer = layer
    guard base != "state" else {
      role = .state
      name = path.joined(separator: ".")
      return
    }
    func parameter() -> String { ([base] + path).joined(separator: ".") }
    // Names of parameters end in the number of a layer inside, if in anything.
    guard let last = path.last, Int(last) == nil else {
      role = .parameter
      name = parameter()
      return
    }
    path.removeLast()
    role = .memory(of: parameter())
    name = String(last)
  }
}
