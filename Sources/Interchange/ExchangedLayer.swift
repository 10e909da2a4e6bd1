import DeepNetwork

/// A layer with parameters or a state, one inside a block on its own, as files have it.
struct ExchangedLayer: Hashable, Sendable {
  /// A matrix of the layer and its names.
  struct Entry: Hashable, Sendable {
    let matrix: ExchangedMatrix
    /// The name in layer l of the network: `W.2` for W of the layer 2 inside.
    let nameInLayer: String
    /// The name in model files: `W3.2`, `state3.2.mean`.
    let key: String
  }

  /// The layer of the network that it is or is inside of, from 1.
  let l: Int
  /// l, and behind it where the layer is inside: `3.2`, `3.shortcut.1`.
  let number: String
  /// The kind of layer.
  let type: String
  let entries: [Entry]

  fileprivate init(_ layer: PlannedLayer, _ l: Int, inside path: String) {
    self.l = l
    number = path.isEmpty ? "\(l)" : "\(l).\(path)"
    type = layer.specification.type
    entries = layer.specification.kind.exchanged(layer).map { matrix in
      guard matrix.isState else {
        let name = path.isEmpty ? matrix.name : matrix.name.ofInner(path)
        return Entry(matrix: matrix, nameInLayer: name, key: name.ofLayer(l))
      }
      let name = path.isEmpty ? matrix.name : "\(path).\(matrix.name)"
      return Entry(matrix: matrix, nameInLayer: name, key: "state\(l).\(name)")
    }
  }
}

extension ExchangedLayer: CustomStringConvertible {
  var description: String { "layer \(number) (\(type))" }

  /// The layer with the names and shapes of its arrays in PyTorch.
  var withForms: String {
    let forms = entries.map { "\($0.matrix.torch.name) \($0.matrix.torch.shape)" }
    return "\(self) with \(forms.joined(separator: ", "))"
  }
}

extension NetworkPlan {
  /// The layers with parameters or a state, depth first, those of a block before those of its shortcut.
  var exchangedLayers: [ExchangedLayer] {
    layers.enumerated().flatMap { $1.exchanged($0 + 1, inside: "") }
  }

  /// The first block whose sum is another where pictures lie as in a layout; nil where there is none.
  func blockThatNeedsOrder(_ layout: WeightLayout) -> (l: Int, type: String)? {
    guard layout == .torch else { return nil }
    return layers.enumerated().lazy.compactMap { index, layer in
      layer.needsOrder ? (index + 1, layer.specification.type) : nil
    }.first
  }
}

extension PlannedLayer {
  fileprivate func exchanged(_ l: Int, inside path: String) -> [ExchangedLayer] {
    guard inner.isEmpty else {
      return inner.flatMap {
        $0.exchanged(l, inside: path.isEmpty ? $0.number : "\(path).\($0.number)")
      }
    }
    let layer = ExchangedLayer(self, l, inside: path)
    return layer.entries.isEmpty ? [] : [layer]
  }

  fileprivate var needsOrder: Bool {
    addsPictureToOthers || inner.contains(where: \.needsOrder)
  }
}
