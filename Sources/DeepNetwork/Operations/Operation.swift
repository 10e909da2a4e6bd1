import Foundation

/// A tensor of a statement: its name and the sizes of its axes.
///
/// Examples are rows, as in ONNX: what passes through the layers is (batch, n) or, where pictures lie
/// channel by channel, (batch, channels, height, width). Constants have axes of their own.
public struct Tensor: Hashable, Sendable {
  /// The name, of which a statement has no second one.
  public let name: String
  /// The sizes of the axes; the batch is 1, since a statement speaks of any.
  public let shape: [Int]

  /// A tensor with a name and the sizes of its axes.
  public init(_ name: String, shape: [Int]) {
    self.name = name
    self.shape = shape
  }

  /// The pictures that the tensor holds channel by channel; nil where it holds none.
  public var image: ImageShape? {
    shape.count == 4 ? ImageShape(height: shape[2], width: shape[3], channels: shape[1]) : nil
  }
}

/// A step of a forward pass: one operator on named tensors.
public struct Operation: Hashable, Sendable {
  /// The operator with its attributes.
  public let `operator`: Operator
  /// The tensors that it takes, in ONNX's order.
  public internal(set) var inputs: [Tensor]
  /// The tensor that it gives.
  public internal(set) var output: Tensor
  /// The number of the layer, behind points those of layers inside: `3.2`; empty outside of a network.
  public let layer: String
}

extension Operation: CustomStringConvertible {
  public var description: String {
    "\(output.name) = \(`operator`.form.name)(\(inputs.map(\.name).joined(separator: ", ")))"
  }
}

/// A layer or an activation that does not state its operations.
public struct UnstatedOperations: LocalizedError, Hashable, CustomStringConvertible {
  /// Its name.
  public let name: String
  /// The number of the layer in its network, behind points those of layers inside: `3.2`; empty outside of one.
  public internal(set) var layer = ""

  /// The error of the layer or activation with this name.
  public init(_ name: String) { self.name = name }

  public var errorDescription: String? { description }

  public var description: String {
    (layer.isEmpty ? "" : "layer \(layer): ") + "\(name) does not state its operations"
  }
}
