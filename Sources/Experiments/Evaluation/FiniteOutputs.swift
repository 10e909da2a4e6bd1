import Datasets
import DeepNetwork

extension Outputs {
  /// The first example that is answered with what is no finite number; nil where none is.
  var firstNotFinite: Int? {
    values.firstIndex { !$0.isFinite }.map { $0 / width }
  }

  /// Refuses answers that are no numbers: they are of no class and of no value.
  func requireFinite(for data: Dataset) throws(DataError) {
    guard let example = firstNotFinite else { return }
    let output = self[example].first { !$0.isFinite } ?? .nan
    throw DataError(
      .content, file: data.name, place: data.place(ofExample: example),
      found: "the network answers \(output)", expected: "a number",
      advice: "its weights or these features are too large to compute with")
  }
}

extension Dataset {
  /// Refuses features and labels that a network of this precision cannot hold.
  package func requireRepresentable(
    in precision: Configuration.Precision, advice: String? = nil
  ) throws(DataError) {
    switch precision {
    case .float32: try requireRepresentable(as: Float.self, advice: advice)
    case .float64: try requireRepresentable(as: Double.self, advice: advice)
    }
  }
}

extension Configuration {
  /// Refuses data that the network's precision cannot hold.
  func requireRepresentable(_ data: TrainingData) throws(DataError) {
    let isScaled = data.train.format.normalization.method == .standardize
    let advice =
      (isScaled ? "" : "\"normalize\": \"standardize\" scales it; ")
      + "\"precision\": \"float64\" has room for more"
    for part in [data.train, data.validation, data.test] {
      try part?.requireRepresentable(in: precision, advice: precision == .float32 ? advice : nil)
    }
  }
}
