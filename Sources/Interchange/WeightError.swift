import Foundation
import Text

/// Why the weights of a file cannot be used.
public enum WeightError: Error, Equatable, CustomStringConvertible {
  /// Every W is square, so that its shape does not tell which layout the file has.
  case ambiguous(path: String)
  /// An array of more axes than weights and biases have.
  case axes(path: String, name: String, shape: [Int])
  /// An array of a layout with other axes.
  case shape(path: String, name: String, shape: [Int], expected: [Int])
  /// The file has none of the names that are known.
  case otherNames(path: String, names: [String])
  /// Names were given for matrices that the network does not have.
  case noSuchMatrices([String], known: [String])
  /// Taken in order, the arrays are not those of the network.
  case order(path: String, lacking: [String], left: [String])
  /// A part of what a layer keeps beside its parameters, or in other shapes.
  case states(path: String, layer: String)
  /// No layer at all has its weights in the file.
  case nothingFits(path: String)

  public var description: String {
    switch self {
    case .ambiguous(let path):
      "\(path): every W is square, so its shape does not tell whether it is (n[l], n[l-1]) or "
        + "(n[l-1], n[l]); say \"layout\": \"torch\" for the first, \"keras\" for the other"
    case .axes(let path, let name, let shape):
      "\(path): '\(name)' has the shape \(shape), but weights have two axes and biases one or two"
    case .shape(let path, let name, let shape, let expected):
      "\(path): '\(name)' has the shape \(shape), expected \(expected)"
    case .otherNames(let path, let names):
      "\(path): no W1, b1, … among its arrays: \(names.prefix(20).joined(separator: ", "))"
        + (names.count > 20 ? ", … (\(names.count) in all)" : names.isEmpty ? "none" : "")
        + "; \"names\" says which is which: {\"W1\": \"…\", \"b1\": \"…\"}"
    case .noSuchMatrices(let names, let known):
      "initialization.names: the network has no \(listText(names.map(\.quoted))); it has "
        + listText(known)
    case .order(let path, let lacking, let left):
      "\(path): taken in order, its arrays are not those of the network: "
        + [
          lacking.isEmpty ? nil : "they lack \(lacking.joined(separator: "; "))",
          left.isEmpty ? nil : "no layer takes \(listText(left.map(\.quoted)))",
        ].compactMap(\.self).joined(separator: "; ")
        + "; \"names\" says which is which, and \"partial\": true takes what fits"
    case .states(let path, let layer):
      "\(path): \(layer) has a part of its state in the file, or in another shape; running statistics "
        + "come together or not at all"
    case .nothingFits(let path):
      "\(path): no layer of the network has its weights there, in names and shapes"
    }
  }
}

extension WeightError: LocalizedError {
  public var errorDescription: String? { description }
}
