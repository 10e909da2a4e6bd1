import ArrayFiles
import Foundation
import Images
import LinearAlgebra
import SampleData
import TestSupport
import Testing

@testable import Datasets

/// How pictures are changed at random.
@Suite struct AugmentationTests {
  /// Rows of a grey picture, changed.
  private func changed(_ rows: [[UInt8]], _ change: (inout ImageChange) -> Void) -> [[UInt8]] {
    let shape = ImageShape(height: rows.count, width: rows[0].count, channels: 1)
    var wish = ImageChange()
    change(&wish)
    let result = pixels(rows.flatMap(\.self), shape, .interleaved, wish)
    return stride(from: 0, to: result.count, by: shape.width).map {
      Array(result[$0..<$0 + shape.width])
    }
  }

  private func pixels(
    _ pixels: [UInt8], _ shape: ImageShape, _ order: PixelOrder, _ change: ImageChange
  ) -> [UInt8] {
    let changer = ImageChanger(
      height: shape.height, width: shape.width, channels: shape.channels,
      isPlanar: order == .planar)
    return [UInt8](unsafeUninitializedCapacity: shape.count) { target, count in
      pixels.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        changer.write(source, change, to: target)
      }
      count = shape.count
    }
  }

  @Test func `what is not changed keeps its samples`() {
    for (height, width, channels) in [(1, 1, 1), (1, 5, 3), (4, 1, 3), (7, 6, 3), (8, 9, 1)] {
      let shape = ImageShape(height: height, width: width, channels: channels)
      let source = (0..<shape.count).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }
      for order in PixelOrder.allCases {
        #expect(pixels(source, shape, order, ImageChange()) == source)
      }
    }
  }

  @Test func `a picture is mirrored`() {
    let rows: [[UInt8]] = [[1, 2, 3], [4, 5, 6]]
    #expect(changed(rows) { $0.isMirrored.horizontally = true } == [[3, 2, 1], [6, 5, 4]])
    #expect(changed(rows) { $0.isMirrored.vertically = true } == [[4, 5, 6], [1, 2, 3]])
    #expect(changed(rows) { $0.isMirrored = (true, true) } == [[6, 5, 4], [3, 2, 1]])
  }

  @Test func `a picture is shifted and its edge repeated`() {
    let rows: [[UInt8]] = [[10, 20, 30, 40], [50, 60, 70, 80]]
    #expect(
      changed(rows) { $0.shift = (0, 0.25) } == [[10, 10, 20, 30], [50, 50, 60, 70]])
    #expect(
      changed(rows) { $0.shift = (-0.5, 0) } == [[50, 60, 70, 80], [50, 60, 70, 80]])
    #expect(changed(rows) { $0.shift = (0, -0.125) } == [[15, 25, 35, 40], [55, 65, 75, 80]])
    #expect(changed(rows) { $0.shift = (1, 1) } == [[10, 10, 10, 10], [10, 10, 10, 10]])
  }

  @Test func `a positive angle turns counterclockwise`() {
    let rows: [[UInt8]] = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    #expect(changed(rows) { $0.angle = 90 } == [[3, 6, 9], [2, 5, 8], [1, 4, 7]])
    #expect(changed(rows) { $0.angle = -90 } == [[7, 4, 1], [8, 5, 2], [9, 6, 3]])
    #expect(changed(rows) { $0.angle = 180 } == [[9, 8, 7], [6, 5, 4], [3, 2, 1]])
  }

  @Test func `a zoom above 1 magnifies`() {
    let rows: [[UInt8]] = [[0, 40, 80, 120, 160]]
    #expect(changed(rows) { $0.zoom = 2 } == [[40, 60, 80, 100, 120]])
    #expect(changed(rows) { $0.zoom = 0.5 } == [[0, 0, 80, 160, 160]])
  }

  @Test func `brightness multiplies and contrast keeps the mean`() {
    let rows: [[UInt8]] = [[0, 100], [200, 100]]
    #expect(changed(rows) { $0.brightness = 1.5 } == [[0, 150], [255, 150]])
    #expect(changed(rows) { $0.contrast = 0.5 } == [[50, 100], [150, 100]])
    #expect(changed(rows) { $0.contrast = 0 } == [[100, 100], [100, 100]])
    #expect(
      changed(rows) { ($0.brightness, $0.contrast) = (0.5, 2) } == [[0, 50], [150, 50]])
  }

  /// The definition in Double, with the system's sine and cosine.
  private func reference(
    _ source: [UInt8], _ shape: ImageShape, _ order: PixelOrder, _ change: ImageChange
  ) -> [Double] {
    let (height, width, channels) = (shape.height, shape.width, shape.channels)
    func place(_ y: Int, _ x: Int, _ c: Int) -> Int {
      order == .planar ? (c * height + y) * width + x : (y * width + x) * channels + c
    }
    let mean = source.reduce(0) { $0 + Double($1) } / Double(source.count)
    let angle = change.angle * .pi / 180
    var result = [Double](repeating: 0, count: source.count)
    for y in 0..<height {
      for x in 0..<width {
        let dy = Double(y) - Double(height - 1) / 2 - change.shift.down * Double(height)
        let dx = Double(x) - Double(width - 1) / 2 - change.shift.right * Double(width)
        var px = (cos(angle) * dx - sin(angle) * dy) / change.zoom
        var py = (sin(angle) * dx + cos(angle) * dy) / change.zoom
        if change.isMirrored.horizontally { px = -px }
        if change.isMirrored.vertically { py = -py }
        px = min(max(px + Double(width - 1) / 2, 0), Double(width - 1))
        py = min(max(py + Double(height - 1) / 2, 0), Double(height - 1))
        let (left, top) = (Int(px), Int(py))
        let (right, below) = (min(left + 1, width - 1), min(top + 1, height - 1))
        let (wx, wy) = (px - Double(left), py - Double(top))
        for c in 0..<channels {
          func at(_ y: Int, _ x: Int) -> Double { Double(source[place(y, x, c)]) }
          let sample =
            (1 - wy) * ((1 - wx) * at(top, left) + wx * at(top, right))
            + wy * ((1 - wx) * at(below, left) + wx * at(below, right))
          let (b, k) = (change.brightness, change.contrast)
          result[place(y, x, c)] = min(255, max(0, k * b * sample + (1 - k) * b * mean))
        }
      }
    }
    return result
  }

  @Test func `whatever is drawn is the definition to within a grey level`() {
    var random = RandomState(seed: 4)
    var augmentation = Augmentation()
    augmentation.flip = .both
    (augmentation.shift, augmentation.rotate, augmentation.zoom) = (0.6, 180, 0.9)
    (augmentation.brightness, augmentation.contrast) = (1, 1)
    for round in 0..<60 {
      let shape = ImageShape(
        height: 1 + Int(random.rand() * 20), width: 1 + Int(random.rand() * 20),
        channels: round.isMultiple(of: 2) ? 3 : 1)
      let source = (0..<shape.count).map { _ in UInt8(random.rand() * 256) }
      let change = ImageChange(augmentation, from: &random)
      for order in PixelOrder.allCases {
        let found = pixels(source, shape, order, change)
        let expected = reference(source, shape, order, change)
        let worst = zip(found, expected).map { abs(Double($0) - $1) }.max() ?? 0
        #expect(worst <= 1, "\(shape) \(order) \(change)")
      }
    }
  }

  @Test func `eight numbers are drawn in their order, whatever is switched on`() {
    var augmentation = Augmentation()
    (augmentation.shift, augmentation.rotate, augmentation.zoom) = (0.5, 10, 0.2)
    (augmentation.brightness, augmentation.contrast) = (0.4, 0.3)
    for flip in [nil, .horizontal, .vertical, .both] as [Augmentation.Flip?] {
      augmentation.flip = flip
      for seed in 0..<8 as Range<UInt32> {
        var (random, again) = (RandomState(seed: seed), RandomState(seed: seed))
        let change = ImageChange(augmentation, from: &random)
        let u = again.rand(8)
        #expect(random == again)
        #expect(
          change.isMirrored.horizontally == ((flip == .horizontal || flip == .both) && u[0] < 0.5))
        #expect(
          change.isMirrored.vertically == ((flip == .vertical || flip == .both) && u[1] < 0.5))
        #expect(change.shift == ((2 * u[2] - 1) * 0.5, (2 * u[3] - 1) * 0.5))
        #expect(change.angle == (2 * u[4] - 1) * 10 && change.zoom == 1 + (2 * u[5] - 1) * 0.2)
        #expect(change.brightness == 1 + (2 * u[6] - 1) * 0.4)
        #expect(change.contrast == 1 + (2 * u[7] - 1) * 0.3)
      }
    }
  }

  @Test func `sine and cosine are those of the angle, exact at right angles`() {
    for (degrees, expected) in [(0.0, (0.0, 1.0)), (90, (1, 0)), (180, (0, -1)), (-90, (-1, 0))] {
      #expect(turn(by: degrees) == expected)
    }
    for step in -720...720 {
      let degrees = Double(step) / 4
      let (sine, cosine) = turn(by: degrees)
      #expect(abs(sine - sin(degrees * .pi / 180)) < 1e-15, "\(degrees)")
      #expect(abs(cosine - cos(degrees * .pi / 180)) < 1e-15, "\(degrees)")
    }
  }

  @Test func `settings are said in their order`() {
    #expect(
      "\(Augmentation.usual)"
        == "flip horizontal, shift 0.1, rotate 15, zoom 0.1, brightness 0.2, contrast 0.2")
    #expect("\(Augmentation())" == "nothing")
  }
}

