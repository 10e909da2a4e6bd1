/// The way from the root of a JSON text to a value: `data.train.path`, `n[3]`.
package struct JSONPath: Sendable, Hashable {
  package enum Component: Sendable, Hashable {
    case key(String)
    case index(Int)
  }

  package var components: [Component]

  package init(_ components: [Component] = []) { self.components = components }

  package func appending(_ key: String) -> JSONPath { JSONPath(components + [.key(key)]) }
  package func appending(_ index: Int) -> JSONPath { JSONPath(components + [.index(index)]) }
}

extension JSONPath: CustomStringConvertible {
  package var description: String {
    var text = ""
    for component in components {
      switch component {
      case .index(let index): text += "[\(index)]"
      case .key(let name) where JSONPath.isWord(name): text += (text.isEmpty ? "" : ".") + name
      case .key(let name): text += "[\(name.quoted)]"
      }
    }
    return text
  }

  private static func isWord(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 60
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"),
          UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}

extension JSONPath: ExpressibleByStringLiteral {
  /// The path of keys with points between them.
  package init(stringLiteral text: String) {
    components = text.split(separator: ".").map { .key(String($0)) }
  }
}

extension JSONPath {
  /// The path that a text such as `data.train.path` or `n[3]` names; nil for anything else.
  package init?(key text: some StringProtocol) {
    var components: [Component] = []
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
      guard let name = pieces.first, !name.isEmpty else { return nil }
      components.append(.key(String(name)))
      for piece in pieces.dropFirst() {
        guard piece.last == "]", let index = Int(piece.dropLast()), index >= 0 else { return nil }
        components.append(.index(index))
      }
      guard components.count < JSONParser.deepest else { return nil }
    }
    self.init(components)
  }
}

extension JSONValue {
  /// The value at a path; nil where there is none.
  package func value(at path: JSONPath) -> JSONValue? {
    path.components.reduce(Optional(self)) { value, component in value?[component] }
  }

  /// The place of the value at a path, or of the innermost value around it that is there.
  package func origin(at path: JSONPath) -> JSONOrigin? {
    var value = self
    for component in path.components {
      guard let next = value[component] else { break }
      value = next
    }
    return value.origin
  }

  private subscript(component: JSONPath.Component) -> JSONValue? {
    switch component {
    case .key(let name): self[name]
    case .index(let index): list.flatMap { $0.indices.contains(index) ? $0[index] : nil }
    }
  }
}
