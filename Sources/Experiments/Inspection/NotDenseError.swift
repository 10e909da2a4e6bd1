import DeepNetwork

/// A network of other layers where only dense ones will do.
package struct NotDenseError: Error, Equatable, CustomStringConvertible {
  /// The number and type of the first layer that is not dense.
  let layer: Int
  let type: String
  let task: String

  init(_ architecture: Architecture, task: String) {
    let index = architecture.layers.firstIndex { $0.units == nil } ?? 0
    layer = index + 1
    type = architecture.layers[index].type
    self.task = task
  }

  package var description: String {
    "layer \(layer) is \(type), but only networks of dense layers are \(task); "
      + "dnn check shows the shapes of any network"
  }
}
