import Datasets
import DeepNetwork
import Drawing
import Images
import Text

/// The pictures most wrong, each beside the pixels that the answer hangs on.
extension RunReport {
  private static let maximumImage = 72
  private static let maximumClasses = 12
  private static let maximumOfClass = 6
  /// Pictures of all classes together: the page stays light.
  private static let maximumPictures = 36

  /// What the pictures beside the pictures are.
  static var saliencyText: String {
    "Beside each, how much the cost changes with each pixel: the darker the blue, the more "
      + "(|\u{2202}cost/\u{2202}X|, the largest of the pixel's channels, as a share of the picture's largest)."
  }

  /// Galleries of the pictures, one for each class where an answer is a class, and whether pixels are
  /// explained; nil where examples are no pictures.
  func wrongPictures(_ evaluation: Evaluation) -> (content: Markup, areExplained: Bool)? {
    guard let first = evaluation.mistakes.first, evaluation.data.image(of: first.example) != nil
    else { return nil }
    guard let metrics = evaluation.metrics.classMetrics else {
      let shown = Array(evaluation.mistakes.prefix(Self.mistakes))
      let pictures = items(evaluation, shown)
      let items = shown.compactMap { pictures[$0.example] }
      return (Gallery(items).markup, items.contains { $0.companion != nil })
    }
    let all = evaluation.mistakesOfClasses
    let groups =
      all.count <= Self.maximumClasses
      ? all
      : all.sorted { ($1.mistakes.count, $0.truth) < ($0.mistakes.count, $1.truth) }
        .prefix(Self.maximumClasses).sorted { $0.truth < $1.truth }
    let limit = max(1, min(Self.maximumOfClass, Self.maximumPictures / max(1, groups.count)))
    let shown = groups.map { Array($0.mistakes.prefix(limit)) }
    let pictures = items(evaluation, shown.flatMap(\.self))
    let galleries = zip(groups, shown).map { group, shown in
      (group.truth, group.mistakes.count, shown.compactMap { pictures[$0.example] })
    }
    let content = galleries.map { truth, count, items -> Markup in
      let support = NumberText.whole(metrics.perClass[truth].support)
      return .element(
        "figure", ["class": "chart"],
        .element(
          "figcaption", [:], Markup(evaluation.className(truth)), Markup(" "),
          .element("small", [:], Markup("\(NumberText.whole(count)) of \(support) wrong"))),
        Gallery(items).markup)
    }
    let more = all.count - groups.count
    let rest =
      more > 0
      ? Page.paragraph("\(more) more classes have fewer wrong answers, or as many.") : .empty
    return (
      content.reduce(.empty, +) + rest,
      galleries.contains { $0.2.contains { $0.companion != nil } }
    )
  }

  /// The pictures by their places in the data.
  private func items(_ evaluation: Evaluation, _ mistakes: [WrongAnswer]) -> [Int: Gallery.Item] {
    let data = evaluation.data
    let saliencies = record.model?.saliencies(of: mistakes.map(\.example), in: data) ?? [:]
    return zip(mistakes, evaluation.words(mistakes)).reduce(into: [:]) { items, entry in
      let (mistake, words) = entry
      items[mistake.example] = data.image(of: mistake.example).map { image in
        Gallery.Item(
          image.fitting(Self.maximumImage),
          beside: saliencies[mistake.example].flatMap { saliency($0, data.format.imageShape) },
          title: words.title, detail: "\(words.detail) \u{B7} \(words.place)")
      }
    }
  }

  private func saliency(_ shares: [Double], _ shape: ImageShape?)
    -> (image: Image, alternative: String)?
  {
    guard let shape else { return nil }
    let levels = Image(
      width: shape.width, height: shape.height, channels: 1,
      pixels: shares.map { UInt8(($0 * 255).rounded()) }
    ).fitting(Self.maximumImage)
    let image = WeightImage.image(
      levels.pixels.map(Double.init), width: levels.width, height: levels.height, channels: 1)
    return (image, "the pixels that the answer hangs on")
  }
}

extension Evaluation {
  /// The wrong answers of each class that has some, the worst first, in the order of the classes.
  var mistakesOfClasses: [(truth: Int, mistakes: [WrongAnswer])] {
    let all = WrongAnswer.worst(of: predictions, on: data)
    return Dictionary(grouping: all.filter { $0.truth != nil }) { $0.truth ?? 0 }
      .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
