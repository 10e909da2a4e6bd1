/// Where examples come from; here until the room of that name has it.
///
/// The declarations are those of `Datasets`.
public struct DataSource: Hashable, Sendable {
  public enum Origin: Hashable, Sendable {
    case file(String)
    case files(x: String, y: String?)
    case builtIn(Drawing)
  }
  public struct Drawing: Hashable, Sendable {
    public static let names = [
      "cats", "flower", "moons", "circles", "spirals", "parity", "houses", "digits",
    ]
    public var name: String
    public var examples: Int?
    public var seed: UInt32
    public var noise: Double?
    public var bits: Int?
    public init(
      _ name: String, examples: Int? = nil, seed: UInt32 = 1, noise: Double? = nil, bits: Int? = nil
    ) {
      self.name = name
      self.examples = examples
      self.seed = seed
      self.noise = noise
      self.bits = bits
    }
  }
  public enum Column: Hashable, Sendable {
    case name(String)
    case index(Int)
  }
  public var origin: Origin
  public var x: String?
  public var y: Column?
  public var imageSize: ImageSize?
  public var channels: Int?
  public var pixelOrder: PixelOrder
  public var normalize: Normalization.Method?
  public var labels: LabelKind?
  public var classes: [String]?
  public var categories: Bool
  public init(_ origin: Origin) {
    self.origin = origin
    pixelOrder = .interleaved
    categories = false
  }
  public init(path: String) { self.init(.file(path)) }
}
public struct ImageSize: Hashable, Sendable {
  public var height: Int
  public var width: Int
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }
}
public enum PixelOrder: String, CaseIterable, Hashable, Sendable { case interleaved, planar }
public enum LabelKind: String, CaseIterable, Hashable, Sendable { case binary, oneHot, values }
public enum Normalization {
  public enum Method: String, CaseIterable, Hashable, Sendable { case unit, standardize, none }
}
