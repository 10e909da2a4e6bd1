import Bytes
import Datasets
import DeepNetwork
import Drawing
import Foundation
import Interchange
import Text

/// The page that runs a network in a browser: one file, for people who have neither Swift nor Python.
struct BrowserPage {
  private let model: TrainedModel
  private let program: JSONValue
  /// What is known of the training; nil where the model is a file by itself.
  private let report: RunReport?

  /// The page of a model.
  ///
  /// - Parameters:
  ///   - model: the network.
  ///   - run: the folder of its run, of which the page tells how good the network was and takes the
  ///     ranges of columns; nil where there is none.
  ///   - note: told what of it cannot be read.
  /// - Throws: `ExportError` for a layer that does not state its operations.
  init(_ model: TrainedModel, run: RunFolder?, note: @escaping (String) -> Void) throws(ExportError)
  {
    self.model = model
    do {
      report = try run.map { RunReport(try RunRecord(contentsOf: $0), judged: nil, train: nil) }
    } catch {
      report = nil
      note("the page does not say how good the network was: \(error)")
    }
    let asked = BrowserInput(model, run: run, note: note)
    do {
      program = try BrowserProgram(model, asking: asked).json
    } catch {
      throw .unstated(error)
    }
  }

  /// Writes the page, whole or not at all.
  func write(to url: URL) throws(FileFailure) { try AtomicFile.write(page.html, to: url) }

  var page: Page {
    let description = model.description
    var page = Page(
      title: description.name.isEmpty ? "network" : description.name, subtitle: subtitle,
      colophon:
        "Exported by dnn \(productVersion). The page runs the network itself and sends nothing.")
    page.keyFigures = report?.keyFigures ?? []
    page.sections = [
      Page.Section(
        "Try it", lead: BrowserAnswer(description).sentence,
        .element(
          "div", ["class": "row"],
          .element("div", ["id": "input", "class": "input"]),
          .element("div", ["id": "answer", "class": "answer", "aria-live": "polite"]))),
      Page.Section(
        "Inside",
        lead:
          "What each layer makes of the example: one color for numbers above 0, the other for those "
          + "below, the stronger the larger.",
        .element("div", ["id": "layers", "class": "row three"])),
    ]
    page.style = BrowserStyle.sheet
    page.program = .data(program, id: "model") + script
    return page
  }

  private var subtitle: String {
    report?.subtitle
      ?? model.description.n.map(NumberText.whole).joined(separator: " \u{2192} ")
  }

  /// All in one function: a script that is added to the page has its names for itself.
  private var script: Markup {
    .element(
      "script", [:], .verbatim("\"use strict\";\n(() => {\n"), .verbatim(OperatorScript.source),
      .verbatim("\n"), .verbatim(NetworkScript.source), .verbatim("\n"),
      .verbatim(AnswerScript.source), .verbatim("\n"), .verbatim(InputScript.source),
      .verbatim("\n"), .verbatim(PictureScript.source), .verbatim("\n})();\n"))
  }
}
