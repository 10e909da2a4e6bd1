import Datasets
import DeepNetwork
import Drawing
import Images
import Text

/// The examples that one of two networks answers rightly and the other does not.
///
/// There is one only where both were watched, or else are judged, with the very same examples.
struct Disagreement: Sendable {
  /// A network with what it answers.
  private struct Side: Sendable {
    let name: String
    let evaluation: Evaluation
    let wrong: [Int: WrongAnswer]
  }

  /// More pictures say no more.
  private static let maximumShown = 12
  private static let maximumImage = 72

  private let part: DataRole
  private let sides: [Side]

  /// nil where the two cannot be held against each other.
  ///
  /// - Parameters:
  ///   - runs: two runs with the names that they go by.
  ///   - cache: where many pictures are kept; nil: nowhere.
  ///   - note: told why the examples of a run could not be read.
  init?(
    _ runs: [(name: String, record: RunRecord)], cache: ImageCache?,
    note: @escaping (String) -> Void
  ) {
    let parts: [DataRole] = [.validation, .test]
    guard runs.count == 2,
      runs.allSatisfy({ $0.record.model?.description.loss.hasClasses == true }),
      let part = parts.first(where: { part in
        runs.allSatisfy { $0.record.configuration.hasExamples(of: part) }
      })
    else { return nil }
    self.part = part
    var sides: [Side] = []
    for (name, record) in runs {
      guard let model = record.model else { return nil }
      do {
        let data = try RunData(record.folder).examples(part, for: model, cache: cache)
        let evaluation = try Evaluation(
          of: Predictor(model), on: data, mistakes: data.count)
        let wrong = evaluation.mistakes.map { ($0.example, $0) }
        sides.append(
          Side(name: name, evaluation: evaluation, wrong: Dictionary(uniqueKeysWithValues: wrong)))
      } catch {
        note("the answers of \(name) are not compared: \(error)")
        return nil
      }
    }
    let sets = sides.map(\.evaluation.data)
    guard sets[0].count == sets[1].count, sets[0].digest == sets[1].digest else { return nil }
    self.sides = sides
  }

  var section: Page.Section {
    let count = sides[0].evaluation.data.count
    let bothWrong = sides[0].wrong.keys.count { sides[1].wrong[$0] != nil }
    let only = [wrong(1, notBy: 0), wrong(0, notBy: 1)]
    let bothRight = count - bothWrong - only[0].count - only[1].count
    func whole(_ number: Int) -> String { NumberText.whole(number) }
    return Page.Section(
      "Where they disagree",
      lead:
        "Of the same \(whole(count)) \(part.rawValue) examples both answer \(whole(bothRight)) rightly and "
        + "\(whole(bothWrong)) wrongly.",
      [
        examples(only[0], right: sides[0], wrong: sides[1]),
        examples(only[1], right: sides[1], wrong: sides[0]),
      ]
      .joined)
  }

  /// The examples that one answers wrongly and the other does not, the most wrong first.
  private func wrong(_ side: Int, notBy other: Int) -> [WrongAnswer] {
    sides[side].evaluation.mistakes.filter { sides[other].wrong[$0.example] == nil }
  }

  private func examples(_ answers: [WrongAnswer], right: Side, wrong: Side) -> Markup {
    let number = NumberText.whole(answers.count)
    let isOne = answers.count == 1
    let all = "\(number) right by \(right.name) and wrong by \(wrong.name)"
    let shown = Array(answers.prefix(Self.maximumShown))
    let some = shown.count < answers.count ? ", of which the most wrong" : ""
    let title = Markup.element("h3", [:], Markup("\(all)\(isOne ? "" : some)"))
    guard !shown.isEmpty else { return title }
    let data = wrong.evaluation.data
    let words = shown.map { wrong.evaluation.words(of: $0) }
    let images = shown.compactMap { data.image(of: $0.example) }
    guard images.count == shown.count else {
      let rows = zip(shown, words).map { [Self.place($0), $1.truth, $1.answer] }
      return title
        + DataTable(
          header: ["example", "truth, as \(right.name) says", "as \(wrong.name) says"], rows: rows
        ).markup
    }
    let items = zip(zip(shown, words), images).map { entry, image in
      Gallery.Item(
        image.fitting(Self.maximumImage), title: entry.1.truth,
        detail: "taken for \(entry.1.answer) \u{B7} \(Self.place(entry.0))")
    }
    return title + Gallery(items).markup
  }

  private static func place(_ answer: WrongAnswer) -> String {
    answer.name ?? "no. \(answer.index)"
  }
}

extension Evaluation {
  /// What is true of an example, and what is answered, by name.
  fileprivate func words(of wrong: WrongAnswer) -> (truth: String, answer: String) {
    switch wrong.kind {
    case .classes(let truth, let answer, _): (className(truth), className(answer))
    case .values(let truth, let answer): names(truth, answer)
    }
  }
}

extension Configuration {
  fileprivate func hasExamples(of part: DataRole) -> Bool {
    part == .validation ? data.validation != nil : data.test != nil
  }
}
