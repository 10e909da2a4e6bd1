import ArrayFiles
import DeepNetwork

/// How another tool names the weights of a network's layers, and how they lie in its files.
public enum WeightLayout: String, CaseIterable, Sendable, Hashable {
  /// `layers.0.weight` is W[1] as (n[1], n[0]), `layers.0.bias` b[1] as (n[1],).
  case torch
  /// `layers.0.kernel` is W[1] as (n[0], n[1]), `layers.0.bias` b[1] as (n[1],).
  case keras

  /// The name of `W` or `b` of layer l, counted from 1.
  package func name(_ quantity: String, _ l: Int) -> String {
    let weight = self == .torch ? "weight" : "kernel"
    return "layers.\(l - 1).\(quantity == "W" ? weight : "bias")"
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

  /// The weights of dense layers with the names and shapes of another tool.
  ///
  /// - Throws: `ExportError` for a layer that is not dense.
  package func namedArrays(
    _ layout: WeightLayout
  ) throws(ExportError) -> [Safetensors.NamedArray] {
    try denseLayers { .layerWithoutNames(layer: $0, name: $1, layout) }.enumerated().flatMap {
      index, layer -> [Safetensors.NamedArray] in
      let W = layout == .torch ? layer.W : layer.W.transposed
      return [
        (layout.name("W", index + 1), W.numericArray),
        (layout.name("b", index + 1), layer.b.numericArray.reshaped([layer.outputSize])),
      ]
    }
  }
}
