import ArrayFiles
import DeepNetwork

/// How another tool names the weights of a network's layers, and how they lie in its files.
///
/// K counts the layers with parameters from 0, those inside a residual block one by one where the block
/// stands, `layers` before `shortcut`. A program's own layers have their parameters as they are, under
/// `layers.K.` and the parameter's name.
public enum WeightLayout: String, CaseIterable, Sendable, Hashable {
  /// `layers.K.weight`, `.bias`, `.running_mean` and `.running_var`: W of a dense layer as
  /// (n[l], n[l-1]), of a convolution as (filters, channels, rows, columns), vectors as (n,); behind a
  /// flattened picture units lie channel by channel.
  case torch
  /// `layers.K.kernel`, `.bias`, `.gamma`, `.beta`, `.moving_mean` and `.moving_variance`: W of a dense
  /// layer as (n[l-1], n[l]), of a convolution as (rows, columns, channels, filters), vectors as (n,).
  case keras

  /// A matrix as the tool has it.
  func form(of matrix: ExchangedMatrix) -> ExchangedMatrix.Form {
    self == .torch ? matrix.torch : matrix.keras
  }
}

extension Dictionary where Key == String {
  /// The state of layer l by the names of its matrices in files, `state2.mean`, in their order.
  package func namedMatrices<Scalar>(ofLayer l: Int) -> [(String, Matrix<Scalar>)]
  where Value == Matrix<Scalar> {
    sorted { $0.key < $1.key }.map { ("state\(l).\($0.key)", $0.value) }
  }
}

extension Model {
  /// The arrays W1, b1, …, WL, bL with shapes (n[l], n[l-1]) and (n[l], 1), those of layers without
  /// them left out; `W3.2` for W of the layer 2 inside block 3; and `state2.mean` for what layer 2 keeps
  /// under the name `mean`.
  package var namedArrays: [Safetensors.NamedArray] {
    layers.enumerated().flatMap { index, layer -> [Safetensors.NamedArray] in
      let values = layer.namedValues
      let parameters = layer.parameterNames.map { ($0.ofLayer(index + 1), values[$0] ?? .empty) }
      return (parameters + layer.state.namedMatrices(ofLayer: index + 1))
        .map { ($0.0, $0.1.numericArray) }
    }
  }

  /// Weights and states with the names and shapes of another tool.
  ///
  /// - Parameters:
  ///   - layout: the tool's.
  ///   - plan: the network's own.
  /// - Returns: the arrays in the order of the layers.
  /// - Throws: `ExportError` for a block whose sum depends on the order of pictures.
  package func namedArrays(
    _ layout: WeightLayout, _ plan: NetworkPlan
  ) throws(ExportError) -> [Safetensors.NamedArray] {
    if let block = plan.blockThatNeedsOrder(layout) {
      throw .orderOfPictures(layer: block.l, type: block.type, layout)
    }
    return plan.exchangedLayers.enumerated().flatMap { K, layer in
      let (parameters, state) = (layers[layer.l - 1].namedValues, layers[layer.l - 1].state)
      return layer.entries.map { entry in
        let form = layout.form(of: entry.matrix)
        let matrix = (entry.matrix.isState ? state : parameters)[entry.nameInLayer] ?? .empty
        let numbers = entry.matrix.numbers(of: matrix, as: form)
        return ("layers.\(K).\(form.name)", numbers.numericArray.reshaped(form.shape))
      }
    }
  }
}
