/// A primitive function of tensors, with ONNX's meaning of its name and attributes (operator set 21).
///
/// The set is closed: all that a layer states is composed of these.
public struct Operator: Sendable {
  let kind: any OperatorKind

  init(_ kind: some OperatorKind) { self.kind = kind }

  /// The operator of a form; nil where the set has none, or none with these attributes.
  package init?(_ form: OperatorForm) {
    for type in Self.kinds {
      if let kind = type.init(form) {
        self.kind = kind
        return
      }
    }
    return nil
  }

  private static let kinds: [any OperatorKind.Type] = [
    ElementFunction.self, Arithmetic.self, AffineProduct.self, MatrixProduct.self,
    WindowOperator.self, GlobalMean.self, AxesMean.self, BatchScaling.self, SoftmaxOperator.self,
    Reshaping.self, Flattening.self, AxesOrder.self, Joining.self, Slicing.self, ZeroPadding.self,
  ]

  /// The types of all operators, as ONNX names them.
  package static var names: [String] { kinds.flatMap { $0.names } }

  /// The operator as ONNX names it.
  public var form: OperatorForm { kind.form }
}

extension Operator: Hashable {
  public static func == (a: Self, b: Self) -> Bool { a.form == b.form }
  public func hash(into hasher: inout Hasher) { hasher.combine(form) }
}

/// An operator in the words of ONNX.
public struct OperatorForm: Hashable, Sendable {
  /// The operator's type: `Gemm`.
  public let name: String
  /// The attributes that are not at their defaults.
  public let attributes: [String: OperatorAttribute]
  /// The lists of integers that it takes behind its tensors: a shape, axes.
  public let integers: [[Int]]

  package init(
    _ name: String, _ attributes: [String: OperatorAttribute] = [:], integers: [[Int]] = []
  ) {
    self.name = name
    self.attributes = attributes
    self.integers = integers
  }
}

/// The value of an operator's attribute.
public enum OperatorAttribute: Hashable, Sendable {
  /// A whole number.
  case integer(Int)
  /// A number.
  case number(Double)
  /// Whole numbers.
  case integers([Int])
}

/// Operators of one form, with their shapes and their values.
protocol OperatorKind: Sendable {
  /// The types that ``form`` can have.
  static var names: [String] { get }

  /// The operator of a form; nil for any other.
  init?(_ form: OperatorForm)

  var form: OperatorForm { get }

  /// The result in terms of the names of its inputs, in the notation with an example in each column.
  func formula(of inputs: [String]) -> String

  /// A number of the result as a sum of products; nil of operators that are none.
  func sumOfProducts<Scalar>(_ inputs: [TensorValue<Scalar>], shape: [Int])
    -> SumOfProducts<Scalar>?

  /// The axes of the result; nil where the operator does not take tensors of these axes.
  func shape(of inputs: [[Int]]) -> [Int]?

  /// The result, of axes that ``shape(of:)`` gave for those of the inputs.
  func value<Scalar>(of inputs: [TensorValue<Scalar>], shape: [Int]) -> TensorValue<Scalar>

  /// The same by operators that the usual runtimes have in float64; nil where they have this one.
  func composed<Scalar>(_ inputs: [Tensor], in statement: inout Statement<Scalar>) -> Tensor?
}

extension OperatorKind {
  func formula(of inputs: [String]) -> String {
    "\(form.name)(\((inputs + form.integers.map { "\($0)" }).joined(separator: ", ")))"
  }

  func sumOfProducts<Scalar>(_ inputs: [TensorValue<Scalar>], shape: [Int])
    -> SumOfProducts<Scalar>?
  { nil }

  func composed<Scalar>(_ inputs: [Tensor], in statement: inout Statement<Scalar>) -> Tensor? {
    nil
  }
}

extension OperatorForm {
  /// The integer attribute, or its default; nil where it is of another type.
  func integer(_ name: String, default value: Int) -> Int? {
    switch attributes[name] {
    case nil: value
    case .integer(let value)?: value
    default: nil
    }
  }

  /// So many integers from 0 on, none of them larger than any axis; nil where there are others.
  func sizes(_ name: String, count: Int, default value: Int) -> [Int]? {
    switch attributes[name] {
    case nil: Array(repeating: value, count: count)
    case .integers(let values)? where values.count == count && values.allSatisfy(\.isSize): values
    default: nil
    }
  }

  func number(_ name: String, default value: Double) -> Double? {
    switch attributes[name] {
    case nil: value
    case .number(let value)?: value
    default: nil
    }
  }
}

/// The most axes of a tensor.
package let maximumRank = 8

extension Int {
  /// Whether an axis may have it: sums and products of two such do not overflow.
  var isSize: Bool { self >= 0 && self <= 1 << 30 }
}
