import Datasets
import DeepNetwork
import Drawing
import Images

/// What can be seen of the network itself.
extension RunReport {
  private static let maximumUnits = 32
  /// Numbers of all pictures together: the page stays light.
  private static let maximumNumbers = 200_000

  /// The rows of W[1] as pictures, where the features are one.
  var firstLayer: Page.Section? {
    guard let model = record.model, model.description.layers[0].units != nil,
      let shape = model.description.input.imageShape,
      shape.count == model.description.n[0], shape.channels == 1 || shape.channels == 3
    else { return nil }
    let units = model.description.n[1]
    let isOutput = model.description.n.count == 2
    let shown =
      isOutput && units <= Self.maximumUnits
      ? Array(0..<units) : model.clearestUnits(Self.maximumUnits, shape)
    let pooling = Pooling(shape, images: shown.count, most: Self.maximumNumbers)
    let items = shown.map { unit -> Gallery.Item in
      let (values, width, height) = pooling.apply(model.firstWeights(of: unit, shape))
      let image = WeightImage.image(
        values, width: width, height: height, channels: shape.channels)
      let name = isOutput ? model.outputName(unit) : "unit \(unit + 1)"
      return Gallery.Item(image, title: name)
    }
    let colors =
      shape.channels == 1
      ? "Blue raises its value, orange lowers it."
      : "Bright in a colour raises its value, dark lowers it, grey is indifferent."
    let order =
      units > shown.count
      ? " The \(shown.count) clearest pictures of \(units)."
      : isOutput ? "" : " The clearest pictures come first; some units keep their random start."
    return Page.Section(
      "What the first layer looks for",
      lead: "The weights of each unit, laid out as the pixels are. \(colors)\(order)",
      Gallery(items, showsPixels: true).markup)
  }
}

/// Makes pictures smaller by the mean of squares of pixels.
private struct Pooling {
  let shape: ImageShape
  let factor: Int

  init(_ shape: ImageShape, factor: Int) {
    self.shape = shape
    self.factor = factor
  }

  /// So much smaller that so many pictures have about `most` numbers together.
  init(_ shape: ImageShape, images: Int, most: Int) {
    let numbers = Double(shape.count) * Double(images)
    self.init(
      shape, factor: max(1, Int((numbers / Double(most)).squareRoot().rounded(.up))))
  }

  func apply(_ values: [Double]) -> (values: [Double], width: Int, height: Int) {
    guard factor > 1 else { return (values, shape.width, shape.height) }
    let width = (shape.width + factor - 1) / factor
    let height = (shape.height + factor - 1) / factor
    var result: [Double] = []
    for y in 0..<height {
      for x in 0..<width {
        let rows = y * factor..<min(shape.height, (y + 1) * factor)
        let columns = x * factor..<min(shape.width, (x + 1) * factor)
        for channel in 0..<shape.channels {
          var sum = 0.0
          for row in rows {
            for column in columns {
              sum += values[(row * shape.width + column) * shape.channels + channel]
            }
          }
          result.append(sum / Double(rows.count * columns.count))
        }
      }
    }
    return (result, width, height)
  }
}

extension TrainedModel {
  /// A row of W[1], with the channels of each pixel together.
  fileprivate func firstWeights(of unit: Int, _ shape: ImageShape) -> [Double] {
    func row<Scalar: NetworkScalar>(_ W: Matrix<Scalar>) -> [Double] {
      (0..<W.columns).map { Double(W[unit, $0]) }
    }
    let weights =
      switch network {
      case .float32(let model): row(model.layers[0].W)
      case .float64(let model): row(model.layers[0].W)
      }
    return shape.interleaved(weights, description.input.pixelOrder)
  }

  /// The units of the first layer whose pictures are least like noise, the clearest first.
  ///
  /// How much of the weights' variance is left in the means of squares of pixels: of independent
  /// numbers the share that one pixel has in its square, of large even patches nearly all.
  fileprivate func clearestUnits(_ count: Int, _ shape: ImageShape) -> [Int] {
    let pooling = Pooling(shape, factor: max(2, min(shape.width, shape.height) / 12))
    func energy(_ values: [Double]) -> Double {
      let count = Double(max(1, values.count))
      let mean = values.reduce(0, +) / count
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    }
    let clarity = (0..<description.n[1]).map { unit in
      let weights = firstWeights(of: unit, shape)
      let all = energy(weights)
      return all > 0 ? energy(pooling.apply(weights).values) / all : 0
    }
    let sorted = clarity.indices.sorted { (clarity[$0], $1) > (clarity[$1], $0) }
    return Array(sorted.prefix(count))
  }

  fileprivate func outputName(_ output: Int) -> String {
    let names = description.input.classNames
    if description.n[description.n.count - 1] == 1 { return names.name(of: 1) }
    return names.name(of: output)
  }
}
