/// A layer that treats each example of a batch for itself, but for the gradients of its parameters, which are means.
///
/// Several processes can share a batch of such layers: each passes its own examples through them.
protocol ExampleWise<Scalar>: NetworkLayer {
  /// Whether it really does: layers made of others may not.
  var isExampleWise: Bool { get }

  /// The layer with what it drew for some of the examples of the batch.
  func drawn(for examples: Range<Int>) -> Self
}

extension ExampleWise {
  var isExampleWise: Bool { true }
  func drawn(for examples: Range<Int>) -> Self { self }
}

extension NetworkLayer {
  /// Whether several processes can share a batch of this layer.
  var canBeShared: Bool { (self as? any ExampleWise)?.isExampleWise ?? false }

  /// The layer with what it drew for some of the examples of the batch.
  func part(for examples: Range<Int>) -> Self {
    (self as? any ExampleWise)?.drawn(for: examples) as? Self ?? self
  }
}

extension Dense: ExampleWise {}
extension Convolution2D: ExampleWise {}
extension MaxPool2D: ExampleWise {}
extension AveragePool2D: ExampleWise {}
extension GlobalAveragePool2D: ExampleWise {}
extension Flatten: ExampleWise {}
extension LayerNormalization: ExampleWise {}
extension ActivationLayer: ExampleWise {}

extension DropoutLayer: ExampleWise {
  func drawn(for examples: Range<Int>) -> Self {
    var part = self
    if !mask.isEmpty { part.mask = mask[columns: examples] }
    return part
  }
}

extension Dropout: ExampleWise {
  var isExampleWise: Bool { inner.canBeShared }

  func drawn(for examples: Range<Int>) -> Self {
    var part = self
    part.inner = inner.part(for: examples)
    part.dropout = dropout.drawn(for: examples)
    return part
  }
}
