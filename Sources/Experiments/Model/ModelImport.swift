import Bytes
import Datasets
import DeepNetwork
import Foundation
import Interchange
import Text

/// A network of a file of ONNX, to be used and trained on as a run.
package struct ModelImport: Sendable {
  package let model: TrainedModel
  /// What to go on training with; its data are not there yet.
  package let configuration: Configuration
  /// What whoever uses the network has to know, a sentence each.
  package let remarks: [String]
  private let folder: RunFolder

  /// Reads a file, for the run in a folder.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - folder: the run's folder, which has no run yet and is not touched.
  ///   - normalize: what is done to raw features where the file does nothing to them; nil: nothing.
  /// - Throws: `FileReadError`, ``ModelImportError``, also where there is a run already.
  package init(
    contentsOf url: URL, into folder: RunFolder, normalize: Normalization.Method? = nil
  ) throws {
    do throws(RunFolderError) {
      try folder.check(.new)
    } catch {
      throw ModelImportError(
        path: url.relativePath,
        reason: folder.holdsARun
          ? "\(folder.url.path) already holds a run; choose another folder"
          : "\(folder.url.path) is a file where the run's folder should be")
    }
    try self.init(
      try SharedBytes(contentsOf: url), path: url.relativePath, into: folder, normalize: normalize)
  }

  /// The same of a file's bytes.
  package init(
    _ bytes: SharedBytes, path: String, into folder: RunFolder,
    normalize: Normalization.Method? = nil
  ) throws {
    do {
      let network = try ImportedNetwork(onnx: bytes)
      let input = try InputFormat(network, normalize)
      let plan = try DimensionChecker.check(network.architecture)
      let description = ModelDescription(
        plan, name: folder.url.lastPathComponent, isDouble: network.isDouble, input: input,
        classes: network.classes)
      model =
        network.isDouble
        ? TrainedModel(try network.model(Double.self), description)
        : TrainedModel(try network.model(Float.self), description)
      configuration = Configuration(goingOnWith: network, description, in: folder)
      remarks = network.remarks + description.remarks
      self.folder = folder
      _ = try ConfigurationReader().read(
        Array(configuration.jsonText.utf8), file: "config.json", name: description.name,
        folder: folder.url)
    } catch let error as ModelImportError {
      throw error
    } catch {
      throw ModelImportError(path: path, reason: "\(error)")
    }
  }

  /// Writes `model.safetensors` and `config.json`; where that fails nothing stays behind.
  ///
  /// - Throws: `RunFolderError`, `FileFailure`.
  package func write() throws {
    let wasThere = FileManager.default.fileExists(atPath: folder.url.path)
    do {
      try folder.enter(.new) {
        try model.write(to: folder.model)
        do {
          try AtomicFile.write(configuration.jsonText, to: folder.configuration)
        } catch {
          try? FileManager.default.removeItem(at: folder.model)
          throw error
        }
      }
    } catch {
      if !wasThere { try? FileManager.default.removeItem(at: folder.url) }
      throw error
    }
  }
}

/// Why a file does not become a run.
package struct ModelImportError: Error, Equatable, CustomStringConvertible {
  let path: String
  let reason: String

  package var description: String { "\(path) cannot be imported: \(reason)" }
}

extension ModelImportError: LocalizedError {
  package var errorDescription: String? { description }
}

/// A wish for a scaling of features that the file scales already.
private struct ScaledFeatures: Error, CustomStringConvertible {
  var description: String {
    "it scales its features itself; leave out \(ProgramOption.normalize.word)"
  }
}

// MARK: - What the file says of features and answers

extension InputFormat {
  fileprivate init(_ network: ImportedNetwork, _ method: Normalization.Method?) throws {
    self.init(featureCount: network.architecture.inputSize)
    imageShape = network.architecture.image
    guard network.scaling == .none || method == nil else {
      throw ScaledFeatures()
    }
    switch network.scaling {
    case .none: normalization = method == .unit ? .unit : .none
    case .division: normalization = .unit
    case .standardization(let mean, let deviation):
      normalization = .standardize(Normalization.Scaling(mean: mean, deviation: deviation))
    }
  }

  /// Takes what the labels of a network with this loss and so many outputs are.
  fileprivate mutating func takeLabels(
    _ loss: Loss, outputs: Int, _ classes: ImportedNetwork.Classes?
  ) {
    labelKind = loss.labelKind
    classCount = loss.hasClasses ? (outputs == 1 ? 2 : labelKind == .oneHot ? outputs : nil) : nil
    switch classes {
    case .names(let names) where names.count == classCount:
      (classNames, labelsAreText) = (names, true)
    case .numbers(let numbers) where numbers.count == classCount: classNumbers = numbers
    default: break
    }
  }
}

extension ModelDescription {
  /// The description of a network that was trained elsewhere; the loss is that of its last activation.
  fileprivate init(
    _ plan: NetworkPlan, name: String, isDouble: Bool, input: InputFormat,
    classes: ImportedNetwork.Classes?
  ) {
    let loss = Loss.standard(for: plan.activations.last ?? .linear)
    var input = input
    input.takeLabels(loss, outputs: plan.n[plan.L], classes)
    self.init(plan, name: name, precision: isDouble ? .float64 : .float32, loss: loss, input: input)
  }

  /// What has to be said of the answers.
  fileprivate var remarks: [String] {
    let last = activations.last ?? .linear
    guard !loss.hasClasses else {
      return ["the loss is \(loss.name), since \(last.name) comes last"]
    }
    return [
      "the answers are values, since \(last.name) comes last, and the loss is \(loss.name); if they are "
        + "logits of classes, give the last layer softmax or sigmoid in config.json before training on"
    ]
  }
}

extension Configuration {
  /// A training that goes on with a network, at usual settings.
  fileprivate init(
    goingOnWith network: ImportedNetwork, _ description: ModelDescription, in folder: RunFolder
  ) {
    var source = DataSource(path: folder.url.appendingPathComponent("data").path)
    source.normalize = description.input.normalization.method
    source.classes = description.input.classNames
    if let image = description.input.imageShape {
      (source.imageSize, source.channels) = (image.size, image.channels)
    }
    var hyperparameters = Hyperparameters(alpha: 0.001, duration: .epochs(10))
    hyperparameters.optimizer = .adam()
    hyperparameters.batchSize = 32
    hyperparameters.loss = description.loss
    self.init(
      name: description.name, architecture: network.architecture,
      hyperparameters: hyperparameters, data: Sources(train: source))
    precision = description.precision
    initialization = .file(WeightFile(path: folder.model.path))
  }
}
