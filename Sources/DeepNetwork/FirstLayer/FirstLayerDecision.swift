import Foundation
import Text

/// Whether the first layer is trained in the space of the examples, and why.
public struct FirstLayerDecision: Hashable, Sendable, CustomStringConvertible {
  /// Whether it is.
  public let isDual: Bool
  /// Why the dual form that was asked for cannot be taken; nil if it can or was not asked for.
  public let refusal: String?
  /// One line for the log.
  public let description: String

  /// The largest Gram matrix that is formed, in bytes.
  static let memoryLimit = 2 << 30
  /// A product in double precision counts as this many operations in working precision.
  private static let exactCost = 2.0

  /// The form for a network whose first layer is n[1] × n[0], trained on m examples.
  ///
  /// Operations over all iterations decide: 4·n[1]·n[0]·m an iteration against 2·n[1]·m·(m + n[1]) and,
  /// once, 2·m²·n[0] for G, unless it is there, and 4·n[1]·n[0]·m for P₀ and the way back.
  package init(
    _ hyperparameters: Hyperparameters, isDense: Bool, isFrozen: Bool, isAugmented: Bool = false,
    n0: Int, n1: Int, m: Int, iterations: Int, scalarSize: Int, hasGram: Bool
  ) {
    if let reason = Self.obstacle(
      hyperparameters, isDense: isDense, isFrozen: isFrozen, isAugmented: isAugmented, m: m,
      scalarSize: scalarSize)
    {
      self.init(
        isDual: false, refusal: hyperparameters.firstLayer == .dual ? reason : nil,
        description: "first layer: direct (\(reason))")
      return
    }
    let (n0, n1, m, T) = (Double(n0), Double(n1), Double(m), Double(iterations))
    let direct = 4 * n1 * n0 * m * T
    let gram = hasGram ? 0 : 2 * m * m * n0 * Self.exactCost
    let dual = 2 * n1 * m * (m + n1) * T + gram + (2 + 2 * Self.exactCost) * n1 * n0 * m
    let isDual: Bool
    let choice: String
    switch hyperparameters.firstLayer {
    case .auto: (isDual, choice) = (dual < direct, "")
    case .direct: (isDual, choice) = (false, ", as asked for")
    case .dual: (isDual, choice) = (true, ", as asked for")
    }
    self.init(
      isDual: isDual,
      description: "first layer: \(isDual ? "dual" : "direct")\(choice) "
        + "(dual \(dual.significant(2)) operations, direct \(direct.significant(2)))")
  }

  private init(isDual: Bool, refusal: String? = nil, description: String) {
    self.isDual = isDual
    self.refusal = refusal
    self.description = description
  }

  /// Why the dual form cannot be taken; nil if it can.
  package static func obstacle(
    _ hyperparameters: Hyperparameters, isDense: Bool, isFrozen: Bool, isAugmented: Bool = false,
    m: Int, scalarSize: Int
  ) -> String? {
    guard !isFrozen else { return "it is frozen" }
    guard isDense else { return "it is not a dense layer" }
    guard hyperparameters.batchSize == 0 || hyperparameters.batchSize >= m else {
      return "mini-batches"
    }
    guard !isAugmented else { return "the examples are drawn anew for each update" }
    guard hyperparameters.optimizer.kind.isLinear else {
      return "the optimizer scales each weight on its own"
    }
    guard Double(m) * Double(m) * Double(scalarSize) <= Double(memoryLimit) else {
      return "the \(m) x \(m) products of the examples would take more than "
        + "\(memoryLimit >> 30) GiB"
    }
    return nil
  }
}
