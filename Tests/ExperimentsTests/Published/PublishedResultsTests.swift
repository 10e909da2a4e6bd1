import DeepNetwork
import Foundation
import TestSupport
import Testing

@testable import Experiments

/// What others published of the cat pictures of the deep-learning course, in float64.
@Suite(.enabled(if: SharedData.isPresent, "the course's pictures are not beside the checkout"))
struct PublishedResultsTests {
  /// A network of the course with the costs that were printed.
  struct Published: Sendable, CustomTestStringConvertible {
    let configuration: String
    let overrides: [String]
    /// The cost at an iteration, and to how much of it the print is good.
    let costs: [(iteration: Int, cost: Double, tolerance: Double)]
    let trainAccuracy: Double
    let testAccuracy: Double

    var testDescription: String { configuration }
  }

  private static let sixDigits = 5.1e-7

  static let published = [
    Published(
      configuration: "cat-photos-shallow.json",
      overrides: [
        "n=[12288,1]", "activations=[\"sigmoid\"]", "initialization={\"method\":\"zeros\"}",
        "alpha=0.005", "iterations=2000",
      ],
      costs: [
        (0, 0.693147, sixDigits), (100, 0.584508, sixDigits), (1000, 0.214820, sixDigits),
        (1900, 0.140872, sixDigits),
      ], trainAccuracy: 207.0 / 209, testAccuracy: 0.70),
    Published(
      configuration: "cat-photos-shallow.json", overrides: [],
      costs: [
        (0, 0.6930497356599888, 1e-10 * 0.69), (1000, 0.3394281538366413, 1e-10 * 0.33),
        (2400, 0.04855478562877018, 1e-10 * 0.048),
      ], trainAccuracy: 1, testAccuracy: 0.72),
    Published(
      configuration: "cat-photos.json", overrides: [],
      costs: [
        (0, 0.771749, sixDigits), (100, 0.672053, sixDigits), (800, 0.369126, sixDigits),
        (900, 0.391747, sixDigits), (2400, 0.092878, sixDigits),
      ], trainAccuracy: 206.0 / 209, testAccuracy: 0.80),
  ]

  /// By the dual first layer, which is chosen for so few large pictures.
  @Test(arguments: published) func `costs and accuracies are the published ones`(
    published: Published
  ) throws {
    try reproduce(published, firstLayer: "auto", says: "first layer: dual")
  }

  @Test func `the direct form gives them too`() throws {
    try reproduce(Self.published[1], firstLayer: "direct", says: "first layer: direct")
  }

  /// Past these iterations rounding parts any two trainings in single precision.
  @Test(arguments: [("cat-photos-shallow.json", 500), ("cat-photos.json", 250)])
  func `single precision follows the curve of double`(name: String, iterations: Int) throws {
    let curves = try ["float64", "float32"].map { precision in
      try costs(
        name, ["precision=\(precision)", "iterations=\(iterations)", "logEvery=1"])
    }
    #expect(curves[0].count == iterations + 1)
    for (iteration, cost) in curves[0] {
      let single = try #require(curves[1][iteration])
      #expect(abs(single - cost) <= 1e-6 * cost, "iteration \(iteration): \(single), not \(cost)")
    }
  }

  private func costs(_ name: String, _ overrides: [String]) throws -> [Int: Double] {
    var costs: [Int: Double] = [:]
    _ = try train(name, overrides, onRow: { costs[$0.iteration] = $0.cost })
    return costs
  }

  /// Trains a shipped configuration on the course's pictures.
  private func train(
    _ name: String, _ overrides: [String], onNote: @escaping (String) -> Void = { _ in },
    onRow: @escaping (HistoryRow) -> Void
  ) throws -> TrainingRun.Ending {
    let images = SharedData.file("cats")
    let file = SharedData.repository.appendingPathComponent("Configs/\(name)")
    let places = [
      "data.train.path=\(images.path)/train_catvnoncat.h5",
      "data.test.path=\(images.path)/test_catvnoncat.h5",
    ]
    let configuration = try ConfigurationReader(overrides: overrides + places)
      .read(contentsOf: file).configuration
    return try withTemporaryFolder { folder in
      try TrainingRun(
        configuration, dataFolder: folder, folder: RunFolder(folder), entry: .new
      ).execute(TrainingRun.Observer(note: onNote, row: onRow))
    }
  }

  private func reproduce(
    _ published: Published, firstLayer: String, says beginning: String
  ) throws {
    var costs: [Int: Double] = [:]
    var notes: [String] = []
    let ending = try train(
      published.configuration, published.overrides + ["firstLayer=\(firstLayer)"],
      onNote: { notes.append($0) }, onRow: { costs[$0.iteration] = $0.cost })
    #expect(notes.contains { $0.hasPrefix(beginning) }, "\(notes)")
    for (iteration, cost, tolerance) in published.costs {
      let ours = try #require(costs[iteration])
      #expect(abs(ours - cost) <= tolerance, "iteration \(iteration): \(ours), not \(cost)")
    }
    guard case .finished(let metrics) = ending else {
      Issue.record("the training ended with \(ending)")
      return
    }
    #expect(metrics.train.classMetrics?.accuracy == published.trainAccuracy)
    #expect(metrics.test?.classMetrics?.accuracy == published.testAccuracy)
  }
}

/// What the course's planar flower reaches.
struct FlowerTests {
  @Test func `costs are the published ones`() throws {
    let file = SharedData.repository.appendingPathComponent("Configs/flower.json")
    let configuration = try ConfigurationReader().read(contentsOf: file).configuration
    var costs: [Int: Double] = [:]
    let ending = try withTemporaryFolder { folder in
      try TrainingRun(
        configuration, dataFolder: folder, folder: RunFolder(folder), entry: .new
      ).execute(TrainingRun.Observer(row: { costs[$0.iteration] = $0.cost }))
    }
    let published = [(0, 0.693048), (1000, 0.288083), (5000, 0.222644), (7000, 0.217504)]
    for (iteration, cost) in published {
      let ours = try #require(costs[iteration])
      #expect(abs(ours - cost) <= 5.1e-7, "iteration \(iteration): \(ours), not \(cost)")
    }
    guard case .finished(let metrics) = ending else {
      Issue.record("the training ended with \(ending)")
      return
    }
    let accuracy = try #require(metrics.train.classMetrics?.accuracy)
    #expect(accuracy == 0.905 || accuracy == 0.9075)
  }
}
