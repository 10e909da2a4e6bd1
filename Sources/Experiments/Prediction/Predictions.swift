import Datasets
import DeepNetwork
import Images

/// What a network says of the examples of one input.
package struct Predictions: Sendable {
  /// The input as it was named.
  package let input: String
  /// The outputs, example by example.
  package let outputs: Outputs
  /// The names of examples that are files of their own, in their order; nil for rows of a file.
  package var exampleNames: [String]?
  /// The places of the examples in their file, where some of its rows are none; nil: 0, 1, ….
  package var fileIndices: [Int]?
  package let loss: Loss
  package let threshold: Double
  package let classNames: [String]?
  /// Whether numbers are Float, and so have the digits of one.
  package let isFloat: Bool
  /// The input itself, where it is a file with a picture.
  package var image: Image?

  /// What the network says of an example.
  package subscript(example: Int) -> Answer {
    Answer(outputs[example], of: loss, threshold: threshold, classNames: classNames)
  }

  /// The class of an example; nil for values and for several yes-or-no answers at once.
  package func label(of example: Int) -> Int? { self[example].label }

  /// The probability that the network gives to a class of an example; NaN where there is no such class.
  package func probability(of label: Int, for example: Int) -> Double {
    self[example].probability(of: label) ?? .nan
  }

  /// What people call a class; nil where nobody named it.
  package func className(_ label: Int) -> String? { classNames.knownName(of: label) }

  /// What an example is called: its own file, else the input.
  package func name(of example: Int) -> String { exampleNames?[example] ?? input }

  /// The place of an example in its file, 0 where it is a file of its own.
  package func index(of example: Int) -> Int {
    exampleNames == nil ? fileIndices?[example] ?? example : 0
  }

  /// An output with the fewest digits that read back as the same number.
  package func text(_ output: Double) -> String { isFloat ? "\(Float(output))" : "\(output)" }
}
