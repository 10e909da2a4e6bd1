import Foundation

/// Every violation that a check of shapes, and of the numbers that come in, found.
public struct DimensionError: Error, Hashable, CustomStringConvertible {
  /// What is wrong, in the order of the layers.
  public let violations: [DimensionViolation]

  package init(_ violations: [DimensionViolation]) { self.violations = violations }

  /// What makes a layer of one's own impossible where it stands.
  ///
  /// - Parameters:
  ///   - layer: l, as ``LayerInput`` has it.
  ///   - kind: the kind of layer.
  ///   - problem: a sentence on what is wrong.
  public init(layer: Int, of kind: some LayerKind, _ problem: String) {
    self.init([.own(layer: layer, type: type(of: kind).name, problem)])
  }

  public var description: String {
    violations.map(\.description).joined(separator: "\n")
  }
}

extension DimensionError: LocalizedError {
  public var errorDescription: String? { description }
}

/// The facts of one mismatch.
public indirect enum DimensionViolation: Hashable, Sendable {
  /// n holds fewer than two sizes.
  case tooFewSizes(count: Int)
  /// A size that is not positive: n[index] = size.
  case sizeNotPositive(index: Int, size: Int)
  /// L is not count(n) - 1.
  case layerCount(stated: Int, sizes: Int)
  /// The activations are not L.
  case activationCount(actual: Int, expected: Int)
  /// The keep probabilities are not one for each hidden layer.
  case keepProbabilityCount(actual: Int, expected: Int)
  /// n[0] is to come from data that are not there.
  case inputSizeUnknown
  /// The features of the data are not n[0].
  case inputSize(data: Int, n0: Int)
  /// The outputs of the data are not n[L].
  case outputSize(data: Int, nL: Int, L: Int)
  /// There is not a single example.
  case noExamples
  /// X is not (n[0], m).
  case input(shape: Shape, n0: Int)
  /// X and Y are not of the same examples.
  case exampleCount(X: Shape, Y: Shape)
  /// A matrix that is handed over has another shape than it must have.
  case argument(quantity: String, rule: String, expected: Shape, actual: Shape)
  /// A number of X or Y that is not finite.
  case notFinite(matrix: String, row: Int, column: Int, value: String)
  /// A label of a class that is not from 0 to 1.
  case label(row: Int, column: Int, value: Double, loss: String)
  /// Labels of an example that has one of several classes do not sum to 1.
  case labelSum(column: Int, sum: Double, loss: String)
  /// A number of an example, counted from 0, that a source handed out; its column is that in the batch.
  case inExample(Int, DimensionViolation)
  /// There are other than one state for each layer.
  case stateCount(Int, of: Int)
  /// There is no layer of this number.
  case noLayer(Int, of: Int)
  /// A layer draws at random in training, and there is no generator.
  case drawsAtRandom(layer: Int, name: String)
  /// Gradients are not those of the network that they are to update, or the optimizer remembers another;
  /// nil: they differ in the number of layers.
  case otherNetwork(layer: Int?)
  /// A layer does not take what the one before gives.
  case chain(layer: Int, name: String, takes: Int, given: Int)
  /// Weights from a file do not have the shape that the plan has.
  case weights(layer: Int, quantity: String, expected: Shape, actual: Shape)
  /// The weights of a layer are not in the file.
  case weightsMissing(layer: Int, quantity: String, expected: Shape)
  /// A matrix of a layer that is not dense does not have the shape that the layer has.
  ///
  /// Nil: it has none, or the file has none.
  case matrix(layer: Int, name: String, matrix: String, expected: Shape?, actual: Shape?)
  /// A number of a layer that cannot be.
  case setting(layer: Int, type: String, name: String, value: Double, allowed: String)
  /// A layer for pictures where there are none: they ended after layer `after`, or never began (0).
  case noImage(layer: Int, type: String, after: Int, size: Int)
  /// There is no such convolution of such a picture.
  case convolution(
    layer: Int, image: ImageShape, kernel: Int, stride: Int, padding: Padding)
  /// There is no such pooling of such a picture.
  case pooling(layer: Int, type: String, image: ImageShape, size: Int, padding: Padding)
  /// A block of this type without layers.
  case emptyBlock(layer: Int, type: String)
  /// What a residual block takes is not what it gives, so that they cannot be added.
  case blockEnds(layer: Int?, input: String, output: String)
  /// A shortcut does not take what its residual block takes, or give what it gives.
  case shortcutEnds(block: BlockEnds, shortcut: BlockEnds)
  /// A violation among the layers inside a block of this type.
  case inBlock(layer: Int?, type: String, DimensionViolation)
  /// A violation among the layers of a branch, from 1.
  case inBranch(Int, DimensionViolation)
  /// A branch does not take what the first takes.
  case branchInput(Int, takes: Int, first: Int)
  /// What a branch gives is no picture of so many pixels.
  case branchPixels(Int, size: Int, pixels: Int)
  /// A violation among the layers of a residual block's shortcut.
  case inShortcut(DimensionViolation)
  /// What a kind of layer says of itself.
  case own(layer: Int, type: String, String)
  /// Outputs that are to be left out at random.
  case dropoutAtEnd(layer: Int, type: String)
  /// A layer stores a matrix, called `property`, that is neither a parameter nor part of its state.
  case strayMatrix(layer: Int, name: String, property: String)
  /// Every layer is frozen, or has no parameters.
  case nothingLearns
  /// backward returned another number of gradients than the layer has parameters.
  case gradientCount(layer: Int, name: String, parameters: [String], actual: Int)
  /// No loss is given, and none follows from a last layer that is no ``OutputLayer``; perhaps it is
  /// dropout around one.
  case noOutputLayer(layer: Int, name: String, isDropout: Bool)
  /// What a layer returned does not have the shape that it must have.
  case returned(
    layer: Int, name: String, function: String, quantity: String, rule: String,
    expected: Shape, actual: Shape)
}

