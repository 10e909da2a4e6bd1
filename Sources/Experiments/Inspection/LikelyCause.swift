import Datasets
import DeepNetwork

/// What most likely made the shapes of network and data differ.
struct LikelyCause {
  let text: String

  /// The cause of a violation; nil where nothing speaks for one.
  init?(_ violation: DimensionViolation, _ header: SourceHeader, _ configuration: Configuration) {
    let text: String?
    switch violation {
    case .inputSize(let data, let n0):
      text = Self.causeAtInput(data, n0, header, configuration.data.train)
    case .outputSize(let data, let nL, let L):
      text = Self.causeAtOutput(data, nL, L, configuration)
    case .noImage(_, _, after: 0, _):
      text =
        header.imageShape == nil
        ? "\"imageSize\" says what pictures they are, if they are any"
        : "their colours lie one after the other (planar), not pixel by pixel"
    default: text = nil
    }
    guard let text else { return nil }
    self.text = text
  }

  private static func causeAtInput(
    _ data: Int, _ n0: Int, _ header: SourceHeader, _ source: DataSource
  ) -> String? {
    if header.count == n0 {
      return "n[0] is the number of examples: it must be that of the features"
    }
    // Pictures in a folder have the colors that they are asked for, three unless told otherwise.
    let isImage = source.imageSize != nil || (header.fileShape?.count ?? 0) > 2
    let isColored = source.channels != 1 && (header.fileShape?.dropFirst().contains(3) ?? true)
    if isImage, !isColored, n0 == 3 * data {
      return "n[0] counts three colours, but the pictures are grey"
    }
    if isImage, isColored, data == 3 * n0 {
      return "the pictures have three colours; \"channels\": 1 makes them grey"
    }
    if isImage, let side = side(of: n0, channels: isColored ? 3 : 1) {
      return "\"imageSize\": [\(side), \(side)] would make them fit"
    }
    if data == n0 + 1 { return "is the label among the features? \"y\" names it" }
    if n0 == data + 1 { return "does n[0] count the label or a bias too? It counts neither" }
    return nil
  }

  /// The side of a square picture of so many numbers.
  private static func side(of count: Int, channels: Int) -> Int? {
    guard count.isMultiple(of: channels) else { return nil }
    let side = Int(Double(count / channels).squareRoot().rounded())
    return side > 1 && side <= 65_535 && side * side * channels == count ? side : nil
  }

  private static func causeAtOutput(
    _ data: Int, _ nL: Int, _ L: Int, _ configuration: Configuration
  ) -> String? {
    if data > 1, nL == 1 {
      return "the labels are \(data) numbers each; n[\(L)] = \(data) gives an output for each"
    }
    if data == 1, nL == 2, configuration.loss.labels == .binary {
      return "two classes take one sigmoid unit, or two with softmax and categoricalCrossEntropy"
    }
    if data == 1, nL > 1, configuration.loss.labels != .oneHot {
      return "class numbers for \(nL) outputs need softmax and categoricalCrossEntropy"
    }
    return nil
  }
}
