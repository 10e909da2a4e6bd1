/// The examples of a built-in set, as numbers.
package struct DrawnData: Sendable, Equatable {
  package enum Values: Sendable, Equatable {
    case uint8([UInt8])
    case float64([Double])
  }

  /// The shape of the values; the first axis counts the examples.
  package let shape: [Int]
  /// Example after example, each in C order; colours interleaved.
  package let values: Values
  /// One per example: the index of its class, or the value to predict.
  package let labels: [Double]
  /// Names of the classes 0, 1, …; nil where the labels are values.
  package let classNames: [String]?
  /// Names of the features of one example; nil for pictures.
  package let featureNames: [String]?
}
