import Foundation
import Text

/// A training whose numbers left the finite ones.
public struct Divergence: LocalizedError, Hashable, CustomStringConvertible {
  /// What was not finite.
  public enum Quantity: Hashable, Sendable {
    /// The cost.
    case cost
    /// The gradient of the parameter of this name.
    case gradient(of: String)
    /// The parameter of this name after the update.
    case parameter(String)

    /// The gradient of the weights.
    public static var dW: Quantity { .gradient(of: "W") }
    /// The gradient of the bias.
    public static var db: Quantity { .gradient(of: "b") }
  }

  /// The update that was not made.
  public let iteration: Int
  /// The layer, from 1; nil for the cost.
  public let layer: Int?
  /// What was not finite.
  public let quantity: Quantity
  /// The learning rate of the update.
  public let alpha: Double

  /// What is left of the training, as it goes on after "the update was not made".
  package var kept = "and the last good weights are kept"
  /// How a run can go on with a smaller alpha; nil where there is no run.
  package var resumption: Resumption?
  /// Whether gradients were clipped, which need not be advised then.
  package var isClipped = false
  /// Whether the inputs were scaled to a small range.
  package var isNormalized = false

  /// A run that can go on.
  package struct Resumption: Hashable, Sendable {
    private let iteration: Int
    private let changeable: Set<String>

    /// A run that goes on from an iteration, 0 for its beginning, and lets these keys change.
    package init(from iteration: Int, changeable: Set<String>) {
      self.iteration = iteration
      self.changeable = changeable
    }
  }

  init(iteration: Int, layer: Int?, quantity: Quantity, alpha: Double) {
    self.iteration = iteration
    self.layer = layer
    self.quantity = quantity
    self.alpha = alpha
  }

  public var errorDescription: String? { description }

  public var description: String {
    "training diverged: \(place) is not finite at iteration \(iteration), "
      + "with alpha = \(alpha); the update was not made \(kept). Try \(remedies)"
  }

  /// `dW[2]`, of a layer inside a block `dW[2.1]`.
  private var place: String {
    let name: String
    switch quantity {
    case .cost: return "the cost"
    case .gradient(of: let parameter): name = "d\(parameter)"
    case .parameter(let parameter): name = parameter
    }
    let base = name.prefix { $0 != "." }
    return "\(base)[\(layer ?? 0)\(name[base.endIndex...])]"
  }

  private var remedies: String {
    let first = "a smaller alpha\(resumption?.hint ?? "")"
    let others =
      (isNormalized ? [] : [("normalize", "inputs scaled to a small range (normalize)")])
      + (isClipped ? [] : [("clipNorm", "clipNorm")])
    guard let last = others.last else { return first }
    return ([first] + others.dropLast().map(\.1)).joined(separator: ", ") + ", or \(last.1)"
      + (resumption?.restarts(of: others.map(\.0)) ?? "")
  }
}

extension Divergence.Resumption {
  fileprivate var hint: String {
    let place = iteration > 0 ? "goes on from iteration \(iteration)" : "begins again"
    guard let resume = ProgramOption.resume.name else { return " (the run then \(place))" }
    return " (\(resume) \(ProgramOption.set.word) alpha=… \(place))"
  }

  /// What is to be said of the keys that cannot change in mid-run.
  fileprivate func restarts(of keys: [String]) -> String {
    let fixed = keys.filter { !changeable.contains($0) }
    guard !fixed.isEmpty else { return "" }
    let verb = fixed.count > 1 ? "start" : "starts"
    return
      "; \(fixed.joined(separator: " and ")) \(verb) over\(ProgramOption.overwrite.bracketed())"
  }
}
