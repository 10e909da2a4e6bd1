import ArrayFiles
import Bytes
import DeepNetwork
import Foundation

/// A network as other runtimes take it: a model of ONNX.
///
/// The input `x` is (batch, n[0]), raw features in the type of the network or float64; the output is
/// (batch, n[L]). Dropout is gone.
/// Format: onnx.proto of the ONNX project, intermediate representation 10, operator set 21.
package struct ONNXModel: Sendable {
  static let representation = 10
  static let operatorSet = 21
  /// Protocol buffers hold no more.
  private static let maximumFile = Int(Int32.max)

  private let bytes: SharedBytes

  /// The model of a network whose layers state their operations.
  ///
  /// - Parameters:
  ///   - model: the network.
  ///   - fill: what stands for a feature that is NaN, NaN where nothing does; nil: nothing anywhere.
  ///   - scaling: what is to be done to raw features first.
  ///   - isWide: whether `x` is float64 also where the network is float32.
  ///   - labelScaling: mean and deviation of each output, by which answers become values at last; nil
  ///     where they are what they should be.
  ///   - name: the name of the graph.
  ///   - output: the name of the output.
  ///   - version: that of the program.
  ///   - metadata: texts that the file carries.
  /// - Throws: `ExportError` for a layer that states none or a file that would be too large.
  package init<Scalar>(
    _ model: Model<Scalar>, filling fill: [Double]? = nil, scaling: FeatureScaling,
    isWide: Bool = false,
    restoring labelScaling: (mean: [Double], deviation: [Double])? = nil, name: String,
    output: String, version: String, metadata: [String: String]
  ) throws(ExportError) {
    let statement: Statement<Scalar>
    do throws(UnstatedOperations) {
      statement = try model.statement()
    } catch {
      throw .unstated(error)
    }
    let graph = ONNXGraph(
      statement, filling: fill, scaling, isWide: isWide, restoring: labelScaling, name: name,
      output: output)
    let message = graph.modelMessage(version: version, metadata: metadata)
    guard message.count <= Self.maximumFile else {
      throw .tooLarge(bytes: message.count, limit: Self.maximumFile)
    }
    bytes = message.encoded
  }

  /// Calls `body` with the content of the file.
  package func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try bytes.withUnsafeBytes(body)
  }

  /// What an encoded model computes of raw features (n[0], m), as far as this program writes such.
  package static func outputs<Scalar>(
    of bytes: SharedBytes, for features: Matrix<Scalar>
  ) throws(FormatError) -> Matrix<Scalar> {
    try ONNXGraph(model: bytes).evaluate(features.transposed).transposed
  }

  /// Computes the file's own outputs for raw features (n[0], m) and holds them against A (n[L], m).
  ///
  /// - Throws: `ExportError` if the file cannot be read or its outputs are others.
  package func check<Input, Scalar>(
    _ features: Matrix<Input>, against A: Matrix<Scalar>
  ) throws(ExportError) {
    let answer: Matrix<Scalar>
    do throws(FormatError) {
      answer = try ONNXGraph(model: bytes).evaluate(features.transposed, as: Scalar.self).transposed
    } catch {
      throw .unreadable("\(error)")
    }
    guard answer.shape == A.shape else {
      throw .differs("a shape of \(answer.shape) in place of \(A.shape)")
    }
    // What is allowed is the rounding of sums in another order.
    let tolerance =
      (Scalar.self == Float.self ? 1e-4 : 1e-11) * max(1, Double(A.maximumMagnitude()))
    for row in 0..<A.rows {
      for column in 0..<A.columns {
        let (found, expected) = (Double(answer[row, column]), Double(A[row, column]))
        let isSame = found == expected || (found.isNaN && expected.isNaN)
        guard isSame || abs(found - expected) <= tolerance else {
          throw .differs("output \(row) of example \(column): \(found) in place of \(expected)")
        }
      }
    }
  }
}

/// Why a network cannot be exported.
public enum ExportError: Error, Hashable, CustomStringConvertible {
  /// A layer or an activation does not state its operations, of which a whole network is written.
  case unstated(UnstatedOperations)
  /// A block adds a flattened picture to numbers in an order of their own, and the layout has another
  /// order of pictures.
  case orderOfPictures(layer: Int, type: String, WeightLayout)
  /// A layer does not say its specification, without which no file tells what the network is.
  case layerNotSaved(layer: Int, name: String)
  /// The file would have more bytes than its format can hold.
  case tooLarge(bytes: Int, limit: Int)
  /// The file that would be written cannot be read back.
  case unreadable(String)
  /// The file that would be written does not compute what the network does.
  case differs(String)

  public var description: String {
    switch self {
    case .unstated(let part):
      "\(part), of which .onnx and .html files consist; .safetensors and .npz files hold the weights of "
        + "any layer"
    case .orderOfPictures(let layer, let type, let layout):
      "layer \(layer) (\(type)) adds a flattened picture, which lies in another order in \(layout), to "
        + "numbers of another layer; without a layout the file holds the weights of any network"
    case .layerNotSaved(let layer, let name):
      "layer \(layer) (\(name)) does not say its specification, by which a file names it"
    case .tooLarge(let bytes, let limit):
      "the file would have \(bytes) bytes, but ONNX holds at most \(limit); "
        + "export to .safetensors or .npz"
    case .unreadable(let reason): "the exported file could not be read back: \(reason)"
    case .differs(let what): "the exported file does not compute what the network does: \(what)"
    }
  }
}

extension ExportError: LocalizedError {
  public var errorDescription: String? { description }
}
