/// Measures what updates really did with the weights, at some of the rows of the history.
///
/// A measurement costs a copy of the weights: of many updates no more than one in a hundred is
/// measured, beside the first few.
struct StepWatch {
  private static let large = 0.5
  private static let small = 1e-9
  /// Measurements in a row that a symptom must last.
  private static let patience = 5

  private var measured = 0
  private var largeInARow: [Int: Int] = [:]
  private var smallInARow: [Int: Int] = [:]
  /// Layers that an update has moved.
  private var moved: Set<Int> = []

  /// Whether the update of a row, `updates` after the first one seen, is to be measured.
  mutating func isDue(after updates: Int) -> Bool {
    guard measured <= Self.patience + updates / 100 else { return false }
    measured += 1
    return true
  }

  /// What the changes of the weights of all layers, and those before, give rise to: their ratios
  /// ‖W_after − W_before‖ / ‖W_before‖, nil where W_before or dW is 0.
  mutating func findings(_ ratios: [Double?]) -> [Diagnostic.Finding] {
    ratios.enumerated().compactMap { l, ratio in
      guard let ratio else { return nil }
      if ratio >= Self.small { moved.insert(l) }
      largeInARow[l] = ratio > Self.large ? largeInARow[l, default: 0] + 1 : 0
      smallInARow[l] = moved.contains(l) ? 0 : smallInARow[l, default: 0] + 1
      if largeInARow[l] == Self.patience { return .stepTooLarge(layer: l + 1, ratio: ratio) }
      if smallInARow[l] == Self.patience { return .stepTooSmall(layer: l + 1, ratio: ratio) }
      return nil
    }
  }
}

extension Propagation {
  /// The weights of each layer as it stores them, to be compared with those after an update.
  var weights: [[Matrix<Scalar>]] { layers.map { $0.weights } }

  /// How far weights have moved since they were `before`, relative to their size.
  func relativeSteps(from before: [[Matrix<Scalar>]]) -> [Double?] {
    zip(layers, before).map { layer, before in
      guard !layer.gradientOfWeights.isZero else { return nil }
      let size = layer.norm(before)
      return size > 0 ? layer.norm(zip(layer.weights, before).map { $0 - $1 }) / size : nil
    }
  }
}

extension LayerPropagation {
  /// ‖V‖ of the weights or a change of them.
  fileprivate func norm(_ V: [Matrix<Scalar>]) -> Double {
    // By the largest: the squares of a small change are nearer to 0 than any number.
    let largest = V.reduce(0) { max($0, $1.maximumMagnitude()) }
    guard largest > 0, largest.isFinite else { return Double(largest) }
    let square = squaredNorm(ofWeights: V.map { $0 / largest })
    return square < 0 ? 0 : square.squareRoot() * Double(largest)
  }
}
