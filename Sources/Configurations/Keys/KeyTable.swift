import Text

/// The keys of a configuration as tables of Markdown: each with its meaning, what may stand there and
/// its default.
package enum KeyTable {
  /// What `dnn schema --markdown` prints.
  package static var text: String { text(of: ConfigurationKeys.root.form) }

  /// The table of an object, and below it those of the objects in it, each once.
  static func text(of form: Form) -> String {
    var writer = Writer()
    writer.write(form, under: nil)
    return writer.tables.joined(separator: "\n")
  }

  private struct Writer {
    var tables: [String] = []
    private var defined: Set<String> = []

    /// The table of each object that may stand at the key `name`.
    mutating func write(_ form: Form, under name: String?) {
      for object in form.objects {
        if let definition = object.definition {
          guard defined.insert(definition).inserted else { continue }
        }
        write(object, under: name)
      }
    }

    private mutating func write(_ object: ObjectForm, under name: String?) {
      let keys = object.keys + (object.variants?.all.flatMap(\.keys) ?? [])
      if !object.rows.isEmpty {
        let place = object.marker.map { "\(name ?? "") with \($0)" } ?? object.definition ?? name
        let heading = place.map { "### \($0)\n\n" } ?? ""
        let rows = [["key", "meaning", "default"], ["---", "---", "---"]] + object.rows
        tables.append(
          heading + rows.map { "| \($0.joined(separator: " | ")) |\n" }.joined())
      }
      for key in keys {
        let path = object.definition ?? name
        write(key.form, under: [path, key.name].compactMap(\.self).joined(separator: "."))
      }
    }
  }
}

extension Form {
  /// The objects that may stand here, or in a list here.
  fileprivate var objects: [ObjectForm] {
    switch self {
    case .object(let form): [form]
    case .either(let forms): forms.flatMap(\.objects)
    case .list(let form): form.element.objects
    case .recursive(let form): form().objects
    case .text, .choice, .boolean, .integer, .integerChoice, .number: []
    }
  }
}

extension ObjectForm {
  /// A row for each key; the variants each with a row of their own before those of their keys.
  fileprivate var rows: [[String]] {
    let ofVariants = (variants?.all ?? []).flatMap { variant in
      [["`\"\(variants?.tag ?? "")\": \"\(variant.name)\"`", variant.summary.cell, ""]]
        + variant.keys.map(\.row)
    }
    return keys.map(\.row) + ofVariants
  }
}

extension KeyForm {
  fileprivate var row: [String] {
    let sentence = form.sentence
    let range = sentence.prefix(1).uppercased() + sentence.dropFirst()
    return ["`\(name)`", "\(meaning) \(range).".cell, fallbackText]
  }

  private var fallbackText: String {
    switch presence {
    case .required: "required"
    case .requiredWithout(let other): "required without `\(other)`"
    case .optional: fallback.map { "`\($0.compactText)`" } ?? "–"
    }
  }
}

extension String {
  /// The text as a cell of a table.
  fileprivate var cell: String { replacing("|", with: "\\|") }
}
