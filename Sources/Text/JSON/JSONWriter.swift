extension JSONValue {
  /// The value as JSON on one line, a blank behind each comma and colon.
  package var compactText: String { line(separator: ", ", colon: ": ", \.jsonLiteral) }

  /// The value as JSON without a blank, of texts escaped only what must be, all by its number: the
  /// same bytes whatever reads them.
  package var packedText: String {
    line(separator: ",", colon: ":") { $0.literal(\.mustBeEscaped) }
  }

  private func line(
    separator: String, colon: String, _ literal: (String) -> String
  ) -> String {
    switch content {
    case .null: return "null"
    case .boolean(let value): return value ? "true" : "false"
    case .number(let number): return number.literal
    case .string(let value): return literal(value)
    case .list(let values):
      let elements = values.map { $0.line(separator: separator, colon: colon, literal) }
      return "[" + elements.joined(separator: separator) + "]"
    case .object(let members):
      let texts = members.map {
        literal($0.name) + colon
          + $0.value.line(separator: separator, colon: colon, literal)
      }
      return "{" + texts.joined(separator: separator) + "}"
    }
  }

  /// The value as indented JSON, two spaces a level, with a final newline.
  ///
  /// Lists of numbers and words stay on one line as far as they fit 100 columns.
  package var prettyText: String {
    var text = ""
    write(to: &text, indentation: 0)
    return text + "\n"
  }

  private func write(to text: inout String, indentation: Int) {
    switch content {
    case .null, .boolean, .number, .string: text += compactText
    case .list(let values):
      if let line = oneLine(values), line.count + indentation <= 80 {
        text += line
      } else {
        writeLines(values, "[", "]", to: &text, indentation: indentation) { value, text in
          value.write(to: &text, indentation: indentation + 2)
        }
      }
    case .object(let members):
      writeLines(members, "{", "}", to: &text, indentation: indentation) { member, text in
        text += "\(member.name.jsonLiteral): "
        member.value.write(to: &text, indentation: indentation + 2)
      }
    }
  }

  private func writeLines<Element>(
    _ elements: [Element], _ open: String, _ close: String, to text: inout String,
    indentation: Int, _ write: (Element, inout String) -> Void
  ) {
    guard !elements.isEmpty else {
      text += open + close
      return
    }
    text += open
    for (index, element) in elements.enumerated() {
      text += (index > 0 ? ",\n" : "\n") + String(repeating: " ", count: indentation + 2)
      write(element, &text)
    }
    text += "\n" + String(repeating: " ", count: indentation) + close
  }

  private func oneLine(_ values: [JSONValue]) -> String? {
    guard values.allSatisfy({ $0.list == nil && $0.members == nil }) else { return nil }
    return JSONValue(values).compactText
  }
}

extension String {
  /// The text as a JSON string, quotation marks included; escaped is what must be, and what would
  /// steer a terminal that shows it.
  package var jsonLiteral: String {
    literal { scalar in
      switch scalar {
      case "\n": "\\n"
      case "\r": "\\r"
      case "\t": "\\t"
      case _ where scalar.properties.generalCategory == .control || scalar.properties.isBidiControl:
        scalar.escaped
      default: nil
      }
    }
  }

  /// The text as a JSON string, with an escape in place of each character that has one.
  fileprivate func literal(_ escape: (Unicode.Scalar) -> String?) -> String {
    var result = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      default:
        if let escape = escape(scalar) {
          result += escape
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}

extension Unicode.Scalar {
  fileprivate var escaped: String { "\\u" + hexadecimal.lowercased() }

  /// The escape where JSON demands one.
  fileprivate var mustBeEscaped: String? { value < 0x20 ? escaped : nil }

  /// The code point in at least four hexadecimal digits.
  var hexadecimal: String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