extension DimensionViolation: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooFewSizes(let count):
      "n must hold at least n[0] and n[1], but has \(count) \(count == 1 ? "size" : "sizes")"
    case .sizeNotPositive(let index, let size):
      "n[\(index)] must be at least 1, but is \(size)"
    case .layerCount(let stated, let sizes):
      "L must be count(n) - 1 = \(sizes - 1), but is \(stated)"
    case .activationCount(let actual, let expected):
      "activations must be L = \(expected), one per layer, but there are \(actual)"
    case .keepProbabilityCount(let actual, let expected):
      "keepProbability must be one number or L - 1 = \(expected), one per hidden layer, "
        + "but there are \(actual)"
    case .inputSizeUnknown:
      "n[0] is 0, to be taken from the data, but there are no data to take it from"
    case .inputSize(let data, let n0):
      "X must be (n[0], m) = (\(n0), m), but the data have \(data) features per example"
    case .outputSize(let data, let nL, let L):
      "Y must be (n[\(L)], m) = (\(nL), m), but the data have \(data) outputs per example"
    case .noExamples: "X must be (n[0], m) with m at least 1, but there are no examples"
    case .input(let shape, let n0):
      "X must be (n[0], m) = (\(n0), m), but is \(shape)"
        + (shape.columns == n0 ? ": transposed? Examples are columns" : "")
    case .exampleCount(let X, let Y):
      "X and Y must have one column for each example, but are \(X) and \(Y)"
    case .argument(let quantity, let rule, let expected, let actual):
      "\(quantity) must be " + Self.comparison(rule, expected, "is", actual)
    case .notFinite(let matrix, let row, let column, let value):
      "\(matrix)[\(row), \(column)] is \(value): every number must be finite"
    case .label(let row, let column, let value, let loss):
      "Y[\(row), \(column)] is \(Self.text(value)), but the labels of \(loss) are from 0 to 1"
    case .labelSum(let column, let sum, let loss):
      "column \(column) of Y sums to \(Self.text(sum)), but the labels of \(loss) are a 1 for one class "
        + "and a 0 for each other, or shares that sum to 1"
    case .inExample(let example, let violation): "example \(example) of the source: \(violation)"
    case .stateCount(let count, let layers):
      "there must be a state for each of the \(layers) layers, but there are \(count)"
    case .noLayer(let l, let L): "there is no layer \(l): the layers are 1 to \(L)"
    case .drawsAtRandom(let layer, let name):
      "layer \(layer) (\(name)): draws at random in training: hand over a generator, `from: &random`"
    case .otherNetwork(let layer):
      "gradients and optimizer must be those of the network that is updated, but they differ in "
        + (layer.map { "the parameters of layer \($0)" } ?? "the number of layers")
    case .chain(let layer, let name, let takes, let given):
      "layer \(layer) (\(name)): takes n[\(layer - 1)] = \(takes) inputs, "
        + "but layer \(layer - 1) gives \(given)"
    case .weights(let layer, let quantity, let expected, let actual):
      "layer \(layer): \(quantity)\(layer) must be "
        + Self.comparison(Self.weightRule(quantity, layer), expected, "the file has", actual)
    case .weightsMissing(let layer, let quantity, let expected):
      "layer \(layer): \(quantity)\(layer) must be \(Self.weightRule(quantity, layer)) = "
        + "\(expected), but the file has no \(quantity)\(layer)"
    case .matrix(let layer, let name, let matrix, let expected?, let actual):
      "layer \(layer) (\(name)): \(matrix) must be \(expected), but is "
        + (actual?.description ?? "missing")
    case .matrix(let layer, let name, let matrix, nil, _):
      "layer \(layer) (\(name)): has no \(matrix)"
    case .setting(let layer, let type, let name, let value, let allowed):
      "layer \(layer) (\(type)): \(name) must be \(allowed), but is \(Self.text(value))"
    case .noImage(let layer, let type, let end, let size):
      "layer \(layer) (\(type)): takes pictures, but "
        + (end == 0
          ? "the \(size) features of an example have no height, width and channels"
          : "behind layer \(end) there are none, only \(size) numbers an example")
    case .convolution(let layer, let image, let kernel, _, let padding):
      "layer \(layer) (convolution2D): "
        + Self.reason("kernel", kernel, "a kernel of \(kernel) is too large for", image, padding)
    case .pooling(let layer, let type, let image, let size, let padding):
      "layer \(layer) (\(type)): "
        + Self.reason("size", size, "windows of size \(size) are larger than", image, padding)
    case .emptyBlock(let layer, let type): "layer \(layer) (\(type)): holds no layers"
    case .blockEnds(let layer, let input, let output):
      (layer.map { "layer \($0) (residual): " } ?? "")
        + "a residual block adds its input to its output, but it takes \(input) and gives \(output)"
    case .shortcutEnds(let block, let shortcut):
      "a residual block takes \(block.input) and gives \(block.output), but its shortcut takes "
        + "\(shortcut.input) and gives \(shortcut.output)"
    case .inBlock(let layer, let type, let violation):
      "\(layer.map { "layer \($0) (\(type))" } ?? "in a \(type) block"): \(violation)"
    case .inBranch(let branch, let violation): "in branch \(branch), \(violation)"
    case .branchInput(let branch, let size, let first):
      "branches take the same A_prev, but the first takes \(first) inputs and branch \(branch) \(size)"
    case .branchPixels(let branch, let size, let pixels):
      "branches that are joined by channels must give pictures of one height and width, but \(size) outputs "
        + "of branch \(branch) are no multiple of \(pixels) pixels"
    case .inShortcut(let violation): "in its shortcut, \(violation)"
    case .own(let layer, let type, let problem): "layer \(layer) (\(type)): \(problem)"
    case .dropoutAtEnd(let layer, let type):
      "layer \(layer) (\(type)): no units can be left out in the last layer, whose outputs all count"
    case .strayMatrix(let layer, let name, let property):
      "layer \(layer) (\(name)): \(LayerViolation.strayMatrix(property))"
    case .nothingLearns:
      "no layer learns anything: each is frozen or has no parameters"
    case .gradientCount(let layer, let name, let parameters, let actual):
      "layer \(layer) (\(name)): backward must return a gradient for each of "
        + "\(parameters.joined(separator: ", ")), but returned \(actual)"
    case .noOutputLayer(let layer, let name, let isDropout):
      "layer \(layer) (\(name)): the last layer is no output layer, so that no loss follows from it; "
        + (isDropout
          ? "take the dropout off it" : "end in an output layer, such as Dense or ActivationLayer")
        + ", or give hyperparameters.loss"
    case .returned(
      let layer, let name, let function, let quantity, let rule, let expected, let actual):
      "layer \(layer) (\(name)): \(quantity) must be "
        + Self.comparison(rule, expected, "\(function) returned", actual)
        + Self.likelySum(quantity, expected, actual)
    }
  }

  private static func text(_ value: Double) -> String {
    Int(exactly: value).map { "\($0)" } ?? "\(value)"
  }

  /// Why windows of this size do not slide over a picture.
  private static func reason(
    _ name: String, _ size: Int, _ misfit: String, _ image: ImageShape, _ padding: Padding
  ) -> String {
    switch padding {
    case .zeros(let count) where count < 0 || count >= size:
      return "padding must be from 0 to \(name) - 1 = \(size - 1), but is \(count)"
    default:
      let padded = padding == .valid ? "" : ", padded by \(padding)"
      return "\(misfit) the picture \(image)\(padded)"
    }
  }

  private static func weightRule(_ quantity: String, _ layer: Int) -> String {
    quantity.hasSuffix("b") ? "(n[\(layer)], 1)" : "(n[\(layer)], n[\(layer - 1)])"
  }

  private static func comparison(
    _ rule: String, _ expected: Shape, _ source: String, _ actual: Shape
  ) -> String {
    "\(rule) = \(expected), but \(source) \(actual)"
      + (actual == expected.transposed ? ": transposed?" : "")
  }

  /// What a db of a wrong shape that is not the transposed one is likely to be.
  private static func likelySum(_ quantity: String, _ expected: Shape, _ actual: Shape) -> String {
    guard quantity == "db", expected.columns == 1, actual.columns > 1,
      actual != expected.transposed
    else { return "" }
    if actual.rows == 1 { return ": summed over the units in place of the examples?" }
    return actual.rows == expected.rows ? ": not summed over the examples?" : ""
  }
}
