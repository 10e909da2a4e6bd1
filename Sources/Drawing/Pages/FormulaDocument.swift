import Foundation

/// A walk through a computation: sections of quantities, each with its formula and its numbers.
package struct FormulaDocument: Sendable {
  package struct Section: Sendable {
    package var title: String
    package var entries: [Entry]

    package init(title: String, entries: [Entry]) {
      self.title = title
      self.entries = entries
    }
  }

  /// One quantity.
  package struct Entry: Sendable {
    /// What it is called: `Z1`.
    package var name: String
    /// How it is computed; nil for what is given.
    package var formula: String?
    /// Whether the formula replaces the value that the name had before.
    package var isUpdate = false
    /// The shape of a matrix, `(3, 1)`; nil where there is none.
    package var shape: String?
    /// The numbers, line by line.
    package var numbers: [String]
    /// The formula in numbers, for the first unit and the first example.
    package var worked: [String]

    package init(
      name: String, formula: String?, shape: String? = nil, numbers: [String] = [],
      worked: [String] = []
    ) {
      self.name = name
      self.formula = formula
      self.shape = shape
      self.numbers = numbers
      self.worked = worked
    }

    fileprivate var computed: String {
      formula.map { "\(isUpdate ? " :=" : " =") \($0)" } ?? ""
    }

    /// Name, formula and shape in a line.
    package var head: String {
      name + computed + (shape.map { "   \($0)" } ?? "")
    }
  }

  package var title: String
  /// What is traced, line by line.
  package var lead: [String]
  package var sections: [Section]

  package init(title: String, lead: [String], sections: [Section]) {
    self.title = title
    self.lead = lead
    self.sections = sections
  }

  /// Plain text.
  package var text: String {
    var lines = [title] + lead
    for section in sections {
      lines += ["", section.title.uppercased()]
      for entry in section.entries {
        lines += ["", "  \(entry.head)"]
        lines += entry.details.map { $0.isEmpty ? "" : "      \($0)" }
      }
    }
    return lines.map { "\($0)\n" }.joined()
  }

  /// Markdown, the numbers in blocks of code.
  package var markdown: String {
    var lines = ["# \(title.asMarkdown)", ""] + lead.map { "\($0.asMarkdown)  " }
    for section in sections {
      lines += ["", "## \(section.title)"]
      for entry in section.entries {
        lines += ["", "`\(entry.head)`"]
        guard !entry.details.isEmpty else { continue }
        lines += ["", "```"] + entry.details + ["```"]
      }
    }
    return lines.map { "\($0)\n" }.joined()
  }

  /// A page of its own; the picture stands at its top, with a title.
  package func html(image: (title: String, drawing: SVG)?, colophon: String) -> String {
    var page = Page(
      title: title, subtitle: lead.joined(separator: " \u{b7} "), colophon: colophon)
    if let image {
      page.sections.append(Page.Section(image.title, Page.image(image.drawing)))
    }
    page.sections += sections.map { section in
      Page.Section(section.title, Page.row(section.entries.map(Self.markup)))
    }
    return page.html
  }

  private static func markup(_ entry: Entry) -> Markup {
    let shape = entry.shape.map { Markup.element("small", [:], Markup("   \($0)")) }
    let head = Markup.element(
      "p", [:], .element("b", [:], Markup(entry.name)), Markup(entry.computed), shape ?? .empty)
    let numbers =
      entry.numbers.isEmpty ? .empty : Page.listing(entry.numbers.joined(separator: "\n"))
    return .element("div", [:], [head, numbers] + entry.worked.map(Page.paragraph))
  }
}

extension FormulaDocument.Entry {
  fileprivate var details: [String] {
    numbers + (numbers.isEmpty || worked.isEmpty ? [] : [""]) + worked
  }
}

extension String {
  /// The text with what Markdown would take for markup escaped, on one line.
  fileprivate var asMarkdown: String {
    var result = ""
    for scalar in onOneLine.unicodeScalars {
      if "\\`*_{}[]<>#|!".unicodeScalars.contains(scalar) { result += "\\" }
      result.unicodeScalars.append(scalar)
    }
    return result
  }
}

extension Page {
  /// A drawing that brings its own style: as a picture it cannot disturb the page's.
  fileprivate static func image(_ drawing: SVG) -> Markup {
    let file = drawing.file(style: GraphCanvas.style).source
    let address = "data:image/svg+xml;base64," + Data(file.utf8).base64EncodedString()
    let image = Markup.element(
      "img",
      [
        "src": address, "alt": drawing.alternative, "width": drawing.width,
        "style": "max-width: 100%; min-width: 40rem; height: auto",
      ])
    return .element("div", ["class": "scroll"], image)
  }
}
