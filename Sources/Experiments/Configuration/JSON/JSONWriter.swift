extension JSONValue {
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
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .number(let number): text += number.literal
    case .string(let value): text += value.jsonLiteral
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
    var parts: [String] = []
    for value in values {
      guard value.list == nil, value.members == nil else { return nil }
      var part = ""
      value.write(to: &part, indentation: 0)
      parts.append(part)
    }
    return "[\(parts.joined(separator: ", "))]"
  }
}

extension String {
  /// The text as a JSON string, quotation marks included; escaped is what must be, and what would
  /// steer a terminal that shows it.
  package var jsonLiteral: String {
    var result = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.properties.generalCategory == .control || scalar.properties.isBidiControl:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
