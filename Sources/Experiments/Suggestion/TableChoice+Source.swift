import Datasets
import Text

extension TableChoice {
  /// Makes the choices those of a source, and says why.
  func settle(_ source: inout DataSource) -> [Suggestion.Reason] {
    var reasons: [Suggestion.Reason] = []
    func explain(_ key: String, _ text: String) {
      reasons.append(Suggestion.Reason(key: "data.train.\(key)", text: text))
    }
    let label = columns[label.index].look
    source.y = label.isNamed ? .name(label.name) : .index(label.index)
    let place = label.isNamed ? label.name.quoted : "\(label.index)"
    explain("y", "the label is column \(place), \(self.label.reason)")
    if !ignored.isEmpty {
      source.ignore = ignored
      explain("ignore", "\(ignored.count == 1 ? "it holds" : "they hold") nothing to learn from")
    }
    settleCategories(&source, explain)
    settleGaps(&source, explain)
    return reasons
  }

  private func settleCategories(
    _ source: inout DataSource, _ explain: (String, String) -> Void
  ) {
    let categories = columns.filter { $0.use == .category }.map(\.look)
    guard !categories.isEmpty else { return }
    let areTexts = categories.allSatisfy { $0.kind == .texts }
    if areTexts || !categories.allSatisfy(\.isNamedOnce) {
      source.categories = .text
      explain("categories", "columns of text become a feature for each text")
    } else {
      source.categories = .named(categories.map(\.name))
      explain("categories", "texts, and numbers that are codes, become a feature each")
    }
  }

  private func settleGaps(_ source: inout DataSource, _ explain: (String, String) -> Void) {
    if !missingWords.isEmpty {
      source.missingWords =
        MissingWords.standard
        + missingWords.filter {
          !MissingWords.standard.contains($0)
        }
      explain("missingWords", "texts that stand among numbers")
    }
    if lacksLabels {
      source.missing = .drop
      let features = hasGaps ? ", and with them those with a gap in a feature" : ""
      explain("missing", "rows without a label are left out\(features)")
    } else if hasGaps {
      source.missing = .category
      explain(
        "missing",
        "a gap is a category; of numbers the mean, with a feature that says that there was a gap")
    }
  }
}
