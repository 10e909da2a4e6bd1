import ArrayFiles
import Datasets
import DeepNetwork
import Drawing
import Images

/// The examples most wrong.
extension RunReport {
  /// Features of an example that a table has room for.
  private static let maximumFeatures = 6

  var mistakes: Page.Section? {
    guard let (evaluation, part) = judged, !evaluation.mistakes.isEmpty else { return nil }
    let shown = Array(evaluation.mistakes.prefix(Self.mistakes))
    let hasClasses = evaluation.metrics.classMetrics != nil
    let set = part == .train ? "training" : part.rawValue
    let which =
      hasClasses
      ? "whose true class the network thinks least likely."
      : "whose answer is farthest from the truth."
    if let pictures = wrongPictures(evaluation) {
      let ofEach = hasClasses ? "those of each class" : "those"
      return Page.Section(
        "Most wrong",
        lead: "Of the \(set) pictures, \(ofEach) \(which)"
          + (pictures.areExplained ? " \(Self.saliencyText)" : ""), pictures.content)
    }
    return Page.Section(
      "Most wrong", lead: "Of the \(set) examples, those \(which)", table(shown, evaluation))
  }

  private func table(_ mistakes: [WrongAnswer], _ evaluation: Evaluation) -> Markup {
    let data = evaluation.data
    let features = data.featureCount <= Self.maximumFeatures ? data.featureCount : 0
    let names = (0..<features).map { data.shownFeatureName($0) }
    let hasClasses = evaluation.metrics.classMetrics != nil
    let figures = NumberText.column(mistakes.map(\.figure))
    let examples = features > 0 ? mistakes.map { data.rawFeatures(of: $0.example) } : []
    let columns = (0..<features).map { feature in
      NumberText.column(examples.map { $0[feature] })
    }
    let rows = evaluation.words(mistakes).enumerated().map { index, words -> [String] in
      [words.place, words.truth, words.answer, figures[index]] + columns.map { $0[index] }
    }
    return DataTable(
      header: ["example", "truth", "answer", hasClasses ? "probability of the truth" : "error"]
        + names, rows: rows,
      numeric: Set(evaluation.predictions.loss.hasClasses ? [3] : [1, 2, 3]).union(4..<4 + features)
    ).markup
  }
}

extension Evaluation {
  /// A mistake in words.
  struct MistakeWords {
    let place: String
    let truth: String
    let answer: String
    let title: String
    let detail: String
  }

  func words(_ mistakes: [WrongAnswer]) -> [MistakeWords] {
    let values = Self.valueTexts(mistakes)
    return mistakes.enumerated().map { index, mistake in
      let place = mistake.name ?? "no. \(mistake.index)"
      switch mistake.kind {
      case .classes(let truth, let answer, _):
        let (thing, took) = (className(truth), className(answer))
        let sureness = NumberText.percent(
          predictions.probability(of: answer, for: mistake.example))
        return MistakeWords(
          place: place, truth: thing, answer: took, title: thing,
          detail: "taken for \(took), \(sureness)")
      case .values(let truth, let answer) where predictions.loss.hasClasses:
        let (truth, answer) = names(truth, answer)
        return MistakeWords(
          place: place, truth: truth, answer: answer, title: truth, detail: "taken for \(answer)")
      case .values:
        let (truth, answer) = values[index]
        return MistakeWords(
          place: place, truth: truth, answer: answer, title: truth, detail: "predicted \(answer)")
      }
    }
  }

  /// Outputs of an example that a table has room for.
  private static let maximumOutputs = 4

  /// True and predicted values, those of an output with as many places each.
  private static func valueTexts(_ mistakes: [WrongAnswer]) -> [(truth: String, answer: String)] {
    let pairs = mistakes.map { mistake -> (truth: [Double], answer: [Double]) in
      if case .values(let truth, let answer) = mistake.kind { (truth, answer) } else { ([], []) }
    }
    let width = pairs.first?.truth.count ?? 0
    let columns = (0..<min(maximumOutputs, width)).map { output in
      NumberText.column(pairs.map { $0.truth[output] } + pairs.map { $0.answer[output] })
    }
    func list(_ row: Int) -> String {
      columns.map { $0[row] }.joined(separator: ", ") + (width > maximumOutputs ? ", \u{2026}" : "")
    }
    return pairs.indices.map { (list($0), list(pairs.count + $0)) }
  }
}

extension WrongAnswer {
  /// What a column of mistakes shows: how likely the truth is, or how far off the answer.
  fileprivate var figure: Double {
    if case .classes(_, _, let probability) = kind { probability } else { error }
  }
}

extension Dataset {
  /// The features of an example as the file has them.
  func rawFeatures(of example: Int) -> [Double] {
    let start = fileIndex(of: example) * featureCount
    var values = [Double](repeating: 0, count: featureCount)
    values.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress {
        array.convert(start..<start + featureCount, into: base)
      }
    }
    return values
  }

  /// What a feature is called, also where it has no name.
  func shownFeatureName(_ feature: Int) -> String {
    guard let names = featureNames, names.indices.contains(feature) else {
      return "x\(feature + 1)"
    }
    return names[feature]
  }

  /// An example as a picture; nil where examples are none.
  func image(of example: Int) -> Image? {
    guard let shape = format.imageShape, shape.count == featureCount,
      (1...4).contains(shape.channels), shape.count > 0
    else { return nil }
    let values = shape.interleaved(rawFeatures(of: example), format.pixelOrder)
    let low = values.min() ?? 0
    let high = values.max() ?? 0
    // Bytes as they are, shares of 1 as shares of 255, anything else stretched to what can be seen.
    let isByte = low >= 0 && high <= 255 && (elementType == .uint8 || high > 1)
    let (offset, scale) =
      isByte ? (0, 1) : low >= 0 && high <= 1 ? (0, 255) : (low, 255 / max(high - low, 1e-300))
    let pixels = values.map { UInt8(min(255, max(0, (($0 - offset) * scale).rounded()))) }
    return Image(
      width: shape.width, height: shape.height, channels: shape.channels, pixels: pixels)
  }
}

extension ImageShape {
  /// Values that lie as features do, with the channels of each pixel together.
  func interleaved(_ values: [Double], _ order: PixelOrder) -> [Double] {
    guard order == .planar, channels > 1 else { return values }
    let pixels = height * width
    return (0..<pixels).flatMap { pixel in
      (0..<channels).map { values[$0 * pixels + pixel] }
    }
  }
}
