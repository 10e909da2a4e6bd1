import Configurations
import Foundation
import Text

/// As much of JSON Schema (draft 2020-12) as the schema of configurations uses.
///
/// It shares nothing with the reader but the parser, so that the two can be held against each other.
struct ConfigurationSchemaValidator {
  let schema: JSONValue

  func accepts(_ value: JSONValue) -> Bool { accepts(value, by: schema) }

  private func accepts(_ value: JSONValue, by schema: JSONValue) -> Bool {
    if let allowed = schema.boolean { return allowed }
    return (schema.members ?? []).allSatisfy { keyword in
      keeps(value, keyword.name, keyword.value, in: schema)
    }
  }

  private func keeps(
    _ value: JSONValue, _ keyword: String, _ argument: JSONValue, in schema: JSONValue
  ) -> Bool {
    switch keyword {
    case "$schema", "$defs", "title", "description", "default": true
    case "$ref": resolve(argument).map { accepts(value, by: $0) } ?? false
    case "type": argument.string == type(of: value) || isInteger(value, argument)
    case "const": value == argument
    case "enum": argument.list?.contains(value) ?? false
    case "not": !accepts(value, by: argument)
    case "anyOf": argument.list?.contains { accepts(value, by: $0) } ?? false
    case "oneOf": argument.list?.count { accepts(value, by: $0) } == 1
    case "minimum": compare(value, argument, >=)
    case "maximum": compare(value, argument, <=)
    case "exclusiveMinimum": compare(value, argument, >)
    case "exclusiveMaximum": compare(value, argument, <)
    case "pattern": value.string.map { matches($0, argument) } ?? true
    case "maxLength": value.string.map { $0.unicodeScalars.count <= argument.integer ?? 0 } ?? true
    case "minItems": value.list.map { $0.count >= argument.integer ?? 0 } ?? true
    case "maxItems": value.list.map { $0.count <= argument.integer ?? 0 } ?? true
    case "prefixItems":
      zip(value.list ?? [], argument.list ?? []).allSatisfy { accepts($0, by: $1) }
    case "items":
      value.list?.dropFirst(schema["prefixItems"]?.list?.count ?? 0)
        .allSatisfy { accepts($0, by: argument) } ?? true
    case "required":
      value.members == nil
        || argument.list?.allSatisfy { $0.string.map { value[$0] != nil } ?? false } ?? false
    case "properties":
      value.members?.allSatisfy { member in
        argument[member.name].map { accepts(member.value, by: $0) } ?? true
      } ?? true
    case "patternProperties":
      value.members?.allSatisfy { member in
        (argument.members ?? []).allSatisfy {
          !matches(member.name, JSONValue($0.name)) || accepts(member.value, by: $0.value)
        }
      } ?? true
    case "additionalProperties":
      value.members?.allSatisfy { member in
        schema["properties"]?[member.name] != nil
          || (schema["patternProperties"]?.members ?? []).contains {
            matches(member.name, JSONValue($0.name))
          }
      } ?? true
    default: false
    }
  }

  private func resolve(_ reference: JSONValue) -> JSONValue? {
    let prefix = "#/$defs/"
    guard let text = reference.string, text.hasPrefix(prefix) else { return nil }
    return schema["$defs"]?[String(text.dropFirst(prefix.count))]
  }

  private func type(of value: JSONValue) -> String {
    switch value.content {
    case .null: "null"
    case .boolean: "boolean"
    case .number: "number"
    case .string: "string"
    case .list: "array"
    case .object: "object"
    }
  }

  private func isInteger(_ value: JSONValue, _ type: JSONValue) -> Bool {
    type == "integer" && value.double.map { $0.rounded() == $0 } ?? false
  }

  private func compare(
    _ value: JSONValue, _ bound: JSONValue, _ holds: (Double, Double) -> Bool
  ) -> Bool {
    guard case .number = value.content else { return true }
    guard let number = value.double, let bound = bound.double else { return false }
    return holds(number, bound)
  }

  private func matches(_ text: String, _ pattern: JSONValue) -> Bool {
    guard let pattern = pattern.string, let expression = try? Regex(pattern) else { return false }
    return text.contains(expression.matchingSemantics(.unicodeScalar))
  }
}
