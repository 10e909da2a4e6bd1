import ArrayFiles
import Datasets
import DeepNetwork
import Foundation
import Interchange

extension Model {
  /// Reads the network of a model file or of a run's folder, rounded to this precision if the file
  /// has the other.
  ///
  /// The network takes features that are normalized as in its training, and answers with values
  /// that are scaled as its labels were; how, ``inputFormat(of:)`` tells.
  ///
  /// - Throws: `ModelFileError` if there is no model, `DimensionError` if its weights do not have
  ///   the shapes that it says, `ArrayFileError` if it is damaged.
  public static func load(from url: URL) throws -> Model {
    let (file, description) = try TrainedModel.open(url)
    let plan = try description.plan
    return try Model(plan, weightsFrom: WeightReader(file, layout: .torch, plan: plan))
  }

  /// What the model of a file expects: normalization, size of pictures, columns, classes.
  ///
  /// - Throws: as ``load(from:)``.
  public static func inputFormat(of url: URL) throws -> InputFormat {
    try TrainedModel.open(url).description.input
  }

  /// Writes a model file, whole or not at all, that `dnn predict` and ``load(from:)`` read.
  ///
  /// Dropout is left out.
  ///
  /// - Parameters:
  ///   - url: the file, by custom `….safetensors`.
  ///   - loss: what the network was trained for; nil: as its last activation has it.
  ///   - input: what it expects; nil: features as they come.
  /// - Throws: `ExportError` for layers that are not dense, `ModelFileError` for different slopes of
  ///   leakyRelu, `FileFailure` if it cannot be written.
  /// - Precondition: `input` has n[0] features.
  public func save(to url: URL, loss: Loss? = nil, input: InputFormat? = nil) throws {
    try trained(url, loss, input, orThrow: ExportError.layerNotSaved).write(to: url)
  }

  /// Writes the network as a model of ONNX, whole or not at all.
  ///
  /// Its input `x` is (batch, n[0]), raw features, of the network's precision, or float64 where float32
  /// would round standardized features that lie far from 0; the output, `probabilities` or `values`,
  /// is (batch, n[L]). Before it is written the file is read back and evaluated on a few examples.
  ///
  /// - Parameters:
  ///   - url: the file, by custom `….onnx`.
  ///   - loss: what the network was trained for; nil: as its last activation has it.
  ///   - input: what it expects, of which the normalization becomes part of the graph.
  /// - Throws: `ExportError` for layers that are not dense or a file that would be too large,
  ///   `FileFailure` if it cannot be written.
  /// - Precondition: `input` has n[0] features.
  public func exportONNX(to url: URL, loss: Loss? = nil, input: InputFormat? = nil) throws {
    try trained(url, loss, input, orThrow: ExportError.layerNotDense).writeONNX(to: url)
  }

  private func trained(
    _ url: URL, _ loss: Loss?, _ input: InputFormat?,
    orThrow refusal: (Int, String) -> ExportError
  ) throws -> TrainedModel {
    require(
      input == nil || input?.featureCount == inputSize,
      "the format of \(input?.featureCount ?? 0) features is none of a network with \(inputSize)")
    let layers = try denseLayers(orThrow: refusal)
    let name = url.deletingPathExtension().lastPathComponent
    return TrainedModel(
      try Model(layers), ModelDescription(layers, name: name, loss: loss, input: input))
  }
}
