import Datasets
import DeepNetwork
import Images
import Reports

/// What can be seen of the network itself.
extension RunReport {
  private static let mostUnits = 32
  /// Numbers of all pictures together: the page stays light.
  private static let mostNumbers = 200_000

  /// The rows of W[1] as pictures, where the features are one.
  var firstLayer: Page.Section? {
    guard let model = record.model, let shape = model.description.input.imageShape,
      shape.count == model.description.n[0], shape.channels == 1 || shape.channels == 3
    else { return nil }
    let units = model.description.n[1]
    let shown = units <= Self.mostUnits ? Array(0..<units) : model.strongestUnits(Self.mostUnits)
    let pooling = Pooling(shape, pictures: shown.count, most: Self.mostNumbers)
    let isOutput = model.description.n.count == 2
    let items = shown.map { unit -> Gallery.Item in
      let weights = shape.interleaved(
        model.firstWeights(of: unit), model.description.input.pixelOrder)
      let (values, width, height) = pooling.apply(weights)
      let picture = WeightPicture.image(
        values, width: width, height: height, channels: shape.channels)
      let name = isOutput ? model.outputName(unit) : "unit \(unit + 1)"
      return Gallery.Item(picture, title: name)
    }
    let colours =
      shape.channels == 1
      ? "Blue raises its value, orange lowers it."
      : "Bright in a colour raises its value, dark lowers it, grey is indifferent."
    let some = units > shown.count ? " The \(shown.count) strongest of \(units) are shown." : ""
    return Page.Section(
      "What the first layer looks for",
      lead: "The weights of each unit, laid out as the pixels are. \(colours)\(some)",
      Gallery(items, showsPixels: true).markup)
  }
}

/// Makes pictures smaller by the mean of squares of pixels.
private struct Pooling {
  let shape: ImageShape
  let factor: Int

  init(_ shape: ImageShape, pictures: Int, most: Int) {
    self.shape = shape
    let numbers = Double(shape.count) * Double(pictures)
    factor = max(1, Int((numbers / Double(most)).squareRoot().rounded(.up)))
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
  /// A row of W[1].
  fileprivate func firstWeights(of unit: Int) -> [Double] {
    func row<Scalar: NetworkScalar>(_ W: Matrix<Scalar>) -> [Double] {
      (0..<W.columns).map { Double(W[unit, $0]) }
    }
    return switch network {
    case .float32(let model): row(model.layers[0].W)
    case .float64(let model): row(model.layers[0].W)
    }
  }

  /// The units of the first layer whose weights in and out are largest, in their order.
  fileprivate func strongestUnits(_ count: Int) -> [Int] {
    func strengths<Scalar: NetworkScalar>(_ model: Model<Scalar>) -> [Double] {
      let W = model.layers[0].W
      let next = model.L > 1 ? model.layers[1].W : .empty
      return (0..<W.rows).map { unit in
        let inward = (0..<W.columns).reduce(0.0) { $0 + Double(W[unit, $1] * W[unit, $1]) }
        let outward = (0..<next.rows).reduce(0.0) { $0 + Double(next[$1, unit] * next[$1, unit]) }
        return next.isEmpty ? inward : inward * outward
      }
    }
    let strengths =
      switch network {
      case .float32(let model): strengths(model)
      case .float64(let model): strengths(model)
      }
    let strongest = strengths.indices.sorted { (strengths[$0], $1) > (strengths[$1], $0) }
    return strongest.prefix(count).sorted()
  }

  fileprivate func outputName(_ output: Int) -> String {
    let names = description.input.classNames
    if description.n[description.n.count - 1] == 1 { return names.name(of: 1) }
    return names.name(of: output)
  }
}
