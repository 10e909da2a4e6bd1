import ArrayFiles
import Datasets
import DeepNetwork
import Drawing
import Images

/// What a training with augmentation meets.
extension RunReport {
  private static let augmentedExamples = 4
  private static let variants = 6
  private static let maximumVariant = 72

  var augmented: Page.Section? {
    guard let augmentation = record.configuration.data.train.augment, let train,
      let shape = train.format.imageShape, (try? train.requireAugmentable()) != nil
    else { return nil }
    let shown = min(Self.augmentedExamples, train.count)
    let examples = (0..<shown).map { $0 * train.count / shown }
    let variants = train.augmented(
      examples,
      AugmentedVariants(augmentation, count: Self.variants, seed: record.configuration.seed &+ 2))
    let rows = examples.enumerated().compactMap { row, example -> Gallery? in
      guard let original = train.image(of: example) else { return nil }
      let place = train.exampleName(example) ?? "no. \(train.fileIndex(of: example))"
      let changed = (0..<Self.variants).map { variant in
        let image = variants.image(
          row * Self.variants + variant, shape, train.format.pixelOrder)
        return Gallery.Item(
          image.fitting(Self.maximumVariant), title: "variant \(variant + 1)")
      }
      let first = Gallery.Item(
        original.fitting(Self.maximumVariant), title: place, detail: "the original")
      return Gallery([first] + changed)
    }
    return Page.Section(
      "Augmented",
      lead: "Training examples and variants of them, as updates take them: \(augmentation). "
        + "All figures are of the originals, the cost during training excepted.",
      rows.reduce(Markup.empty) { $0 + $1.markup })
  }
}

extension NumericArray {
  /// The picture in a row of bytes.
  fileprivate func image(_ row: Int, _ shape: ImageShape, _ order: PixelOrder) -> Image {
    let bytes = withBytes { $0[row * shape.count..<(row + 1) * shape.count].map { Double($0) } }
    return Image(
      width: shape.width, height: shape.height, channels: shape.channels,
      pixels: shape.interleaved(bytes, order).map { UInt8($0) })
  }
}
