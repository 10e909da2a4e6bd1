import ArrayFiles
import Ranks
import Text

extension Dataset {
  // MARK: What a precision holds

  /// Refuses features and labels that a network's precision cannot hold: 1e300 is none of float32's.
  ///
  /// `advice` is what whoever asks may do about it.
  package func requireRepresentable<Scalar: BinaryFloatingPoint>(
    as type: Scalar.Type, advice: String? = nil
  ) throws(DataError) {
    try requireRepresentableLabels(as: type, advice: advice)
    try requireRepresentableFeatures(as: type, advice: advice)
  }

  private func holds<Scalar: BinaryFloatingPoint>(_: Scalar.Type) -> String {
    "a number that \(Scalar.self == Float.self ? "float32" : "float64") holds"
  }

  /// The same for the labels alone.
  func requireRepresentableLabels<Scalar: BinaryFloatingPoint>(
    as type: Scalar.Type, advice: String? = nil
  ) throws(DataError) {
    if let labels, labels.kind == .values,
      let i = labels.numbers.firstIndex(where: { !Scalar($0).isFinite })
    {
      let row = fileIndex(of: i / max(labels.width, 1)) + firstRow
      throw DataError(
        .content, file: name, place: .init(row: row),
        found: "the label \(numberText(labels.numbers[i]))", expected: holds(type),
        advice: advice)
    }
  }

  /// The same for the features alone, as they are normalized.
  func requireRepresentableFeatures<Scalar: BinaryFloatingPoint>(
    as type: Scalar.Type, advice: String? = nil
  ) throws(DataError) {
    guard let bad = firstFeature(beyond: type) else { return }
    let isScaled = if case .standardize = format.normalization { true } else { false }
    throw DataError(
      .content, file: name, place: place(bad.example, bad.feature), found: numberText(bad.value),
      expected: holds(type) + (isScaled ? " once it is standardized" : ""), advice: advice)
  }

  /// The first feature that is infinite in a precision once it is normalized.
  private func firstFeature<Scalar: BinaryFloatingPoint>(
    beyond type: Scalar.Type
  ) -> FeaturePlace? {
    // What no example exceeds is enough as a rule, and costs no look at the examples.
    let limit = Double(Scalar.greatestFiniteMagnitude)
    guard case .standardize(let scaling) = format.normalization else {
      guard magnitude > limit else { return nil }
      return firstFeature(in: 0..<count) { !Scalar($1).isFinite }
    }
    let mean = scaling.mean.reduce(0) { max($0, abs($1)) }
    guard (magnitude + mean) * (scaling.inverse.max() ?? 1) > limit else { return nil }
    return firstFeature(in: 0..<count) { feature, value in
      !Scalar((value - scaling.mean[feature]) * scaling.inverse[feature]).isFinite
    }
  }

  // MARK: What unit divides by 255

  /// Refuses features that `unit` has no meaning for: other than whole numbers from 0 to 255.
  ///
  /// `isKnown` says whether the training data were divided by 255, and so these must be.
  func requireUnitRange(
    isKnown: Bool = false, among ranks: any Communicator = SingleProcess()
  ) throws(DataError) {
    guard array.elementType != .uint8, array.elementType != .bool else { return }
    let bad = firstFeature(among: ranks) { $1 != $1.rounded() || !(0...255).contains($1) }
    guard let bad else { return }
    let range = FeatureRanges(self).all
    let rule =
      isKnown
      ? "which are divided by 255 as the training data were"
      : array.elementType == .int8
        ? "which \"unit\", the rule for 8-bit data unless \"normalize\" says otherwise, divides by 255"
        : "which \"normalize\": \"unit\" divides by 255"
    let advice =
      range.lowerBound >= 0 && range.upperBound <= 1
      ? "values that are scaled already need \"none\""
      : "\"standardize\" takes numbers of any range, \"none\" leaves them as they are"
    throw DataError(
      .content, file: name, place: place(bad.example, bad.feature),
      found: "\(numberText(bad.value)) among numbers from \(numberText(range.lowerBound)) to "
        + numberText(range.upperBound),
      expected: "whole numbers from 0 to 255, \(rule)", advice: isKnown ? nil : advice)
  }

  /// Says where `unit` makes 0 and 1 into 0 and 0.0039; nil where there are other numbers.
  func unitRemark(isKnown: Bool) -> String? {
    guard isOfZerosAndOnes else { return nil }
    return "no value is above 1, and all are divided by 255 (unit): inputs reach 0.0039"
      + (isKnown
        ? ", as the training data were" : "; \"normalize\": \"none\" leaves them as they are")
  }

  /// Whether 1 is the largest of all features.
  private var isOfZerosAndOnes: Bool {
    guard array.elementType.size == 1 else { return FeatureRanges(self).all.upperBound == 1 }
    return array.withBytes { bytes in !bytes.contains { $0 > 1 } && bytes.contains(1) }
  }
}
