import Kernels

/// The largest element of each window of a picture, channel by channel.
///
/// A(y, x, c) = max A_prev(y·s + i - p, x·s + j - p, c) over 0 ≤ i, j < size. Going back the element that was
/// the largest gets all of dA, of equal ones the first in the order of rows, as in PyTorch. A window
/// with a NaN has that as its largest, and then passes nothing back. Padding is never the largest: a
/// window that comes over an edge has the largest of its pixels.
///
/// *Shapes*: A_prev (``input``.count, m), A (``output``.count, m), images as in ``ImageShape``.
/// The output has ⌊(n + 2p - f) / s⌋ + 1 rows and columns, or ⌈n / s⌉ with ``Padding/same``; the stride
/// is the size unless given, and there is no padding unless given. A lies in memory in the order of
/// A_prev.
public struct MaxPool2D<Scalar: NetworkScalar>: Layer {
  public struct Cache: Sendable {
    let aPrev: Matrix<Scalar>
    let a: Matrix<Scalar>
  }

  /// The pictures that come in.
  public let input: ImageShape
  /// The pictures that go out.
  public var output: ImageShape { geometry.output }
  /// Rows and columns of a window.
  public let size: Int
  /// Pixels from a window to the next.
  public let stride: Int
  /// What is around a picture.
  public let padding: Padding
  private let geometry: PoolingGeometry

  /// - Precondition: ``ImageShape/pooled(size:stride:padding:)`` has a result.
  public init(_ input: ImageShape, size: Int, stride: Int? = nil, padding: Padding = .valid) {
    self.input = input
    self.size = size
    self.stride = stride ?? size
    self.padding = padding
    geometry = PoolingGeometry(input, size: size, stride: self.stride, padding: padding)
  }

  public var inputSize: Int { input.count }
  public var outputSize: Int { output.count }
  public var name: String { "MaxPool2D \(geometry.text(padding))" }

  public func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    let a = infer(aPrev)
    return (a, Cache(aPrev: aPrev, a: a))
  }

  public func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> {
    aPrev.pooled(.maximum, geometry)
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    (dA.pooledBack(.maximum, from: cache.aPrev, a: cache.a, geometry), .empty, .empty)
  }

  public func parameterGradients(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
  { (.empty, .empty) }
}

/// The mean of each window of a picture, channel by channel.
///
/// A(y, x, c) = Σ A_prev(y·s + i - p, x·s + j - p, c) / size² over 0 ≤ i, j < size; each element of a window
/// gets dA / size² back from it. Padding counts as zeros, in the mean too, as in PyTorch.
///
/// *Shapes*: A_prev (``input``.count, m), A (``output``.count, m), images as in ``ImageShape``.
/// The output has ⌊(n + 2p - f) / s⌋ + 1 rows and columns, or ⌈n / s⌉ with ``Padding/same``; the stride
/// is the size unless given, and there is no padding unless given. A lies in memory in the order of
/// A_prev.
public struct AveragePool2D<Scalar: NetworkScalar>: Layer {
  /// The way back needs no number of the way there.
  public struct Cache: Sendable {}

  /// The pictures that come in.
  public let input: ImageShape
  /// The pictures that go out.
  public var output: ImageShape { geometry.output }
  /// Rows and columns of a window.
  public let size: Int
  /// Pixels from a window to the next.
  public let stride: Int
  /// What is around a picture.
  public let padding: Padding
  private let geometry: PoolingGeometry

  /// - Precondition: ``ImageShape/pooled(size:stride:padding:)`` has a result.
  public init(_ input: ImageShape, size: Int, stride: Int? = nil, padding: Padding = .valid) {
    self.input = input
    self.size = size
    self.stride = stride ?? size
    self.padding = padding
    geometry = PoolingGeometry(input, size: size, stride: self.stride, padding: padding)
  }

  public var inputSize: Int { input.count }
  public var outputSize: Int { output.count }
  public var name: String { "AveragePool2D \(geometry.text(padding))" }

