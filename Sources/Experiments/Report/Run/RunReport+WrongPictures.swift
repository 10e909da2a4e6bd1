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
      let items = items(evaluation, Array(evaluation.mistakes.prefix(Self.mistakes)))
      return (Gallery(items).markup, items.contains { $0.companion != nil })
    }
    let all = evaluation.mistakesOfClasses
    let groups =
      all.count <= Self.maximumClasses
      ? all
      : all.sorted { ($1.mistakes.count, $0.truth) < ($0.mistakes.count, $1.truth) }
        .prefix(Self.maximumClasses).sorted { $0.truth < $1.truth }
    let limit = max(1, min(Self.maximumOfClass, Self.maximumPictures / max(1, groups.count)))
    let galleries = groups.map { truth, mistakes in
      (truth, mistakes.count, items(evaluation, Array(mistakes.prefix(limit))))
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

  private func items(_ evaluation: Evaluation, _ mistakes: [WrongAnswer]) -> [Gallery.Item] {
    zip(mistakes, evaluation.words(mistakes)).compactMap { mistake, words in
      evaluation.data.image(of: mistake.example).map { image in
        Gallery.Item(
          image.fitting(Self.maximumImage), beside: saliency(of: mistake, in: evaluation.data),
          title: words.title, detail: "\(words.detail) \u{B7} \(words.place)")
      }
    }
  }

  private func saliency(
    of mistake: WrongAnswer, in data: Dataset
  ) -> (image: Image, alternative: String)? {
    guard let shape = data.format.imageShape,
      let shares = record.model?.saliency(of: mistake.example, in: data)
    else { return nil }
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

extension TrainedModel {
  /// |∂cost/∂X| of each pixel of a picture, the largest of its channels, row by row, as a share of the
  /// largest of the picture.
  ///
  /// The cost is that of this example alone, in the way of inference. nil where the examples are no
  /// pictures, a layer has no such gradient, or nothing of the picture changes the cost.
  func saliency(of example: Int, in data: Dataset) -> [Double]? {
    guard let shape = data.format.imageShape, shape.count == data.featureCount,
      let gradient = inputGradient(of: example, in: data)
    else { return nil }
    let values = shape.interleaved(gradient, data.format.pixelOrder).map(\.magnitude)
    let pixels = stride(from: 0, to: values.count, by: shape.channels).map { start in
      values[start..<start + shape.channels].reduce(0, max)
    }
    let largest = pixels.reduce(0, max)
    guard largest > 0, values.allSatisfy(\.isFinite) else { return nil }
    return pixels.map { $0 / largest }
  }

  private func inputGradient(of example: Int, in data: Dataset) -> [Double]? {
    switch network {
    case .float32(let model): model.inputGradient(of: example, in: data, description.loss)
    case .float64(let model): model.inputGradient(of: example, in: data, description.loss)
    }
  }
}

extension Model {
  fileprivate func inputGradient(of example: Int, in data: Dataset, _ loss: Loss) -> [Double]? {
    let (X, Y) = DatasetExamples<Scalar>(data).examples(example..<example + 1)
    guard let gradient = try? inputGradient(X: X, Y: Y, loss: loss) else { return nil }
    return Matrix<Double>(gradient).elements
  }
}
