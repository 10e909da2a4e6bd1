/// ``MaxPool2D``, for pictures; the stride is the size unless given.
public struct MaxPool2DKind: PoolingKind {
  public static let name = "maxPool2D"
  public static let summary = "The largest of each window of a picture."
  public static let aliases = ["maxpooling2d", "pool"]
  public static let settings = poolingSettings

  public var size: Int
  public var stride: Int?

  /// Windows of `size` by `size`.
  public init(size: Int, stride: Int? = nil) { (self.size, self.stride) = (size, stride) }
  public init() { self.init(size: 1) }

  public func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, W: Matrix<Scalar>, b: Matrix<Scalar>
  ) -> any Layer<Scalar> { MaxPool2D<Scalar>(plan.requiredImage, size: size, stride: stride) }
}

/// ``AveragePool2D``, for pictures; the stride is the size unless given.
public struct AveragePool2DKind: PoolingKind {
  public static let name = "averagePool2D"
  public static let summary = "The mean of each window of a picture."
  public static let aliases = ["averagepooling2d", "avgpool2d"]
  public static let settings = poolingSettings

  public var size: Int
  public var stride: Int?

  /// Windows of `size` by `size`.
  public init(size: Int, stride: Int? = nil) { (self.size, self.stride) = (size, stride) }
  public init() { self.init(size: 1) }

  public func layer<Scalar: NetworkScalar>(
    _ plan: PlannedLayer, W: Matrix<Scalar>, b: Matrix<Scalar>
  ) -> any Layer<Scalar> { AveragePool2D<Scalar>(plan.requiredImage, size: size, stride: stride) }
}

/// Layers that make one pixel of each window of a picture.
public protocol PoolingKind: LayerKind {
  /// The height and width of a window.
  var size: Int { get set }
  /// The pixels from one window to the next; nil: the size.
  var stride: Int? { get set }
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
    guard let output = image.pooled(size: size, stride: stride) else {
      throw DimensionError([
        .pooling(layer: input.layer, type: Self.name, image: image, size: size)
      ])
    }
    return LayerOutput(image: output)
  }
}

extension LayerSpecification {
  /// ``MaxPool2D``, for pictures; the stride is the size unless given.
  public static func maxPool2D(size: Int, stride: Int? = nil) -> Self {
    Self(MaxPool2DKind(size: size, stride: stride))
  }

  /// ``AveragePool2D``, for pictures; the stride is the size unless given.
  public static func averagePool2D(size: Int, stride: Int? = nil) -> Self {
    Self(AveragePool2DKind(size: size, stride: stride))
  }
}
