import Text

/// ``Convolution2D``, for pictures; with dropout as in a dense layer.
public struct Convolution2DKind: LayerKind {
  public static let name = "convolution2D"
  public static let summary =
    "Filters that slide over pictures; W is (filters, kernel·kernel·channels)."
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
      "Zeros around the picture: as many as keep its size (an odd kernel, stride 1), none, or so "
        + "many on each side."),
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
  public var activation: Activation
  public var keepProbability: Double

  /// A convolution of so many square filters.
  public init(
    filters: Int, kernel: Int, stride: Int = 1, padding: Padding = .same, activation: Activation,
    keepProbability: Double = 1
  ) {
    self.filters = filters
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.activation = activation
    self.keepProbability = keepProbability
  }

  public init() { self.init(filters: 1, kernel: 1, activation: .linear) }

  public var misfits: [SettingMisfit] {
    .size("filters", filters) + .size("kernel", kernel) + .size("stride", stride)
  }

  public func output(of input: LayerInput) throws(DimensionError) -> LayerOutput {
    let image = try input.requireImage(for: self)
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
    return LayerOutput(image: output, W: Shape(filters, depth), b: Shape(filters, 1))
  }

  public func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, W: Matrix<Scalar>, b: Matrix<Scalar>
  ) -> any Layer<Scalar> {
    Convolution2D(
      plan.requiredImage, W: W, b: b, kernel: kernel, stride: stride, padding: padding,
      activation: activation
    ).dropping(keepProbability)
  }

  public func initialW<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, _ initializer: Initializer, layer l: Int,
    from random: inout RandomState
  ) -> Matrix<Scalar> {
    initializer.weights(
      plan.shapeOfW.rows, plan.shapeOfW.columns, fanOut: kernel * kernel * filters, layer: l,
      from: &random)
  }

  public func operations(_ plan: PlannedLayer) -> Double {
    let places = plan.outputImage.map { Double($0.height * $0.width) } ?? 0
    return 2 * Double(plan.shapeOfW.count) * places
  }
}

extension LayerSpecification {
  /// ``Convolution2D``, for pictures; with dropout as in a dense layer.
  public static func convolution2D(
    filters: Int, kernel: Int, stride: Int = 1, padding: Padding = .same, activation: Activation,
    keepProbability: Double = 1
  ) -> Self {
    Self(
      Convolution2DKind(
        filters: filters, kernel: kernel, stride: stride, padding: padding, activation: activation,
        keepProbability: keepProbability))
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