  public func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    (aPrev.pooled(.mean, geometry), Cache())
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    (dA.pooledBack(.mean, from: .empty, a: .empty, geometry), .empty, .empty)
  }

  public func parameterGradients(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
  { (.empty, .empty) }
}

/// The mean of each channel of a picture.
///
/// A(c) = Σ A_prev(y, x, c) / (height · width); each pixel gets dA / (height · width) back.
///
/// *Shapes*: A_prev (``input``.count, m), A (channels, m), images as in ``ImageShape``. A lies in memory
/// in the order of A_prev.
public struct GlobalAveragePool2D<Scalar: NetworkScalar>: Layer {
  /// The way back needs no number of the way there.
  public struct Cache: Sendable {}

  /// The pictures that come in.
  public let input: ImageShape

  /// The means of these pictures.
  ///
  /// - Precondition: height, width and channels are at least 1.
  public init(_ input: ImageShape) {
    require(input.pooled(size: 1) != nil, "no means of a picture \(input)")
    self.input = input
  }

  public var inputSize: Int { input.count }
  public var outputSize: Int { input.channels }
  public var name: String { "GlobalAveragePool2D \(input) -> \(outputSize)" }

  public func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    (aPrev.pooled(.mean, PoolingGeometry(whole: input)), Cache())
  }

  public func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    let geometry = PoolingGeometry(whole: input)
    return (dA.pooledBack(.mean, from: .empty, a: .empty, geometry), .empty, .empty)
  }

  public func parameterGradients(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
  { (.empty, .empty) }
}

extension PoolingGeometry {
  fileprivate func text(_ padding: Padding) -> String {
    let input = ImageShape(height: height, width: width, channels: channels)
    let zeros = padding == .valid ? "" : ", padding \(padding)"
    return "\(input) -> \(output), size \(windowHeight), stride \(stride)\(zeros)"
  }
}

// MARK: - As operations

extension MaxPool2D {
  public func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>) -> Tensor {
    statement.apply(
      .maxPool(
        kernel: [size, size], strides: [stride, stride],
        pads: padding.pads(size, stride, around: input)), statement.picture(aPrev, input))
  }
}

extension AveragePool2D {
  public func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>) -> Tensor {
    statement.apply(
      .averagePool(
        kernel: [size, size], strides: [stride, stride],
        pads: padding.pads(size, stride, around: input)), statement.picture(aPrev, input))
  }
}

extension GlobalAveragePool2D {
  public func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>) -> Tensor {
    statement.flat(statement.apply(.globalAveragePool, statement.picture(aPrev, input)))
  }
}

extension MaxPool2D {
  public var specification: LayerSpecification? {
    .maxPool2D(size: size, stride: stride, padding: padding)
  }
  public var inputImage: ImageShape? { input }
}

extension AveragePool2D {
  public var specification: LayerSpecification? {
    .averagePool2D(size: size, stride: stride, padding: padding)
  }
  public var inputImage: ImageShape? { input }
}

extension GlobalAveragePool2D {
  public var specification: LayerSpecification? { .globalAveragePool2D }
  public var inputImage: ImageShape? { input }
}

// MARK: - In a network's list of layers

/// ``MaxPool2D``, for pictures; the stride is the size unless given.
public struct MaxPool2DKind: PoolingKind {
  public static let name = "maxPool2D"
  public static let summary = "The largest of each window of a picture."
  public static let aliases = ["maxPooling2D", "maxPool", "maxPooling", "pool"]
  public static let settings = poolingSettings

  public var size: Int
  public var stride: Int?
  public var padding: Padding

  /// Windows of `size` by `size`.
  public init(size: Int, stride: Int? = nil, padding: Padding = .valid) {
    self.size = size
    self.stride = stride
    self.padding = padding
  }

  public init() { self.init(size: 1) }

  public func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, _ parameters: ParameterValues<Scalar>
  ) -> any NetworkLayer<Scalar> {
    MaxPool2D<Scalar>(plan.requiredImage, size: size, stride: stride, padding: padding)
  }
}

