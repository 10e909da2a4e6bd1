/// An operation on the elements of two tensors, of which one may be stretched to the axes of the other.
struct Arithmetic: OperatorKind {
  enum Function: String, CaseIterable {
    case add = "Add"
    case subtract = "Sub"
    case multiply = "Mul"
    case divide = "Div"
    case max = "Max"
    case min = "Min"
  }

  static var names: [String] { Function.allCases.map(\.rawValue) }

  let function: Function

  init(_ function: Function) { self.function = function }

  init?(_ form: OperatorForm) {
    guard let function = Function(rawValue: form.name), form.integers.isEmpty else { return nil }
    self.init(function)
  }

  var form: OperatorForm { OperatorForm(function.rawValue) }

  func formula(of inputs: [String]) -> String {
    let (a, b) = (inputs[0], inputs[1])
    return switch function {
    case .add: "\(a) + \(b)"
    case .subtract: "\(a) - \(b)"
    case .multiply: "\(a) * \(b)"
    case .divide: "\(a) / \(b)"
    case .max: "max(\(a), \(b))"
    case .min: "min(\(a), \(b))"
    }
  }

  func shape(of inputs: [[Int]]) -> [Int]? {
    guard inputs.count == 2 else { return nil }
    let (a, b) = (inputs[0], inputs[1])
    return b.isStretched(to: a) ? a : a.isStretched(to: b) ? b : nil
  }

  func value<Scalar>(of inputs: [TensorValue<Scalar>], shape: [Int]) -> TensorValue<Scalar> {
    let (a, b) = (inputs[0].stretched(to: shape).numbers, inputs[1].stretched(to: shape).numbers)
    let result =
      switch function {
      case .add: a + b
      case .subtract: a - b
      case .multiply: a .* b
      case .divide: a ./ b
      case .max: LinearAlgebra.max(a, b)
      case .min: LinearAlgebra.min(a, b)
      }
    return TensorValue(shape, result)
  }
}

extension [Int] {
  /// Whether a tensor of these axes stands for one of others: from the last on each is the same, or 1.
  fileprivate func isStretched(to shape: [Int]) -> Bool {
    count <= shape.count
      && zip(reversed(), shape.reversed()).allSatisfy { $0 == $1 || $0 == 1 }
  }
}

extension Operator {
  /// a + b.
  public static let add = Operator(Arithmetic(.add))
  /// a - b.
  public static let subtract = Operator(Arithmetic(.subtract))
  /// a · b, element by element.
  public static let multiply = Operator(Arithmetic(.multiply))
  /// a / b.
  public static let divide = Operator(Arithmetic(.divide))
  /// The larger one.
  public static let max = Operator(Arithmetic(.max))
  /// The smaller one.
  public static let min = Operator(Arithmetic(.min))
}