/// Pictures of a data set that are changed at random.
@Suite struct AugmentedDatasetTests {
  private func cats(_ change: (inout DataSource) -> Void = { _ in }) throws -> Dataset {
    var source = DataSource.builtIn("cats", examples: 6)
    source.imageSize = ImageSize(height: 9, width: 7)
    change(&source)
    return try Dataset(source, relativeTo: URL(fileURLWithPath: "/"), labels: .binary)
  }

  private func features(_ data: Dataset, at examples: [Int]) -> [Float] {
    [Float](unsafeUninitializedCapacity: examples.count * data.featureCount) { target, count in
      if let base = target.baseAddress {
        data.augmentedFeatures(at: examples[...], .usual, into: base) {
          RandomState(seed: UInt32(examples[$0]))
        }
      }
      count = examples.count * data.featureCount
    }
  }

  @Test func `an example does not depend on those beside it`() throws {
    for order in PixelOrder.allCases {
      let data = try cats { $0.pixelOrder = order }
      let together = features(data, at: [4, 1, 3])
      #expect(together == features(data, at: [4]) + features(data, at: [1, 3]))
      let part = data.part([1, 3, 4])
      let alone = part.augmentedPictures(at: [2], .usual) { _ in RandomState(seed: 4) }
      let whole = data.augmentedPictures(at: [4], .usual) { _ in RandomState(seed: 4) }
      #expect(alone == whole)
    }
  }

