import Kernels
import Text

/// A layer of filters that slide over a picture.
///
/// Z[f](y, x) = Σ W[f](i, j, c) · A_prev(y·s + i - p, x·s + j - p, c) + b[f], summed over the
/// kernel's rows i and columns j and the channels c, and 0 outside the picture; A = g(Z). As in all
/// of deep learning the kernel is not turned round: it is a cross-correlation. Where the filters are
/// 3×3, the stride is 1 and there are 16 channels and filters or more, Winograd's algorithm forms these sums from a
/// quarter of the products: [Lavin and Gray, 2015](https://arxiv.org/abs/1509.09308).
///
/// With several groups, channels and filters fall into as many parts of one size, and the filters of a
/// group see the channels of theirs alone; a group for each channel is a depthwise convolution.
///
/// *Shapes*: W (filters, kernel·kernel·channels / groups) with its columns in the order (i, j, c), b
/// (filters, 1), or empty in a layer without bias, A_prev (``input``.count, m), Z and A (``output``.count, m), pictures as in
/// ``ImageShape``. The output has ⌊(n + 2p - f) / s⌋ + 1 rows and columns, or ⌈n / s⌉ with
/// ``Padding/same``. A lies in memory
/// example by example, and so does an X from data: a layer between two others needs no copies.
public struct Convolution2D<Scalar: NetworkScalar>: OutputLayer {
  public struct Cache: Sendable {
    let aPrev: Matrix<Scalar>
    let kept: Matrix<Scalar>
  }

  public var W: Matrix<Scalar>
  /// Empty in a layer without bias.
  public var b: Matrix<Scalar>
  /// The pictures that come in.
  public let input: ImageShape
  /// The pictures that go out, a channel for each filter.
  public var output: ImageShape { geometry.output }
  /// Rows and columns of a filter.
  public let kernel: Int
  /// Pixels from a window to the next.
  public let stride: Int
  /// The zeros around a picture.
  public let padding: Padding
  /// The parts into which channels and filters fall.
  public let groups: Int
  public let activation: Activation
  private let geometry: ConvolutionGeometry

  /// A layer with the given weights (filters, kernel·kernel·channels / groups) and bias (filters, 1);
  /// without bias where b is empty.
  ///
  /// - Precondition: W and b have these shapes, and ``ImageShape/convolved(filters:kernel:stride:padding:)``
  ///   has a result.
  public init(
    _ input: ImageShape, W: Matrix<Scalar>, b: Matrix<Scalar>, kernel: Int, stride: Int = 1,
    padding: Padding = .same, groups: Int = 1, activation: Activation
  ) {
    let filters = W.rows
    geometry = ConvolutionGeometry(
      input, filters: filters, groups: groups, kernel: kernel, stride: stride, padding: padding)
    let depth = geometry.depth
    let perGroup = groups == 1 ? "" : " / groups"
    require(
      W.columns == depth,
      "W must be (filters, kernel·kernel·channels\(perGroup)) = \(Shape(filters, depth)), "
        + "not \(W.shape)")
    require(
      b.isEmpty || b.shape == Shape(filters, 1),
      "b must be (filters, 1) = \(Shape(filters, 1)) beside W \(W.shape), not \(b.shape)")
    self.W = W
    self.b = b
    self.input = input
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.groups = groups
    self.activation = activation
  }

  public var inputSize: Int { input.count }
  public var outputSize: Int { output.count }

  public var name: String {
    let options =
      (stride == 1 ? "" : ", stride \(stride)") + ", padding \(padding)"
      + (groups == 1 ? "" : ", groups \(groups)") + (b.isEmpty ? ", no bias" : "")
    return "Convolution2D \(input) -> \(output), kernel \(kernel)\(options), \(activation)"
  }

