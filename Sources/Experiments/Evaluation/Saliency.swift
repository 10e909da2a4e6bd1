import Datasets
import DeepNetwork

/// The pixels that answers hang on.
extension TrainedModel {
  /// The memory that the caches of pictures on their way may take together.
  private static let bytesAtOnce = 256 << 20

  /// |∂cost/∂X| of each pixel of some pictures by their places in the data, the largest of its channels,
  /// row by row, as a share of the largest of the picture.
  ///
  /// The cost is that of each example alone, in the way of inference. There is none where the examples are no
  /// pictures, a layer has no such gradient, or nothing of the picture changes the cost.
  func saliencies(of examples: [Int], in data: Dataset) -> [Int: [Double]] {
    guard let shape = data.format.imageShape, shape.count == data.featureCount else { return [:] }
    let size = picturesAtOnce
    return stride(from: 0, to: examples.count, by: size).reduce(into: [:]) { all, start in
      let part = examples[start..<min(start + size, examples.count)]
      guard let gradients = inputGradients(of: part, in: data) else { return }
      for (example, gradient) in zip(part, gradients) {
        all[example] = shape.saliency(gradient, data.format.pixelOrder)
      }
    }
  }

  private var picturesAtOnce: Int {
    guard let plan = try? description.plan else { return 1 }
    let cached = plan.layers.reduce(plan.n[0]) { $0.addingClamped($1.cachedPerExample) }
    return max(1, Self.bytesAtOnce / MemoryLayout<Double>.size / cached)
  }

  private func inputGradients(of examples: ArraySlice<Int>, in data: Dataset) -> [[Double]]? {
    switch network {
    case .float32(let model): model.inputGradients(of: examples, in: data, description.loss)
    case .float64(let model): model.inputGradients(of: examples, in: data, description.loss)
    }
  }
}

extension Model {
  /// The gradient of each example.
  fileprivate func inputGradients(of examples: ArraySlice<Int>, in data: Dataset, _ loss: Loss)
    -> [[Double]]?
  {
    let (X, Y) = DatasetExamples<Scalar>(perhapsUnlabelled: data).batch(examples)
    guard let gradient = try? inputGradient(X: X, Y: Y, loss: loss) else { return nil }
    let elements = Matrix<Double>(gradient).transposed.elements
    return (0..<examples.count).map {
      Array(elements[$0 * inputSize..<($0 + 1) * inputSize])
    }
  }
}

extension ImageShape {
  fileprivate func saliency(_ gradient: [Double], _ order: PixelOrder) -> [Double]? {
    let values = interleaved(gradient, order).map(\.magnitude)
    let pixels = stride(from: 0, to: values.count, by: channels).map { start in
      values[start..<start + channels].reduce(0, max)
    }
    let largest = pixels.reduce(0, max)
    guard largest > 0, values.allSatisfy(\.isFinite) else { return nil }
    return pixels.map { $0 / largest }
  }
}
