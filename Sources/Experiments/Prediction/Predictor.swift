import Datasets
import DeepNetwork
import Foundation
import Images
import Ranks

/// What a network says of the examples of one input.
package struct Predictions: Sendable {
  /// The input as it was named.
  package let input: String
  /// The outputs, example by example.
  package let outputs: Outputs
  /// The names of examples that are files of their own, in their order; nil for rows of a file.
  package let exampleNames: [String]?
  /// The places of the examples in their file, where some of its rows are none; nil: 0, 1, ….
  package var fileIndices: [Int]?
  package let loss: Loss
  package let threshold: Double
  package let classNames: [String]?
  /// Whether numbers are Float, and so have the digits of one.
  package let isFloat: Bool
  /// The input itself, where it is a file with a picture.
  package var image: Image?

  /// The class of an example; nil for values and for several yes-or-no answers at once.
  package func label(of example: Int) -> Int? {
    guard loss.namesOneClass(outputs: outputs.width) else { return nil }
    return outputs.label(of: example, threshold: threshold)
  }

  /// The yes-or-no answers of an example that are yes, where there are several at once; nil elsewhere.
  package func labels(of example: Int) -> [Int]? {
    guard loss.hasClasses, !loss.namesOneClass(outputs: outputs.width) else { return nil }
    return outputs[example].enumerated().filter { $0.element > threshold }.map(\.offset)
  }

  /// What people call a class; nil where nobody named it.
  package func className(_ label: Int) -> String? {
    guard let classNames, classNames.indices.contains(label) else { return nil }
    return classNames[label]
  }

  /// The probability that the network gives to a class of an example.
  ///
  /// - Precondition: ``label(of:)`` is not nil.
  package func probability(of label: Int, for example: Int) -> Double {
    let outputs = outputs[example]
    guard outputs.count == 1 else { return outputs[outputs.startIndex + label] }
    let yes = outputs[outputs.startIndex]
    return label == 1 ? yes : 1 - yes
  }

  /// What an example is called: its own file, else the input.
  package func name(of example: Int) -> String { exampleNames?[example] ?? input }

  /// The place of an example in its file, 0 where it is a file of its own.
  package func index(of example: Int) -> Int {
    exampleNames == nil ? fileIndices?[example] ?? example : 0
  }

  /// An output with the fewest digits that read back as the same number.
  package func text(_ output: Double) -> String { isFloat ? "\(Float(output))" : "\(output)" }
}

/// Asks a trained network.
package struct Predictor: Sendable {
  package let model: TrainedModel
  package let threshold: Double

  package init(_ model: TrainedModel, threshold: Double = 0.5) {
    self.model = model
    self.threshold = threshold
  }

  /// A predictor with the threshold that was asked for, 0.5 where none was.
  ///
  /// - Throws: `UselessThreshold` if one was and the network has no use for it.
  package init(_ model: TrainedModel, asked threshold: Double?) throws {
    guard threshold == nil || model.description.loss.labels == .binary else {
      throw UselessThreshold(loss: model.description.loss)
    }
    self.init(model, threshold: threshold ?? 0.5)
  }

  /// The answers for a picture, a folder of pictures or a data file.
  ///
  /// - Parameters:
  ///   - path: the input, relative to the current folder; `-` for standard input.
  ///   - x: the name of the array in a file of several.
  ///   - note: told what the reader of the input remarks on.
  /// - Returns: the answers, in the order of the examples.
  /// - Throws: `DataError` if the input cannot be read or is not what the network was trained on, and
  ///   where an answer is no number.
  package func predictions(
    for path: String, x: String? = nil, note: (String) -> Void = { _ in }
  ) throws(DataError) -> Predictions {
    var source = path == "-" ? DataSource.standardInput : DataSource(path: path)
    source.x = x
    let current = URL(
      fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
    let data = try DataError.naming(source, relativeTo: current) { () throws(DataError) in
      try Dataset(source, role: .test, relativeTo: current, like: model.description.input)
    }
    data.namedRemarks.forEach(note)
    try data.requireRepresentable(in: model.description.precision)
    let outputs = model.outputs(for: data)
    try outputs.requireFinite(for: data)
    let names = Self.exampleNames(of: data, in: path)
    var predictions = predictions(
      outputs, called: path, exampleNames: names, fileIndices: data.fileIndices)
    if path != "-", names == nil { predictions.image = data.image }
    return predictions
  }

  /// The answers for examples that were read as the network's training data were.
  package func predictions(of data: Dataset, called name: String) -> Predictions {
    predictions(model.outputs(for: data), of: data, called: name)
  }

  /// The answers that are these outputs for such examples.
  package func predictions(_ outputs: Outputs, of data: Dataset, called name: String)
    -> Predictions
  {
    let names = (0..<data.count).compactMap { data.exampleName($0) }
    return predictions(
      outputs, called: name,
      exampleNames: names.count == data.count && data.count > 1 ? names : nil,
      fileIndices: data.fileIndices)
  }

  private func predictions(
    _ outputs: Outputs, called name: String, exampleNames: [String]?, fileIndices: [Int]?
  ) -> Predictions {
    Predictions(
      input: name, outputs: outputs, exampleNames: exampleNames, fileIndices: fileIndices,
      loss: model.description.loss, threshold: threshold,
      classNames: model.description.input.classNames,
      isFloat: model.description.precision == .float32)
  }

  /// The path of each picture of a folder; nil for other inputs.
  private static func exampleNames(of data: Dataset, in path: String) -> [String]? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
    else { return nil }
    let start = path.hasSuffix("/") ? path : path + "/"
    return (0..<data.count).map { start + (data.exampleName($0) ?? "") }
  }
}

/// A threshold for answers that none can change.
package struct UselessThreshold: Error, Equatable, CustomStringConvertible {
  package let loss: Loss

  package var description: String {
    "--threshold decides between yes and no, but the network answers with "
      + (loss.hasClasses ? "the most probable of its classes" : "values")
  }
}

extension TrainedModel {
  /// The outputs for all examples, and their cost where they have labels.
  package func outputs(for data: Dataset, among ranks: any Communicator = SingleProcess())
    -> Outputs
  {
    switch network {
    case .float32(let model): model.outputs(for: data, loss: description.loss, among: ranks)
    case .float64(let model): model.outputs(for: data, loss: description.loss, among: ranks)
    }
  }
}
