import DeepNetwork
import Text

extension GraphReading {
  /// The answer of the network: the output that all others lead to or follow from.
  ///
  /// - Throws: why there is none.
  mutating func end() throws(ImportError.Problem) -> Flow {
    var flows: [(name: String, flow: Flow)] = []
    for output in graph.outputs {
      switch signal(output.name) {
      case .flow(let flow)?, .decision(let flow)?: flows.append((output.name, flow))
      case .constant?, .part?, .refused?, nil:
        throw ImportError.Problem(
          place: "output \(output.name.quoted)", reason: "is nothing that a layer gives")
      }
    }
    guard let last = flows.max(by: { $0.flow.step < $1.flow.step })?.flow else {
      throw ImportError.Problem(place: "the graph", reason: "has no output")
    }
    for (name, flow) in flows where flow.step != last.step {
      guard dominates(flow.step, last.step) else {
        throw ImportError.Problem(
          place: "output \(name.quoted)", reason: "a second answer; a network here gives one")
      }
      remark("the output \(name.quoted) is left out: the network goes on from there")
    }
    guard last.shape.order.isOwn else {
      throw ImportError.Problem(
        place: steps[last.step].place,
        reason: "the answers are a picture with the channels first; here they lie pixel by pixel")
    }
    try remarkOnLogarithms(last)
    return last
  }

  private mutating func remarkOnLogarithms(_ last: Flow) throws(ImportError.Problem) {
    for step in logarithms.sorted() {
      guard step == last.step else {
        throw ImportError.Problem(
          place: steps[step].place, reason: "a logarithm of probabilities can only be the answer")
      }
      remark(
        "the file answers with logarithms of probabilities (\(steps[step].place)), "
          + "the network with the probabilities themselves")
    }
  }

  /// The picture that raw features are; nil where they are none, or none that there is here and nothing
  /// asks for one.
  ///
  /// - Throws: where layers ask for pictures of other channels than files have.
  mutating func image(
    for layers: [ImportedLayer]
  ) throws(ImportError.Problem) -> ImageShape? {
    guard let image = input?.shape.image ?? imageOfFeatures else { return nil }
    if [1, 3].contains(image.channels) {
      remark("raw features are pictures of \(image), pixel by pixel, each with its channels")
      return image
    }
    guard layers.allSatisfy({ $0.specification.units != nil }) else {
      throw ImportError.Problem(
        place: graph.input.place,
        reason: "pictures of \(image.channels) channels; here they have 1 (grey) or 3 (RGB)")
    }
    return nil
  }

  mutating func remarkOnNormalizations(_ places: [String]) {
    for place in places {
      remark("\(place): its scaling has become a batchNormalization of mean 0 and variance 1")
    }
  }
}

extension ONNXGraph {
  /// How the axes of pictures may lie, what is likelier first.
  var likelyPictures: [[ImageAxis]] {
    let sizes = input.shape.dropFirst().map { $0 ?? 0 }
    let usual = [1, 3, 4]
    let isLast = sizes.count == 3 && usual.contains(sizes[2]) && !usual.contains(sizes[0])
    return isLast ? [.channelsLast, .channelsFirst] : [.channelsFirst, .channelsLast]
  }
}
