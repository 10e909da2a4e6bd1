import Datasets
import DeepNetwork
import Foundation

/// Data of files and of memory as matrices, one example a column.
func readingData() throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("reading-data-\(ProcessInfo.processInfo.processIdentifier)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let rows = (1...40).map { "\(20 + 5 * $0),\(1 + $0 % 4),\(30 + 11 * $0 + 20 * ($0 % 4))" }
  let text = (["size,rooms,price"] + rows).joined(separator: "\n")
  try Data(text.utf8).write(to: folder.appendingPathComponent("houses.csv"))

  try houses(in: folder)
  try columns(in: folder)
  try pictures()
}

/// A table: what a training takes, and its answers for other examples of the same table.
private func houses(in folder: URL) throws {
  var source = DataSource(path: "houses.csv")
  source.y = "price"
  source.normalize = .standardize
  source.normalizeLabels = .standardize
  let houses = try Dataset(source, relativeTo: folder, labels: .values)
  let (train, test) = try houses.split(fraction: 0.25, seed: 1)
  let (X, Y) = try (train.X(as: Float.self), train.Y(as: Float.self))
  print("X \(X.shape), Y \(Y.shape), features \(houses.featureNames ?? [])")

  var random = RandomState(seed: 1)
  let model = try Model([Dense<Float>(2, 1, activation: .linear, from: &random)])
  let hyperparameters = Hyperparameters(alpha: 0.3, duration: .iterations(200))
  let trainer = try Trainer(model, on: MatrixExamples(X: X, Y: Y), hyperparameters)
  try trainer.train()

  let A = try trainer.model.predict(test.X())
  let error = try abs(A - test.Y()).maximum()
  print("largest error of a price, in deviations: \(error)")
}

/// Some columns of a table, as they are, and arrays of a file.
private func columns(in folder: URL) throws {
  let table = DataSource(path: "houses.csv")
  let sizes = try Matrix<Double>(columns: ["size", "rooms"], of: table, relativeTo: folder)
  let mean = sizes.rowMeans()
  print("mean size \(mean[0, 0]), rooms \(mean[1, 0])")

  let array = NumericArray(shape: [3, 2], values: [1, 2, 3, 4, 5, 6] as [Float])
  let X = try Matrix<Float>(array).transposed
  print("three examples of an array: \(X.shape)")
}

/// A picture as a network takes it that was trained on such pictures.
private func pictures() throws {
  let cats = try Dataset(.builtIn("cats", examples: 20), labels: .binary)
  let camera = Image(
    width: 100, height: 80, channels: 3, pixels: .init(repeating: 90, count: 24_000))
  let x = try Matrix<Float>(camera, like: cats.format)
  print("a picture of 80x100 as one of \(try cats.X(as: Float.self).shape): \(x.shape)")
}
