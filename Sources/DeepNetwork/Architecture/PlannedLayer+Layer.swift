/// Layers that are made as they were planned.
extension PlannedLayer {
  /// Layer l with weights that are drawn from `random`, those inside a block in their order.
  func layer<Scalar: NetworkScalar>(
    _ l: Int, _ initializer: Initializer, from random: inout RandomState
  ) -> any Layer<Scalar> {
    guard case .residual(_, let activation) = specification else {
      let W: Matrix<Scalar> = drawnW(l, initializer, from: &random)
      return layer(W: W, b: Matrix(rows: shapeOfB.rows, columns: shapeOfB.columns))
    }
    var layers: [any Layer<Scalar>] = []
    for layer in inner { layers.append(layer.layer(l, initializer, from: &random)) }
    return Residual(planned: layers, activation: activation)
  }

  /// The layer with the given parameters, which have the planned shapes.
  func layer<Scalar: NetworkScalar>(W: Matrix<Scalar>, b: Matrix<Scalar>) -> any Layer<Scalar> {
    switch specification {
    case .dense(_, let activation, let keep):
      return Dense(W: W, b: b, activation: activation).dropping(keep)
    case .convolution2D(_, let kernel, let stride, let padding, let activation, let keep):
      return Convolution2D(
        picture, W: W, b: b, kernel: kernel, stride: stride, padding: padding,
        activation: activation
      ).dropping(keep)
    case .maxPool2D(let size, let stride):
      return MaxPool2D<Scalar>(picture, size: size, stride: stride)
    case .averagePool2D(let size, let stride):
      return AveragePool2D<Scalar>(picture, size: size, stride: stride)
    case .flatten: return Flatten<Scalar>(picture)
    case .batchNormalization(let activation, let momentum, let epsilon):
      var layer =
        inputPicture.map {
          BatchNormalization<Scalar>(
            picture: $0, activation: activation, momentum: momentum, epsilon: epsilon)
        }
        ?? BatchNormalization(
          inputSize, activation: activation, momentum: momentum, epsilon: epsilon)
      (layer.W, layer.b) = (W, b)
      return layer
    case .residual:
      var random = RandomState(seed: 0)
      var block: any Layer<Scalar> = layer(1, .zeros, from: &random)
      (block.W, block.b) = (W, b)
      return block
    }
  }

  /// W as the layer starts: drawn, or 1 where it is a scale.
  private func drawnW<Scalar: NetworkScalar>(
    _ l: Int, _ initializer: Initializer, from random: inout RandomState
  ) -> Matrix<Scalar> {
    switch specification {
    case .dense:
      initializer.weights(shapeOfW.rows, shapeOfW.columns, layer: l, from: &random)
    case .convolution2D(let filters, let kernel, _, _, _, _):
      initializer.weights(
        shapeOfW.rows, shapeOfW.columns, fanOut: kernel * kernel * filters, layer: l, from: &random)
    case .batchNormalization:
      Matrix(rows: shapeOfW.rows, columns: shapeOfW.columns, repeating: 1)
    case .maxPool2D, .averagePool2D, .flatten, .residual: .empty
    }
  }

  /// The pictures that come in to a layer that takes nothing else.
  private var picture: PictureShape {
    guard let inputPicture else { fatalError("\(specification.type) was planned without pictures") }
    return inputPicture
  }
}

extension Layer {
  /// The layer with dropout, where units are to be left out.
  fileprivate func dropping(_ keepProbability: Double) -> any Layer<Scalar> {
    keepProbability < 1 ? Dropout(self, keepProbability: keepProbability) : self
  }
}
