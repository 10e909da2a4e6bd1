import Foundation

/// Small programs that show how the library is used, each in a file of its own:
/// `swift run examples NAME`.
@main
enum Main {
  private static let examples: [(name: String, summary: String, run: @Sendable () throws -> Void)] =
    [
      ("logistic-regression", "a network of a single unit", logisticRegression),
      ("own-layer", "a layer of one's own, checked and trained beside Dense", ownLayer),
      ("by-hand", "forward, backward and update without Trainer", trainingByHand),
      ("gan", "a generator against a discriminator, by tapes", generativeAdversarialNetwork),
      ("autoencoder", "a network that gives back what it takes", autoencoder),
      ("two-inputs", "two networks below one", twoInputs),
      ("two-outputs", "two heads with a loss each on one network", twoOutputs),
      ("new-head", "a trained network, frozen, with a new last layer", newHead),
      ("quantiles", "a loss of one's own in a loop of one's own", quantileRegression),
      ("reading-data", "tables, arrays and pictures as matrices", readingData),
      ("endless-source", "examples that are made as the training goes on", endlessSource),
      (
        "augmenting-source", "examples in another form at each update, and a kill", augmentingSource
      ),
      ("server", "predictions at once beside a training that is cancelled", server),
      ("lines", "answers to the rows of standard input: examples lines RUN", answerLines),
      ("cats", "a convolutional network against a dense one on few pictures", convolutionalCats),
    ]

  static func main() throws {
    let name = CommandLine.arguments.dropFirst().first
    guard let example = examples.first(where: { $0.name == name }) else {
      let lines = examples.map {
        "  \($0.name.padding(toLength: 22, withPad: " ", startingAt: 0))\($0.summary)"
      }
      print("USAGE: examples NAME\n\n\(lines.joined(separator: "\n"))")
      exit(64)
    }
    try example.run()
  }
}
