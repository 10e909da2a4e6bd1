/// A page that stands by itself: one HTML file without network, framework or fonts of its own.
///
/// It is readable without its few lines of script, on paper, in the dark and on a telephone.
package struct Page: Sendable {
  /// A figure that is to be seen at once.
  package struct KeyFigure: Sendable {
    package var name: String
    package var figure: String
    package var remark: String

    package init(_ name: String, _ figure: String, remark: String = "") {
      self.name = name
      self.figure = figure
      self.remark = remark
    }
  }

  package struct Section: Sendable {
    package var title: String
    /// A sentence or two on what there is to be seen.
    package var lead: String
    package var content: Markup

    package init(_ title: String, lead: String = "", _ content: Markup) {
      self.title = title
      self.lead = lead
      self.content = content
    }
  }

  package var title: String
  package var subtitle: String
  /// What is wrong with what is shown; empty where nothing is.
  package var warning = ""
  /// Where the page is of something that goes on: when it was written and will be again.
  package var renewal: Renewal?
  package var keyFigures: [KeyFigure] = []
  package var sections: [Section] = []
  /// What wrote the page.
  package var colophon: String
  /// What the sheet of all pages lacks.
  package var style: StaticString = ""
  /// Scripts of this page, and their data.
  package var program = Markup.empty

  package init(title: String, subtitle: String, colophon: String) {
    self.title = title
    self.subtitle = subtitle
    self.colophon = colophon
  }

  /// The file.
  package var html: String {
    "<!DOCTYPE html>\n"
      + Markup.element("html", ["lang": "en"], head, body).source + "\n"
  }

  private var head: Markup {
    .element(
      "head", [:],
      .element("meta", ["charset": "utf-8"]),
      .element("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
      .element("meta", ["name": "color-scheme", "content": "light dark"]),
      // Nothing may be fetched, whatever a name from outside says.
      .element(
        "meta",
        [
          "http-equiv": "Content-Security-Policy",
          "content": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
            + "script-src 'unsafe-inline'",
        ]),
      .element("link", ["rel": "icon", "href": "data:,"]),
      renewal?.headMarkup ?? .empty,
      .element("title", [:], Markup(title)),
      .element("style", [:], .verbatim(PageStyle.sheet), .verbatim("\n"), .verbatim(style)))
  }

  private var body: Markup {
    let shown = sections.filter { $0.content != .empty }
    return .element(
      "body", [:],
      .element(
        "header", [:],
        .element("h1", [:], Markup(title)),
        .element("p", ["class": "subtitle"], Markup(subtitle)),
        warning.isEmpty ? .empty : .element("p", ["class": "warning"], Markup(warning)),
        renewal?.markup ?? .empty,
        keyFigures.isEmpty ? .empty : .element("dl", ["class": "figures"], keyFigures.map(cell))),
      .element("main", [:], shown.map(markup)),
      .element("footer", [:], Markup(colophon)),
      .element("script", [:], .verbatim(PageScript.source)),
      renewal?.scriptMarkup ?? .empty, program)
  }

  private func cell(_ figure: KeyFigure) -> Markup {
    .element(
      "div", [:],
      .element("dt", [:], Markup(figure.name)), .element("dd", [:], Markup(figure.figure)),
      figure.remark.isEmpty
        ? .empty : .element("dd", ["class": "remark"], Markup(figure.remark)))
  }

  private func markup(_ section: Section) -> Markup {
    .element(
      "section", [:],
      .element("h2", [:], Markup(section.title)),
      section.lead.isEmpty ? .empty : .element("p", ["class": "lead"], Markup(section.lead)),
      section.content)
  }

  // MARK: Parts of sections

  /// Charts beside each other where there is room.
  package static func row(_ charts: [Markup]) -> Markup {
    let shown = charts.filter { $0 != .empty }
    return shown.isEmpty ? .empty : .element("div", ["class": "row"], shown)
  }

  /// One of several contents, the first until another is chosen by its name; no more than three.
  ///
  /// `title` says in a word what the choice is about, `id` tells it from others of the page.
  package static func choice(
    _ id: String, _ title: String, _ panels: [(name: String, content: Markup)]
  ) -> Markup {
    let switches = panels.enumerated().map { index, panel -> Markup in
      .element(
        "input",
        [
          "type": "radio", "name": id, "id": "\(id)-\(panel.name)", "class": "pick-\(index)",
          "checked": index == 0 ? "" : nil,
        ])
        + .element("label", ["for": "\(id)-\(panel.name)"], Markup(panel.name))
    }
    let contents = panels.enumerated().map { index, panel -> Markup in
      .element("div", ["class": "panel panel-\(index)"], panel.content)
    }
    return .element(
      "div", ["class": "choice"],
      [Markup.element("span", [:], Markup(title))] + switches + contents)
  }

  /// Three columns where there is room for them.
  package static func columns(_ columns: [[Markup]]) -> Markup {
    let shown = columns.map { $0.filter { $0 != .empty } }.filter { !$0.isEmpty }
    return .element(
      "div", ["class": "row three"], shown.map { .element("div", ["class": "stack"], $0) })
  }

  /// Text as it stands, letter by letter.
  package static func listing(_ text: String) -> Markup {
    .element("pre", [:], Markup(text))
  }

  /// What is shown only to who asks for it, and on paper.
  package static func details(_ summary: String, _ content: Markup) -> Markup {
    .element("details", [:], .element("summary", [:], Markup(summary)), content)
  }

  package static func paragraph(_ text: String) -> Markup {
    .element("p", ["class": "remark"], Markup(text))
  }
}