  public func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    let aPrev = aPrev.exampleMajor
    let (a, kept) = activated(aPrev)
    return (a, Cache(aPrev: aPrev, kept: kept))
  }

  /// A, and what the activation keeps.
  private func activated(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, kept: Matrix<Scalar>) {
    guard let function = activation.elementwise, !function.isDerivedFromZ else {
      return activation.forward(aPrev.convolved(with: W, bias: addend, geometry))
    }
    let a = aPrev.convolved(with: W, bias: addend, geometry, activation: function)
    return (a, a)
  }

  public func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> {
    activated(aPrev.exampleMajor).a
  }

  public func linear(_ aPrev: Matrix<Scalar>) -> (z: Matrix<Scalar>, cache: Cache) {
    let aPrev = aPrev.exampleMajor
    return (aPrev.convolved(with: W, bias: addend, geometry), Cache(aPrev: aPrev, kept: .empty))
  }

  /// b, or as many zeros.
  private var addend: Matrix<Scalar> { b.isEmpty ? Matrix(rows: W.rows, columns: 1) : b }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    guard let function = activation.elementwise else {
      return backward(dZ: activation.dZ(dA, kept: cache.kept), cache: cache)
    }
    return gradients(dA, a: cache.kept, function, cache)
  }

  public func parameterGradients(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    guard let function = activation.elementwise else {
      return parameterGradients(dZ: activation.dZ(dA, kept: cache.kept), cache: cache)
    }
    let (_, dW, db) = gradients(dA, a: cache.kept, function, cache, wantsDAPrev: false)
    return (dW, db)
  }

  public func inputGradient(_ dA: Matrix<Scalar>, cache: Cache) -> Matrix<Scalar> {
    guard let function = activation.elementwise else {
      return inputGradient(dZ: activation.dZ(dA, kept: cache.kept), cache: cache)
    }
    return gradients(dA, a: cache.kept, function, cache, wantsDW: false).dAPrev
  }

  public func backward(dZ: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  { gradients(dZ, a: dZ, .linear, cache) }

  public func parameterGradients(dZ: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    let (_, dW, db) = gradients(dZ, a: dZ, .linear, cache, wantsDAPrev: false)
    return (dW, db)
  }

  public func inputGradient(dZ: Matrix<Scalar>, cache: Cache) -> Matrix<Scalar> {
    gradients(dZ, a: dZ, .linear, cache, wantsDW: false).dAPrev
  }

  private func gradients(
    _ dA: Matrix<Scalar>, a: Matrix<Scalar>, _ function: ElementActivation, _ cache: Cache,
    wantsDAPrev: Bool = true, wantsDW: Bool = true
  ) -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>) {
    let (dAPrev, dW, db) = dA.convolvedBack(
      from: cache.aPrev, W: W, a: a, geometry, activation: function, wantsDAPrev: wantsDAPrev,
      wantsDW: wantsDW)
    return (dAPrev, dW, b.isEmpty ? .empty : db)
  }
}

extension Convolution2D {
  /// A layer whose weights are drawn from `random`; fan-in and fan-out count the kernel's elements in a
  /// group.
  public init(
    _ input: ImageShape, filters: Int, kernel: Int, stride: Int = 1, padding: Padding = .same,
    groups: Int = 1, bias: Bool = true, activation: Activation, initializer: Initializer = .he,
    from random: inout RandomState
  ) {
    let geometry = ConvolutionGeometry(
      input, filters: filters, groups: groups, kernel: kernel, stride: stride, padding: padding)
    self.init(
      input,
      W: initializer.weights(
        filters, geometry.depth, fanOut: kernel * kernel * geometry.filters, layer: 1,
        from: &random),
      b: bias ? Matrix(rows: filters, columns: 1) : .empty, kernel: kernel, stride: stride,
      padding: padding, groups: groups, activation: activation)
  }
}

extension Convolution2D: KinkedLayer {}

// MARK: - As operations

extension Convolution2D {
  public func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>)
    throws(UnstatedOperations) -> Tensor
  {
    let x = statement.picture(aPrev, input)
    let filters = statement.constant(
      "W", channelsFirst, shape: [W.rows, input.channels / groups, kernel, kernel])
    let z = statement.apply(
      .convolution(
        kernel: [kernel, kernel], strides: [stride, stride],
        pads: padding.pads(kernel, stride, around: input), groups: groups),
      b.isEmpty ? [x, filters] : [x, filters, statement.vector("b", b)], named: "Z")
    return try activation.operations(z, in: &statement)
  }

  /// W with its columns in the order (c, i, j).
  private var channelsFirst: Matrix<Scalar> {
    let (pixels, channels) = (kernel * kernel, input.channels / groups)
    return TensorValue([W.rows, pixels, channels], W)
      .read([W.rows, channels, pixels], strides: [W.columns, 1, channels]).matrix
  }
}

extension Convolution2D {
  public var specification: LayerSpecification? {
    .convolution2D(
      filters: W.rows, kernel: kernel, stride: stride, padding: padding, groups: groups,
      bias: !b.isEmpty, activation: activation)
  }
  public var inputImage: ImageShape? { input }
}

// MARK: - In a network's list of layers

/// ``Convolution2D``, for pictures; with dropout as in a dense layer.
public struct Convolution2DKind: LayerKind {
  public static let name = "convolution2D"
  public static let summary =
    "Filters that slide over pictures; W is (filters, kernel·kernel·channels / groups)."
  public static let aliases = ["conv", "conv2d", "convolution"]
  public static let settings: [Key<Convolution2DKind>] = [
    Key(
      required: "filters", \.filters, .size, "Channels that go out.",
      aliases: ["outChannels", "channels"]),
    Key(
      required: "kernel", \.kernel, .side, "Height and width of a filter.",
      aliases: ["kernelSize", "size"]),
    Key("stride", \.stride, .side, "Pixels from one place of a filter to the next."),
    Key(
      "padding", \.padding, .padding,
      "Zeros around the picture: as many as leave size / stride places, rounded up, none, or so many "
        + "on each side."),
    Key(
      "groups", \.groups, .size,
      "Parts into which channels and filters fall, each of its own; as many as channels: depthwise.",
      isOmittedAtDefault: true),
    Key(
      "bias", \.bias, .boolean, "Whether there is a b.", aliases: ["useBias"],
      isOmittedAtDefault: true),
    .activation(required: \.activation), .keepProbability(\.keepProbability),
  ]

