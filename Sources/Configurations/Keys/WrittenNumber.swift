import Text

/// A number of a configuration, with its place and the range that it is in.
struct WrittenNumber {
  let path: JSONPath
  let value: JSONValue
  let range: NumberRange

  /// The number in float32 where it is out of its range there; nil where it is not.
  var lost: Float? {
    guard let number = value.double, !range.contains(Double(Float(number))) else { return nil }
    return Float(number)
  }
}

extension Form {
  /// The numbers in a value that keeps the form.
  func numbers(in value: JSONValue, at path: JSONPath) -> [WrittenNumber] {
    switch self {
    case .number(let range): [WrittenNumber(path: path, value: value, range: range)]
    case .list(let form):
      (value.list ?? []).enumerated().flatMap { index, element in
        (index == 0 ? form.first ?? form.element : form.element)
          .numbers(in: element, at: path.appending(index))
      }
    case .object(let form):
      (value.members ?? []).flatMap { member in
        form.keys(for: value).known[member.name]?.form
          .numbers(in: member.value, at: path.appending(member.name)) ?? []
      }
    case .recursive(let form): form().numbers(in: value, at: path)
    case .either(let forms):
      forms.index(for: value).map { forms[$0].numbers(in: value, at: path) } ?? []
    case .text, .choice, .boolean, .integer, .integerChoice: []
    }
  }
}
