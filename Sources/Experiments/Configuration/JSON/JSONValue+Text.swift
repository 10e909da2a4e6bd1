extension JSONValue {
  /// The value of a JSON text; nil where it is none.
  package init?(text: String) {
    let source = SourceText(Array(text.utf8), name: "", isFile: false)
    guard let value = try? JSONParser.parse(source) else { return nil }
    self = value
  }

  /// The value as JSON on one line.
  package var compactText: String {
    switch content {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .number(let number): number.literal
    case .string(let value): value.jsonLiteral
    case .list(let values): "[" + values.map(\.compactText).joined(separator: ", ") + "]"
    case .object(let members):
      "{"
        + members.map { "\($0.name.jsonLiteral): \($0.value.compactText)" }
        .joined(separator: ", ") + "}"
    }
  }
}
