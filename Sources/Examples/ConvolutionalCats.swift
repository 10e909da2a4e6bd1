import Experiments
import Foundation

/// A convolutional network against a dense one, both trained on the same 100 pictures of cats and of
/// things that are not cats, both judged by the same 1000 others.
///
/// The settings of both were chosen on the pictures of seed 1; these are of seed 2.
func convolutionalCats() throws {
  let (train, test) = try images(seed: 2)

  var random = RandomState(seed: 1)
  let dense: [any NetworkLayer<Float>] = [
    Dense(train.inputSize, 24, activation: .relu, from: &random),
    Dense(24, 12, activation: .relu, from: &random),
    Dense(12, 6, activation: .relu, from: &random),
    Dense(6, 1, activation: .sigmoid, from: &random),
  ]
  let descent = Hyperparameters(alpha: 0.02, duration: .iterations(800))
  print("dense: test accuracy \(try accuracy(of: dense, descent, train, test))")

  random = RandomState(seed: 1)
  var image = ImageShape(height: 32, width: 32, channels: 3)
  var convolutional: [any NetworkLayer<Float>] = []
  for filters in [16, 32, 32] {
    let convolution = Convolution2D<Float>(
      image, filters: filters, kernel: 3, activation: .relu, from: &random)
    let pool = MaxPool2D<Float>(convolution.output, size: 2)
    convolutional += [convolution, pool]
    image = pool.output
  }
  let hidden = Dense<Float>(image.count, 32, activation: .relu, from: &random)
  convolutional += [
    Dropout(hidden, keepProbability: 0.5), Dense(32, 1, activation: .sigmoid, from: &random),
  ]
  var adam = Hyperparameters(alpha: 0.002, duration: .epochs(60))
  adam.optimizer = .adam()
  adam.batchSize = 20
  print("convolutional: test accuracy \(try accuracy(of: convolutional, adam, train, test))")
}

/// 100 pictures to learn from and 1000 others to judge by, 32 × 32 pixels in color.
private func images(seed: UInt32) throws -> (
  train: DatasetExamples<Float>, test: DatasetExamples<Float>
) {
  func read(_ role: DataRole, _ examples: Int) throws -> DatasetExamples<Float> {
    var source = DataSource.builtIn("cats", examples: examples, seed: seed)
    source.imageSize = ImageSize(height: 32, width: 32)
    let here = URL(fileURLWithPath: ".")
    return try DatasetExamples(Dataset(source, role: role, relativeTo: here, labels: .binary))
  }
  return (try read(.train, 100), try read(.test, 1000))
}

private func accuracy(
  of layers: [any NetworkLayer<Float>], _ hyperparameters: Hyperparameters,
  _ train: DatasetExamples<Float>, _ test: DatasetExamples<Float>
) throws -> Double {
  let trainer = try Trainer(Model(layers), on: train, hyperparameters)
  try trainer.train()
  return try trainer.model.score(on: test).accuracy ?? 0
}
