/// The values of polynomials at the points 0, ±a, ±b and infinity, a = 11/16 and b = 11/8, and the ways
/// back from them.
///
/// Of all points that lie symmetrically these keep the rounding errors smallest, twice those of sums of
/// products; a², b² and their sum and product are exact.
public enum TilePoints {
  @inlinable @inline(__always)
  public static var a: Double { 0.6875 }

  @inlinable @inline(__always)
  public static var b: Double { 1.375 }
}

extension KernelSet {
  public typealias Three = (Vector, Vector, Vector)
  public typealias Four = (Vector, Vector, Vector, Vector)
  public typealias Six = (Vector, Vector, Vector, Vector, Vector, Vector)

  @inlinable @inline(__always)
  public static func constant(_ value: Double) -> Vector { Vector(repeating: Scalar(value)) }

  /// Six pixels in a line: what a product of values becomes at the points is a sum over these.
  @inlinable @inline(__always)
  public static func pixelValues(_ d: Six) -> Six {
    let (a, b) = (TilePoints.a, TilePoints.b)
    let (aa, bb) = (a * a, b * b)
    let even = (
      Vector.fma(constant(-bb), d.2, d.4), Vector.fma(constant(-aa), d.2, d.4)
    )
    let odd = (
      Vector.fma(constant(-bb), d.1, d.3), Vector.fma(constant(-aa), d.1, d.3)
    )
    return (
      .fma(constant(aa * bb), d.0, .fma(constant(-aa - bb), d.2, d.4)),
      .fma(constant(a), odd.0, even.0), .fma(constant(-a), odd.0, even.0),
      .fma(constant(b), odd.1, even.1), .fma(constant(-b), odd.1, even.1),
      .fma(constant(aa * bb), d.1, .fma(constant(-aa - bb), d.3, d.5))
    )
  }

  /// A filter's three numbers, divided by what the pixels' values have too much.
  @inlinable @inline(__always)
  public static func filterValues(_ w: Three) -> Six {
    let (a, b) = (TilePoints.a, TilePoints.b)
    let (aa, bb) = (a * a, b * b)
    let (atA, atB) = (0.5 / (aa * (aa - bb)), 0.5 / (bb * (bb - aa)))
    let even = (
      Vector.fma(constant(aa * atA), w.2, constant(atA) * w.0),
      Vector.fma(constant(bb * atB), w.2, constant(atB) * w.0)
    )
    let odd = (constant(a * atA) * w.1, constant(b * atB) * w.1)
    return (
      constant(1 / (aa * bb)) * w.0, even.0 + odd.0, even.0 - odd.0, even.1 + odd.1,
      even.1 - odd.1, w.2
    )
  }

  /// The gradient of a filter's three numbers from that of their values.
  @inlinable @inline(__always)
  public static func filterGradients(_ u: Six) -> Three {
    let (a, b) = (TilePoints.a, TilePoints.b)
    let (aa, bb) = (a * a, b * b)
    let (atA, atB) = (0.5 / (aa * (aa - bb)), 0.5 / (bb * (bb - aa)))
    let even = (u.1 + u.2, u.3 + u.4)
    let odd = (u.1 - u.2, u.3 - u.4)
    return (
      .fma(
        constant(1 / (aa * bb)), u.0,
        .fma(constant(atA), even.0, constant(atB) * even.1)),
      .fma(constant(a * atA), odd.0, constant(b * atB) * odd.1),
      .fma(constant(aa * atA), even.0, .fma(constant(bb * atB), even.1, u.5))
    )
  }

  /// Four pixels of the output from the values of the product.
  @inlinable @inline(__always)
  public static func outputPixels(_ m: Six) -> Four {
    let (a, b) = (TilePoints.a, TilePoints.b)
    let (aa, bb) = (a * a, b * b)
    let even = (m.1 + m.2, m.3 + m.4)
    let odd = (m.1 - m.2, m.3 - m.4)
    return (
      (m.0 + even.0) + even.1,
      .fma(constant(a), odd.0, constant(b) * odd.1),
      .fma(constant(aa), even.0, constant(bb) * even.1),
      .fma(constant(aa * a), odd.0, .fma(constant(bb * b), odd.1, m.5))
    )
  }

  /// The gradient of the values of the product from that of four pixels of the output.
  @inlinable @inline(__always)
  public static func outputGradients(_ z: Four) -> Six {
    let (a, b) = (TilePoints.a, TilePoints.b)
    let (aa, bb) = (a * a, b * b)
    let even = (Vector.fma(constant(aa), z.2, z.0), Vector.fma(constant(bb), z.2, z.0))
    let odd = (
      Vector.fma(constant(aa * a), z.3, constant(a) * z.1),
      Vector.fma(constant(bb * b), z.3, constant(b) * z.1)
    )
    return (z.0, even.0 + odd.0, even.0 - odd.0, even.1 + odd.1, even.1 - odd.1, z.3)
  }
}
