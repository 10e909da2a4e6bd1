import Kernels

/// A function of single elements: Sigmoid, Exp and the like.
struct ElementFunction: OperatorKind {
  enum Function: String, CaseIterable {
    case sigmoid = "Sigmoid"
    case tanh = "Tanh"
    case relu = "Relu"
    case leakyRelu = "LeakyRelu"
    case elu = "Elu"
    case gelu = "Gelu"
    case softplus = "Softplus"
    case exp = "Exp"
    case log = "Log"
    case erf = "Erf"
    case squareRoot = "Sqrt"
    case absolute = "Abs"
    case negative = "Neg"
    case identity = "Identity"

    /// The default of its attribute alpha; nil where it has none.
    var alpha: Double? {
      switch self {
      case .leakyRelu: 0.01
      case .elu: 1
      default: nil
      }
    }
  }

  static var names: [String] { Function.allCases.map(\.rawValue) }

  let function: Function
  let alpha: Double

  init(_ function: Function, alpha: Double = 0) {
    self.function = function
    self.alpha = alpha
  }

  init?(_ form: OperatorForm) {
    guard let function = Function(rawValue: form.name), form.integers.isEmpty,
      let alpha = form.number("alpha", default: function.alpha ?? 0)
    else { return nil }
    self.init(function, alpha: alpha)
  }

  var form: OperatorForm {
    OperatorForm(function.rawValue, function.alpha == nil ? [:] : ["alpha": .number(alpha)])
  }

  func formula(of inputs: [String]) -> String {
    switch function {
    case .identity: inputs[0]
    case .negative: "-\(inputs[0])"
    case .leakyRelu: "leakyRelu(\(inputs[0]), slope \(alpha))"
    case .elu: "elu(\(inputs[0]), alpha \(alpha))"
    default: "\(function.rawValue.lowercased())(\(inputs[0]))"
    }
  }

  func shape(of inputs: [[Int]]) -> [Int]? { inputs.count == 1 ? inputs[0] : nil }

  func value<Scalar>(of inputs: [TensorValue<Scalar>], shape: [Int]) -> TensorValue<Scalar> {
    TensorValue(shape, value(of: inputs[0].numbers))
  }

  private func value<Scalar>(of x: Matrix<Scalar>) -> Matrix<Scalar> {
    switch function {
    case .sigmoid: x.activated(by: .sigmoid)
    case .tanh: x.activated(by: .tanh)
    case .relu: x.activated(by: .relu)
    case .leakyRelu: x.activated(by: .leakyRelu(slope: alpha))
    case .elu: x.activated(by: .elu(alpha: alpha))
    case .gelu: x.activated(by: .gelu)
    case .softplus: x.activated(by: .softplus)
    case .exp: LinearAlgebra.exp(x)
    case .log: LinearAlgebra.log(x)
    case .erf: LinearAlgebra.erf(x)
    case .squareRoot: sqrt(x)
    case .absolute: abs(x)
    case .negative: -x
    case .identity: x
    }
  }
}

extension Operator {
  /// 1 / (1 + e⁻ˣ).
  public static let sigmoid = Operator(ElementFunction(.sigmoid))
  /// The hyperbolic tangent.
  public static let tanh = Operator(ElementFunction(.tanh))
  /// max(x, 0).
  public static let relu = Operator(ElementFunction(.relu))
  /// x Φ(x), Φ the distribution function of the standard normal.
  public static let gelu = Operator(ElementFunction(.gelu))
  /// log(1 + eˣ).
  public static let softplus = Operator(ElementFunction(.softplus))
  /// eˣ.
  public static let exp = Operator(ElementFunction(.exp))
  /// The natural logarithm.
  public static let log = Operator(ElementFunction(.log))
  /// The error function.
  public static let erf = Operator(ElementFunction(.erf))
  /// √x.
  public static let squareRoot = Operator(ElementFunction(.squareRoot))
  /// |x|.
  public static let absolute = Operator(ElementFunction(.absolute))
  /// -x.
  public static let negative = Operator(ElementFunction(.negative))
  /// x.
  public static let identity = Operator(ElementFunction(.identity))

  /// x where x ≥ 0, else alpha · x.
  public static func leakyRelu(alpha: Double) -> Operator {
    Operator(ElementFunction(.leakyRelu, alpha: alpha))
  }

  /// x where x ≥ 0, else alpha (eˣ - 1).
  public static func elu(alpha: Double) -> Operator {
    Operator(ElementFunction(.elu, alpha: alpha))
  }
}
