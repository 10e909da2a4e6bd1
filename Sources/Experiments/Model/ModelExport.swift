import ArrayFiles
import Bytes
import Datasets
import DeepNetwork
import Foundation
import Interchange
import Text

/// The files that other tools open.
package enum ExportFormat: String, CaseIterable, Sendable {
  case onnx, safetensors, npz, html

  /// Whether a file holds the network whole, and not its weights alone.
  fileprivate var isWhole: Bool { self == .onnx || self == .html }

  /// The format that a file's name asks for.
  ///
  /// - Throws: `ExportFormatError` for any other name.
  package init(of url: URL) throws(ExportFormatError) {
    guard let format = ExportFormat(rawValue: url.pathExtension.lowercased()) else {
      throw .unknown(path: url.relativePath)
    }
    self = format
  }
}

/// Why a model cannot be exported as it was asked for.
package enum ExportFormatError: Error, Equatable, CustomStringConvertible {
  case unknown(path: String)
  case layoutWithoutWeights

  package var description: String {
    switch self {
    case .unknown(let path):
      "\(path) is no file that models are exported to; its name has to end in "
        + ".onnx, .safetensors, .npz or .html"
    case .layoutWithoutWeights:
      "\(ProgramOption.layout.word) says how weights lie in a .safetensors or .npz file; an .onnx or .html file holds "
        + "the whole network"
    }
  }
}

extension ExportFormatError: LocalizedError {
  package var errorDescription: String? { description }
}

extension TrainedModel {
  /// Writes the network for other tools, whole or not at all, in the format of the file's name.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - layout: the names and shapes of another tool, for files of weights.
  ///   - run: the folder of the model's run, of which a page tells more; nil where there is none.
  ///   - note: told what whoever uses the file has to know.
  /// - Throws: `ExportFormatError`, `ExportError`, `FileFailure`.
  package func export(
    to url: URL, layout: WeightLayout? = nil, run: RunFolder? = nil,
    note: @escaping (String) -> Void = { _ in }
  ) throws {
    let format = try ExportFormat(of: url)
    switch (format, layout) {
    case (.onnx, nil): try writeONNX(to: url, note: note)
    case (.html, nil): try BrowserPage(self, run: run, note: note).write(to: url)
    case (.onnx, _), (.html, _): throw ExportFormatError.layoutWithoutWeights
    case (.safetensors, nil): try write(to: url)
    case (.safetensors, let layout?):
      try TensorFile.write(namedArrays(layout), metadata: metadata(layout), to: url)
    case (.npz, let layout):
      let arrays = try layout.map { try namedArrays($0) } ?? tensors
      try AtomicFile.write(to: url) { writer in
        try NPZ.write(arrays) { try writer.write($0) }
      }
    }
    if !format.isWhole, let noteOnWeights { note(noteOnWeights) }
  }

  private func namedArrays(_ layout: WeightLayout) throws -> [Safetensors.NamedArray] {
    let plan = try description.plan
    return switch network {
    case .float32(let model): try model.namedArrays(layout, plan)
    case .float64(let model): try model.namedArrays(layout, plan)
    }
  }

  /// The metadata for weights of other names: what is said of the network, but not that these are
  /// the names of a model file.
  private func metadata(_ layout: WeightLayout) -> [String: String] {
    var metadata = description.metadata
    metadata["format"] = layout == .torch ? "pt" : nil
    return metadata
  }

  /// What those who use exported weights have to know of their answers; nil where nothing is.
  ///
  /// The weights are those that training ended with: only the graph of ONNX goes on from there to
  /// the labels as they were.
  private var noteOnWeights: String? {
    guard let scaling = description.input.labelScaling else { return nil }
    func list(_ numbers: [Double]) -> String {
      let shown = numbers.prefix(Self.maximumShown).map { "\($0)" }.joined(separator: ", ")
      return numbers.count > Self.maximumShown ? "\(shown), …" : shown
    }
    return "the weights answer to scaled labels: the value is output * deviation + mean, "
      + "with the deviation \(list(scaling.deviation)) and the mean \(list(scaling.mean))"
  }

  private static let maximumShown = 6
}