  @Test func `pictures are changed before they are normalized`() throws {
    let bytes = try cats().augmentedPictures(at: [2], .usual) { _ in RandomState(seed: 2) }
    for method in Normalization.Method.allCases {
      let data = try cats { $0.normalize = method }
      let expected = [Float](unsafeUninitializedCapacity: data.featureCount) { target, count in
        if let base = target.baseAddress { data.format.normalization.apply(to: bytes, into: base) }
        count = data.featureCount
      }
      #expect(features(data, at: [2]) == expected)
    }
  }

  @Test func `variants are those of epochs that take the pictures as they lie`() throws {
    let data = try cats()
    let variants = data.augmented([1, 5], AugmentedVariants(.usual, count: 2, seed: 3))
    var third = RandomState(seed: 3)
    let seeds = (0..<4).map { _ in third.nextWord() }
    let expected = data.augmentedPictures(at: [1, 1, 5, 5], .usual) {
      RandomState(seed: seeds[[0, 2, 1, 3][$0]])
    }
    #expect(variants == expected)
    #expect(variants.shape == [4, 9 * 7 * 3])
  }

  @Test func `what are no pictures of bytes are refused`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      let floats = NumericArray(shape: [2, 2, 2], values: [Float](repeating: 0.5, count: 8))
      let flat = NumericArray(shape: [2, 12], values: [UInt8](repeating: 7, count: 24))
      func refusal(_ array: NumericArray, _ size: ImageSize? = nil) throws -> String? {
        var source = try files.pair(array, [0, 1])
        source.imageSize = size
        let data = try Dataset(source, relativeTo: folder, labels: .binary)
        do throws(DataError) { try data.requireAugmentable() } catch { return "\(error)" }
        return nil
      }
      let refused = try [refusal(floats), refusal(flat)]
      #expect(
        refused == [
          "x.npy: \"augment\" for pictures 2x2x1 of float32, expected pictures of uint8",
          "x.npy: \"augment\" for examples of 12 features that are no pictures, "
            + "expected pictures of uint8; \"imageSize\" tells the size of flat ones",
        ])
      let sized = try refusal(flat, ImageSize(height: 2, width: 2))
      #expect(sized == nil)
    }
  }
}
