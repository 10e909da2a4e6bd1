import ArrayFiles
import Images
import LinearAlgebra

extension Dataset {
  /// Refuses to change what are no pictures of 8 bits a sample.
  ///
  /// - Throws: what the examples are instead.
  package func requireAugmentable() throws(DataError) {
    guard format.imageShape != nil, elementType == .uint8 else {
      let isFlat = format.imageShape == nil && elementType == .uint8
      throw DataError(
        .option, file: name,
        found: format.imageShape.map { "\"augment\" for pictures \($0) of \(elementType)" }
          ?? "\"augment\" for examples of \(featureCount) features that are no pictures",
        expected: "pictures of uint8",
        advice: isFlat ? "\"imageSize\" tells the size of flat ones" : nil)
    }
  }

  /// Writes the features of the listed examples as ``features(at:into:)`` does, each picture changed by
  /// a generator of its own.
  ///
  /// `target` has room for `examples.count * featureCount` numbers. `Scalar` is Float or Double.
  ///
  /// - Parameters:
  ///   - examples: the examples, in the order of the target.
  ///   - augmentation: how far they are changed.
  ///   - target: where their features go.
  ///   - generator: that of the example at a place in the list.
  /// - Precondition: every index lies in `0 ..< count`, and the examples can be augmented.
  package func augmentedFeatures<Scalar: BinaryFloatingPoint>(
    at examples: ArraySlice<Int>, _ augmentation: Augmentation,
    into target: UnsafeMutablePointer<Scalar>, generator: (Int) -> RandomState
  ) {
    let pictures = augmentedPictures(at: examples, augmentation, generator: generator)
    format.normalization.apply(to: pictures, into: target)
  }

  /// The same before normalization, (examples, features).
  package func augmentedPictures(
    at examples: ArraySlice<Int>, _ augmentation: Augmentation, generator: (Int) -> RandomState
  ) -> NumericArray {
    guard let shape = format.imageShape, elementType == .uint8 else {
      preconditionFailure("\(name): pictures of uint8 alone are augmented")
    }
    return array.augmentedPictures(
      at: examples.map(fileIndex), shape, format.pixelOrder, augmentation, generator: generator)
  }
}

/// Variants of pictures to look at.
package struct AugmentedVariants: Sendable {
  package var augmentation: Augmentation
  /// Of each picture.
  package var count: Int
  /// The seed of the generator that draws a seed for each of them, as a training does.
  package var seed: UInt32

  package init(_ augmentation: Augmentation, count: Int, seed: UInt32) {
    self.augmentation = augmentation
    self.count = count
    self.seed = seed
  }
}

extension Dataset {
  /// Variants of the listed examples before normalization, those of an example together,
  /// (examples · variants, features).
  ///
  /// - Precondition: every index lies in `0 ..< count`, and the examples can be augmented.
  package func augmented(_ examples: [Int], _ variants: AugmentedVariants) -> NumericArray {
    guard let shape = format.imageShape, elementType == .uint8 else {
      preconditionFailure("\(name): pictures of uint8 alone are augmented")
    }
    return array.augmented(examples.map(fileIndex), variants, shape, format.pixelOrder)
  }
}

extension NumericArray {
  /// Variants of the pictures in these rows, those of a picture together: the first of each as the
  /// first epoch of a training would draw them that takes the pictures as they lie, and so on.
  func augmented(
    _ rows: [Int], _ variants: AugmentedVariants, _ shape: ImageShape, _ order: PixelOrder
  ) -> NumericArray {
    var random = RandomState(seed: variants.seed)
    let seeds = (0..<variants.count * rows.count).map { _ in random.nextWord() }
    return augmentedPictures(
      at: rows.flatMap { [Int](repeating: $0, count: variants.count) }, shape, order,
      variants.augmentation
    ) { place in
      let (row, variant) = place.quotientAndRemainder(dividingBy: variants.count)
      return RandomState(seed: seeds[variant * rows.count + row])
    }
  }

  /// The pictures of these examples changed at random, (examples, features).
  func augmentedPictures(
    at rows: [Int], _ shape: ImageShape, _ order: PixelOrder, _ augmentation: Augmentation,
    generator: (Int) -> RandomState
  ) -> NumericArray {
    precondition(rows.allSatisfy { $0 >= 0 && $0 < self.shape[0] })
    let changer = ImageChanger(
      height: shape.height, width: shape.width, channels: shape.channels,
      isPlanar: order == .planar)
    return NumericArray(shape: [rows.count, shape.count], elementType: .uint8) { target in
      withBytes { source in
        guard let source = source.bindMemory(to: UInt8.self).baseAddress,
          let target = target.bindMemory(to: UInt8.self).baseAddress
        else { return }
        for (place, row) in rows.enumerated() {
          var random = generator(place)
          changer.write(
            source + row * shape.count, ImageChange(augmentation, from: &random),
            to: target + place * shape.count)
        }
      }
    }
  }
}
