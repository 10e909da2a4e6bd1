import Images
import LinearAlgebra
import Text

/// How far the pictures of a training are changed at random, anew for each update: `"augment"` of a
/// training source.
public struct Augmentation: Hashable, Sendable {
  /// In which way a picture may be mirrored, each with probability ½.
  public enum Flip: String, CaseIterable, Hashable, Sendable {
    /// Left and right change places.
    case horizontal
    /// Top and bottom change places.
    case vertical
    /// Either, and both.
    case both
  }

  /// How pictures are mirrored; nil: not at all.
  public var flip: Flip?
  /// The largest shift, as a part of the picture's height and of its width.
  public var shift = 0.0
  /// The largest turn either way, in degrees.
  public var rotate = 0.0
  /// The picture is magnified by 1 - zoom to 1 + zoom.
  public var zoom = 0.0
  /// Samples are multiplied by 1 - brightness to 1 + brightness.
  public var brightness = 0.0
  /// Distances from the picture's mean are multiplied by 1 - contrast to 1 + contrast.
  public var contrast = 0.0

  /// No change.
  public init() {}

  /// Changes that pictures of things mostly bear.
  public static let usual: Augmentation = {
    var usual = Augmentation()
    usual.flip = .horizontal
    (usual.shift, usual.rotate, usual.zoom) = (0.1, 15, 0.1)
    (usual.brightness, usual.contrast) = (0.2, 0.2)
    return usual
  }()

  /// Whether anything is changed.
  public var changesPictures: Bool { self != Augmentation() }
}

extension Augmentation: CustomStringConvertible {
  /// `flip horizontal, shift 0.1, rotate 15`.
  public var description: String {
    let amounts = [
      ("shift", shift), ("rotate", rotate), ("zoom", zoom), ("brightness", brightness),
      ("contrast", contrast),
    ]
    let words =
      (flip.map { ["flip \($0)"] } ?? [])
      + amounts.filter { $0.1 != 0 }.map { "\($0) \(JSONValue($1).compactText)" }
    return words.isEmpty ? "nothing" : words.joined(separator: ", ")
  }
}

extension ImageChange {
  /// Draws a change: eight numbers of `rand(8)`, whatever is switched on.
  ///
  /// In their order: mirrored horizontally and vertically where they are below ½; then, each from the
  /// lowest to the highest, the shift down, the shift to the right, the angle, the zoom, the
  /// brightness and the contrast.
  init(_ augmentation: Augmentation, from random: inout RandomState) {
    self.init()
    let u = random.rand(8)
    func drawn(_ index: Int, upTo limit: Double) -> Double { (2 * u[index] - 1) * limit }
    let flip = augmentation.flip
    isMirrored = (
      (flip == .horizontal || flip == .both) && u[0] < 0.5,
      (flip == .vertical || flip == .both) && u[1] < 0.5
    )
    shift = (drawn(2, upTo: augmentation.shift), drawn(3, upTo: augmentation.shift))
    angle = drawn(4, upTo: augmentation.rotate)
    zoom = 1 + drawn(5, upTo: augmentation.zoom)
    brightness = 1 + drawn(6, upTo: augmentation.brightness)
    contrast = 1 + drawn(7, upTo: augmentation.contrast)
  }
}
