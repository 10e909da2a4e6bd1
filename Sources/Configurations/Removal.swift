import Text

/// One `--unset KEY`: a key that is taken out of the file before anything is checked.
struct Removal: Sendable {
  let source: SourceText
  let path: JSONPath

  /// Reads `epochs`, `optimizer.beta`.
  init(_ argument: String) throws(ConfigurationError) {
    let text = "\(ProgramOption.unset.word) \(argument)"
    source = SourceText(Array(text.utf8), name: text, isFile: false)
    guard let path = JSONPath(key: argument) else {
      let origin = JSONOrigin(source: source, offset: 0)
      let reason = "expected the path of a key, without a value, such as epochs or optimizer.beta"
      throw ConfigurationError([
        ConfigurationProblem(.syntax(reason), at: JSONPath(), origin: origin)
      ])
    }
    self.path = path
  }

  /// The root without the key.
  ///
  /// - Throws: A key that is not there, with the nearest known one where nobody knows it.
  func applied(to root: JSONValue) throws(ConfigurationError) -> JSONValue {
    try removing(from: root, depth: 0, of: root)
  }

  private func removing(
    from current: JSONValue, depth: Int, of root: JSONValue
  ) throws(ConfigurationError) -> JSONValue {
    let isLast = depth == path.components.count - 1
    switch (path.components[depth], current.content) {
    case (.key(let name), .object(var members)):
      guard let index = members.firstIndex(where: { $0.name == name }) else {
        throw ConfigurationError([missing(in: root)])
      }
      if isLast {
        members.removeAll { $0.name == name }
      } else {
        members[index].value = try removing(from: members[index].value, depth: depth + 1, of: root)
      }
      return JSONValue(.object(members), origin: current.origin)
    case (.index(let index), .list(var values)) where values.indices.contains(index):
      guard !isLast else {
        throw conflict("of a list no element can be taken away: set the whole list", depth: depth)
      }
      values[index] = try removing(from: values[index], depth: depth + 1, of: root)
      return JSONValue(.list(values), origin: current.origin)
    case (.index(let index), .list):
      throw conflict("has no [\(index)]: it is \(current.found)", depth: depth)
    case (.index, _): throw conflict("is \(current.found), not a list", depth: depth)
    case (.key, _): throw conflict("is \(current.found), not an object", depth: depth)
    }
  }

  /// The key that is not there: one that nobody knows, or one that is only not given.
  private func missing(in root: JSONValue) -> ConfigurationProblem {
    let origin = JSONOrigin(source: source, offset: 0)
    let probe = Setting(path: path, value: JSONValue(.null), source: source)
    if let probed = try? probe.applied(to: root) {
      var validator = Validator()
      _ = validator.valid(probed, ConfigurationKeys.root.form, at: JSONPath())
      let unknown = validator.problems.first { problem in
        guard case .unknownKey = problem.fault else { return false }
        return path.description == problem.path || path.description.hasPrefix(problem.path + ".")
      }
      if let unknown {
        return ConfigurationProblem(
          unknown.fault, at: path, allowed: unknown.allowed, origin: origin)
      }
    }
    return ConfigurationProblem(
      .conflict("is not given, so there is nothing to take away"), at: path, origin: origin)
  }

  private func conflict(_ text: String, depth: Int) -> ConfigurationError {
    let origin = JSONOrigin(source: source, offset: 0)
    let path = JSONPath(Array(path.components.prefix(depth)))
    return ConfigurationError([ConfigurationProblem(.conflict(text), at: path, origin: origin)])
  }
}
