/// Functions by others, for runtimes that have them in float32 alone.
extension ElementFunction {
  func composed<Scalar>(_ inputs: [Tensor], in statement: inout Statement<Scalar>) -> Tensor? {
    let z = inputs[0]
    switch function {
    case .leakyRelu:
      // max(z, alpha z), since 0 ≤ alpha < 1.
      return statement.apply(.max, z, statement.times(z, alpha))
    case .elu:
      // max(z, 0) + alpha (e^min(z, 0) - 1)
      let negative = statement.apply(.min, z, statement.number(0))
      let below = statement.plus(statement.apply(.exp, negative), -1)
      return statement.apply(.add, statement.apply(.relu, z), statement.times(below, alpha))
    case .softplus:
      // max(z, 0) + log(1 + e^-|z|)
      let decay = statement.apply(.exp, statement.apply(.negative, statement.apply(.absolute, z)))
      let logarithm = statement.apply(.log, statement.plus(decay, 1))
      return statement.apply(.add, statement.apply(.relu, z), logarithm)
    case .gelu:
      // z/2 (1 + erf(z / √2))
      let erf = statement.erf(statement.times(z, 0.5.squareRoot()))
      return statement.apply(.multiply, statement.times(z, 0.5), statement.plus(erf, 1))
    case .erf:
      return statement.erf(z)
    case .sigmoid, .tanh, .relu, .exp, .log, .squareRoot, .absolute, .negative, .identity:
      return nil
    }
  }
}

extension Statement {
  fileprivate mutating func times(_ x: Tensor, _ factor: Double) -> Tensor {
    apply(.multiply, x, number(factor))
  }

  fileprivate mutating func plus(_ x: Tensor, _ term: Double) -> Tensor {
    apply(.add, x, number(term))
  }

  /// erf(x) = sign(x) (1 - g(y) e^-y²) with y = min(|x|, 6) and g(y) = erfc(y) e^y², a polynomial of
  /// u = (7y - 12) / (3y + 12), which is from -1 to 1; off by less than 1e-15.
  fileprivate mutating func erf(_ x: Tensor) -> Tensor {
    let y = apply(.min, apply(.absolute, x), number(6))
    let u = apply(.divide, plus(times(y, 7), -12), plus(times(y, 3), 12))
    var g = number(Self.scaledErfc[0])
    for coefficient in Self.scaledErfc.dropFirst() {
      g = plus(apply(.multiply, u, g), coefficient)
    }
    let decay = apply(.exp, apply(.negative, apply(.multiply, y, y)))
    let size = apply(.subtract, number(1), apply(.multiply, g, decay))
    let steep = apply(.min, times(x, 1e300), number(1))
    return apply(.multiply, apply(.max, steep, number(-1)), size)
  }

  /// The coefficients of g, from the highest power on: its interpolation at 18 Chebyshev points.
  private static var scaledErfc: [Double] {
    [
      -2.1022058216090448e-11, 1.2450733408859988e-11, 6.322819812380058e-10,
      -8.5933668984488e-10, -1.6488349854566244e-08, 5.58381172440103e-08, 3.4933611948327113e-07,
      -2.9989732479636152e-06, 2.049726518344684e-06, 9.612949088669936e-05,
      -0.0008244984057864976, 0.004160948982061566, -0.015418189713509051, 0.045010855094363686,
      -0.10664603114075397, 0.2074011779915097, -0.3307253800252292, 0.28972211632346423,
    ]
  }
}