/// ``AveragePool2D``, for pictures; the stride is the size unless given.
public struct AveragePool2DKind: PoolingKind {
  public static let name = "averagePool2D"
  public static let summary = "The mean of each window of a picture."
  public static let aliases = ["averagePooling2D", "avgPool2D", "avgPool", "averagePool"]
  public static let settings = poolingSettings

  public var size: Int
  public var stride: Int?
  public var padding: Padding

  /// Windows of `size` by `size`.
  public init(size: Int, stride: Int? = nil, padding: Padding = .valid) {
    self.size = size
    self.stride = stride
    self.padding = padding
  }

  public init() { self.init(size: 1) }

  public func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, _ parameters: ParameterValues<Scalar>
  ) -> any NetworkLayer<Scalar> {
    AveragePool2D<Scalar>(plan.requiredImage, size: size, stride: stride, padding: padding)
  }
}

/// ``GlobalAveragePool2D``, for pictures; numbers come out, one for each channel.
public struct GlobalAveragePool2DKind: LayerKind {
  public static let name = "globalAveragePool2D"
  public static let summary =
    "The mean of each channel of a picture; what comes behind sees numbers and no pictures."
  public static let aliases = [
    "globalAveragePooling2D", "globalAvgPool2D", "adaptiveAvgPool2D", "gap",
  ]

  public init() {}

  public func output(of input: LayerInput) throws(DimensionError) -> LayerOutput {
    LayerOutput(size: try input.requireImage(for: self).channels)
  }

  public func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, _ parameters: ParameterValues<Scalar>
  ) -> any NetworkLayer<Scalar> { GlobalAveragePool2D<Scalar>(plan.requiredImage) }
}

/// Layers that make one pixel of each window of a picture.
public protocol PoolingKind: LayerKind {
  /// The height and width of a window.
  var size: Int { get set }
  /// The pixels from one window to the next; nil: the size.
  var stride: Int? { get set }
  /// What is around a picture.
  var padding: Padding { get set }
}

extension PoolingKind {
  static var poolingSettings: [Key<Self>] {
    [
      Key(
        required: "size", \.size, .side, "Height and width of a window.",
        aliases: ["poolSize", "kernel"]),
      Key(
        "stride", \.writtenStride, .side,
        "Pixels from one window to the next; the size unless given."),
      Key(
        "padding", \.padding, .padding,
        "What is around the picture, in a mean zeros: as much as leaves size / stride places, rounded "
          + "up, nothing, or so much on each side.", isOmittedAtDefault: true),
    ]
  }

  /// The stride as a configuration has it, where the size is none of its own.
  private var writtenStride: Int? {
    get { stride ?? size }
    set { stride = newValue == size ? nil : newValue }
  }

  public var misfits: [SettingMisfit] { .size("size", size) + .size("stride", stride ?? 1) }

  public func output(of input: LayerInput) throws(DimensionError) -> LayerOutput {
    let image = try input.requireImage(for: self)
    guard let output = image.pooled(size: size, stride: stride, padding: padding) else {
      throw DimensionError([
        .pooling(
          layer: input.layer, type: Self.name, image: image, size: size, padding: padding)
      ])
    }
    return LayerOutput(image: output)
  }
}

extension LayerSpecification {
  /// ``MaxPool2D``, for pictures; the stride is the size unless given.
  public static func maxPool2D(size: Int, stride: Int? = nil, padding: Padding = .valid) -> Self {
    Self(MaxPool2DKind(size: size, stride: stride, padding: padding))
  }

  /// ``AveragePool2D``, for pictures; the stride is the size unless given.
  public static func averagePool2D(size: Int, stride: Int? = nil, padding: Padding = .valid) -> Self
  {
    Self(AveragePool2DKind(size: size, stride: stride, padding: padding))
  }

  /// ``GlobalAveragePool2D``, for pictures; numbers come out, one for each channel.
  public static let globalAveragePool2D = LayerSpecification(GlobalAveragePool2DKind())
}
