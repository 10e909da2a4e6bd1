import ArrayFiles
import Datasets
import DeepNetwork
import Foundation
import Interchange

extension Model {
  /// Reads the network of a model file or of a run's folder, rounded to this precision if the file
  /// has the other.
  ///
  /// No data are needed.
  ///
  /// The network takes features that are normalized as in its training, and answers with values
  /// that are scaled as its labels were; how, `InputFormat(contentsOf:)` tells. A
  /// ``Predictor`` does both.
  ///
  /// - Parameters:
  ///   - url: the file, or the folder that a training left.
  ///   - kinds: layers, activations and losses of a program's own that the file names, beside those that
  ///     `Kinds.add` has made known.
  /// - Throws: `ModelFileError` if there is no model or it has other kinds, `DimensionError` if its
  ///   weights do not have the shapes that it says, `ArrayFileError` if it is damaged.
  /// - Precondition: none of `kinds` has the name of another one.
  public init(contentsOf url: URL, kinds: [any Kind.Type] = []) throws {
    self = try Kinds.including(kinds) {
      let (file, description) = try TrainedModel.open(url)
      let plan = try description.plan
      return try Model(plan, weightsFrom: WeightReader(modelFile: file, plan: plan))
    }
  }

  /// Writes a model file, whole or not at all, that `dnn predict`, ``Predictor`` and
  /// ``init(contentsOf:kinds:)`` read.
  ///
  /// Dropout around a layer is left out. A layer takes part by its ``NetworkLayer/specification``.
  ///
  /// - Parameters:
  ///   - url: the file, by custom `….safetensors`.
  ///   - loss: what the network was trained for; nil: as its last activation has it.
  ///   - input: what it expects; nil: features as they come.
  /// - Throws: `ExportError` for a layer that does not say its specification, `DimensionError` where
  ///   `input` has other features or pictures than the layers take, `DataError` where it has other classes
  ///   than there are outputs, and an error that names the file if it cannot be written.
  public func write(to url: URL, loss: Loss? = nil, input: InputFormat? = nil) throws {
    let name = url.deletingPathExtension().lastPathComponent
    let description = try ModelDescription(
      self, name: name, loss: loss, input: format(given: input))
    // What the layers name is written, whether it was added to the kinds or not.
    try Kinds.including(description.kinds) { try TrainedModel(self, description).write(to: url) }
  }

  /// What the network expects: what is given, else features as they come.
  ///
  /// - Throws: `DimensionError` where the format has other features than the network, `DataError` where it
  ///   has other classes than outputs.
  func format(given input: InputFormat?) throws -> InputFormat {
    var input = input ?? InputFormat(featureCount: inputSize)
    guard input.featureCount == inputSize else {
      throw DimensionError([.inputSize(data: input.featureCount, n0: inputSize)])
    }
    try input.requireClasses(of: outputSize)
    input.imageShape = input.imageShape ?? layers[0].inputImage
    return input
  }
}

extension InputFormat {
  /// What the model of a file or of a run's folder expects: normalization, size of pictures, columns,
  /// classes.
  ///
  /// - Throws: `ModelFileError` if there is no model, `ArrayFileError` if it is damaged.
  public init(contentsOf url: URL) throws { self = try TrainedModel.open(url).description.input }
}
