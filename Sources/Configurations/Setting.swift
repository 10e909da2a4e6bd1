import Text

/// One `--set KEY=VALUE`, or a value of `--vary`: a value that takes the place of the file's before anything is checked.
struct Setting: Sendable {
  let source: SourceText
  let path: JSONPath
  let value: JSONValue

  /// Reads `optimizer.method=adam`, `n[3]=5`; the value is JSON, or else a bare word.
  init(_ argument: String, option: ProgramOption = .set) throws(ConfigurationError) {
    let text = "\(option.word) \(argument)"
    source = SourceText(Array(text.utf8), name: text, isFile: false)
    let origin = JSONOrigin(source: source, offset: 0)
    guard let sign = argument.firstIndex(of: "=") else {
      throw Setting.failure("expected KEY=VALUE", origin)
    }
    guard let path = JSONPath(key: argument[..<sign]) else {
      throw Setting.failure(
        "KEY is the path of a key, such as alpha, optimizer.method or n[3]", origin)
    }
    self.path = path
    value = try Setting.value(String(argument[argument.index(after: sign)...]), origin: origin)
  }

  /// A value in place of whatever there is.
  init(path: JSONPath, value: JSONValue, source: SourceText) {
    self.path = path
    self.value = value
    self.source = source
  }

  /// The value with the argument as its place.
  private static func value(
    _ text: String, origin: JSONOrigin
  ) throws(ConfigurationError) -> JSONValue {
    let source = SourceText(Array(text.utf8), name: origin.source.name, isFile: false)
    do {
      return try ConfigurationReader.json(source)
    } catch {
      guard let first = text.first(where: { !$0.isWhitespace }), "{[\"".contains(first) else {
        return JSONValue(.string(text), origin: JSONOrigin(source: source, offset: 0))
      }
      throw error
    }
  }

  private static func failure(_ text: String, _ origin: JSONOrigin) -> ConfigurationError {
    ConfigurationError([ConfigurationProblem(.syntax(text), at: JSONPath(), origin: origin)])
  }

  /// The root with the value in its place; objects on the way to it are made where they miss.
  func applied(to root: JSONValue) throws(ConfigurationError) -> JSONValue {
    try replacing(in: root, depth: 0)
  }

  private func replacing(
    in current: JSONValue?, depth: Int
  ) throws(ConfigurationError) -> JSONValue {
    guard depth < path.components.count else { return value }
    switch path.components[depth] {
    case .key(let name): return try replacing(name, in: current, depth: depth)
    case .index(let index): return try replacing(index, in: current, depth: depth)
    }
  }

  private func replacing(
    _ name: String, in current: JSONValue?, depth: Int
  ) throws(ConfigurationError) -> JSONValue {
    let origin = JSONOrigin(source: source, offset: 0)
    guard let current else {
      let value = try replacing(in: nil, depth: depth + 1)
      return JSONValue(.object([JSONMember(name, value, nameOrigin: origin)]), origin: origin)
    }
    guard case .object(var members) = current.content else {
      throw misplaced("is \(current.found), not an object", depth: depth)
    }
    let index = members.firstIndex { $0.name == name }
    let value = try replacing(in: index.map { members[$0].value }, depth: depth + 1)
    if let index {
      members[index].value = value
    } else {
      members.append(JSONMember(name, value, nameOrigin: origin))
    }
    return JSONValue(.object(members), origin: current.origin)
  }

  private func replacing(
    _ index: Int, in current: JSONValue?, depth: Int
  ) throws(ConfigurationError) -> JSONValue {
    guard let current else { throw misplaced("is not given: set the whole list", depth: depth) }
    guard case .list(var values) = current.content else {
      throw misplaced("is \(current.found), not a list", depth: depth)
    }
    guard values.indices.contains(index) else {
      throw misplaced("has no [\(index)]: it is \(current.found)", depth: depth)
    }
    values[index] = try replacing(in: values[index], depth: depth + 1)
    return JSONValue(.list(values), origin: current.origin)
  }

  private func misplaced(_ text: String, depth: Int) -> ConfigurationError {
    let path = JSONPath(Array(path.components.prefix(depth)))
    return ConfigurationError([
      ConfigurationProblem(
        .conflict(text), at: path, origin: JSONOrigin(source: source, offset: 0))
    ])
  }
}