  /// The channels that go out.
  public var filters: Int
  /// The height and width of a filter.
  public var kernel: Int
  /// The pixels from one place of a filter to the next.
  public var stride: Int
  /// The zeros around the picture.
  public var padding: Padding
  /// The parts into which channels and filters fall.
  public var groups: Int
  /// Whether there is a b.
  public var bias: Bool
  public var activation: Activation
  public var keepProbability: Double

  /// A convolution of so many square filters.
  public init(
    filters: Int, kernel: Int, stride: Int = 1, padding: Padding = .same, groups: Int = 1,
    bias: Bool = true, activation: Activation, keepProbability: Double = 1
  ) {
    self.filters = filters
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.groups = groups
    self.bias = bias
    self.activation = activation
    self.keepProbability = keepProbability
  }

  public init() { self.init(filters: 1, kernel: 1, activation: .linear) }

  public var misfits: [SettingMisfit] {
    .keepProbability(keepProbability) + .size("filters", filters) + .size("kernel", kernel)
      + .size("stride", stride) + .size("groups", groups)
  }

  public func output(of input: LayerInput) throws(DimensionError) -> LayerOutput {
    let image = try input.requireImage(for: self)
    guard image.channels.isMultiple(of: groups), filters.isMultiple(of: groups) else {
      throw DimensionError(
        layer: input.layer, of: self,
        "groups must divide the \(image.channels) channels and the \(filters) filters, "
          + "but is \(groups)")
    }
    let (area, isTooLarge) = kernel.multipliedReportingOverflow(by: kernel)
    let (depth, overflow) = area.multipliedReportingOverflow(by: image.channels)
    guard !isTooLarge, !overflow,
      let output = image.convolved(
        filters: filters, kernel: kernel, stride: stride, padding: padding)
    else {
      throw DimensionError([
        .convolution(
          layer: input.layer, image: image, kernel: kernel, stride: stride, padding: padding)
      ])
    }
    let W = ParameterShape(
      "W", Shape(filters, depth / groups), start: .drawn(fanOut: area * filters / groups))
    return LayerOutput(
      image: output, parameters: [W] + (bias ? [.b(Shape(filters, 1))] : []))
  }

  public func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, _ parameters: ParameterValues<Scalar>
  ) -> any NetworkLayer<Scalar> {
    Convolution2D(
      plan.requiredImage, W: parameters.W, b: parameters.b, kernel: kernel, stride: stride,
      padding: padding, groups: groups, activation: activation
    ).dropping(keepProbability)
  }

  /// PyTorch has (filters, channels / groups, rows, columns), Keras (rows, columns, channels / groups,
  /// filters).
  public func exchanged(_ plan: PlannedLayer) -> [ExchangedMatrix] {
    let channels = plan.requiredImage.channels / groups
    let W = ExchangedMatrix(
      "W", plan.shapeOfW, axes: [filters, kernel, kernel, channels],
      torch: .init("weight", order: [0, 3, 1, 2], shape: [filters, channels, kernel, kernel]),
      keras: .init("kernel", order: [1, 2, 3, 0], shape: [kernel, kernel, channels, filters]))
    let b = ExchangedMatrix(vector: "b", filters, torch: "bias", keras: "bias")
    return bias ? [W, b] : [W]
  }

  public func arithmetic(_ plan: PlannedLayer) -> Double {
    let places = plan.outputImage.map { Double($0.height * $0.width) } ?? 0
    return 2 * Double(plan.shapeOfW.count) * places
  }
}

extension LayerSpecification {
  /// ``Convolution2D``, for pictures; with dropout as in a dense layer.
  public static func convolution2D(
    filters: Int, kernel: Int, stride: Int = 1, padding: Padding = .same, groups: Int = 1,
    bias: Bool = true, activation: Activation, keepProbability: Double = 1
  ) -> Self {
    Self(
      Convolution2DKind(
        filters: filters, kernel: kernel, stride: stride, padding: padding, groups: groups,
        bias: bias, activation: activation, keepProbability: keepProbability))
  }
}

extension KeyRange where Value == Padding {
  static var padding: KeyRange {
    .either(
      .words(["same": .same, "valid": .valid]),
      KeyRange<Int>.integer(0...65535).map({ .zeros($0) }) {
        if case .zeros(let count) = $0 { count } else { nil }
      })
  }
}
