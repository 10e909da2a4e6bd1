import DeepNetwork
import Foundation
import TestSupport
import Testing

@testable import Experiments

/// The claims of the article `WhyDeep.md`.
struct WhyDeepTests {
  private static let article = SharedData.repository.appendingPathComponent(
    "Sources/DeepNetwork/DeepNetwork.docc/WhyDeep.md")

  /// Trains a shipped configuration and hands out what came of it.
  private func train(_ name: String, _ overrides: [String] = []) throws
    -> (metrics: RunMetrics, model: TrainedModel)
  {
    let file = SharedData.repository.appendingPathComponent("Configs/\(name).json")
    let configuration = try ConfigurationReader(overrides: overrides)
      .read(contentsOf: file).configuration
    return try withTemporaryFolder { folder in
      let ending = try TrainingRun(
        configuration, dataFolder: folder, folder: RunFolder(folder), entry: .new
      ).execute()
      guard case .finished(let metrics) = ending else { throw NotFinished() }
      return (metrics, try TrainedModel(contentsOf: folder))
    }
  }

  private struct NotFinished: Error {}

  @Test func `a line cannot tell the spirals apart, and hidden layers can`() throws {
    let (line, lineModel) = try train("spirals-logistic")
    let (deep, deepModel) = try train("spirals")
    let lineAccuracy = try #require(line.test?.classMetrics?.accuracy)
    let deepAccuracy = try #require(deep.test?.classMetrics?.accuracy)
    #expect(lineAccuracy < 0.6)
    #expect(deepAccuracy > 0.97)
    let maps = try Self.mapsOfTheArticle()
    #expect(maps.count == 2)
    for (map, model) in zip(maps, [lineModel, deepModel]) {
      let answers = try map.answers(of: model)
      let same = zip(answers, map.cells).count { $0 == $1 }
      // Processors without fused multiply-add round otherwise: a few cells at the boundary.
      #expect(Double(same) >= 0.97 * Double(map.cells.count))
    }
  }

  @Test func `a feature alone says nothing of parity`() throws {
    let (line, _) = try train("parity-logistic")
    let (deep, _) = try train("parity")
    #expect(abs(line.train.cost - 0.6931) < 1e-4)
    #expect(try #require(line.train.classMetrics?.accuracy) <= 0.55)
    #expect(try #require(deep.train.classMetrics?.accuracy) == 1)
    #expect(deep.train.cost < 1e-3)
  }

  @Test(arguments: ["tanh", "relu"]) func `zero weights never move`(activation: String) throws {
    let (metrics, model) = try train("flower", zeros(activation))
    let layers = try model.doubleLayers()
    #expect(layers.allSatisfy { $0.W.sumOfSquares() == 0 })
    #expect(abs(metrics.train.cost - 0.6931) < 1e-4)
  }

  @Test func `equal units stay equal`() throws {
    let (_, model) = try train("flower", zeros("sigmoid"))
    let layers = try model.doubleLayers()
    #expect(layers[0].W.rows == 4)
    for unit in 1..<4 {
      #expect(layers[0].W[rows: unit...unit] == layers[0].W[rows: 0...0])
      #expect(layers[0].b[unit, 0] == layers[0].b[0, 0])
      #expect(layers[1].W[0, unit] == layers[1].W[0, 0])
    }
    #expect(layers[0].W.sumOfSquares() > 0.1)
    let (broken, other) = try train("flower", ["iterations=1000"])
    #expect(try #require(broken.train.classMetrics?.accuracy) > 0.89)
    let W = try other.doubleLayers()[0].W
    #expect(W[rows: 1...1] != W[rows: 0...0])
  }

  private func zeros(_ activation: String) -> [String] {
    [
      "initialization={\"method\":\"zeros\"}", "activations=[\"\(activation)\",\"sigmoid\"]",
      "iterations=1000",
    ]
  }

  /// The drawings in characters: `#` for the second class.
  private static func mapsOfTheArticle() throws -> [AnswerMap] {
    let lines = try String(contentsOf: article, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    return lines.split { !$0.hasPrefix("#") && !$0.hasPrefix(".") || $0.contains(" ") }
      .filter { $0.count > 2 }.map { AnswerMap(rows: $0.map { Array($0) }) }
  }
}

/// The answers for a grid over the square from -1.1 to 1.1.
private struct AnswerMap {
  let rows: [[Character]]

  var cells: [Bool] { rows.flatMap { row in row.map { $0 == "#" } } }

  func answers(of model: TrainedModel) throws -> [Bool] {
    guard case .float32(let network) = model.network else { throw NoFloat() }
    func place(_ index: Int, of count: Int) -> Float {
      -1.1 + 2.2 * Float(index) / Float(count - 1)
    }
    let points = rows.indices.flatMap { row in
      rows[row].indices.map { (place($0, of: rows[row].count), -place(row, of: rows.count)) }
    }
    let X = Matrix<Float>(
      rows: 2, columns: points.count, points.map(\.0) + points.map(\.1))
    return try network.predict(X).elements.map { $0 > 0.5 }
  }

  struct NoFloat: Error {}
}

extension TrainedModel {
  /// The layers of a network that was trained in float64.
  fileprivate func doubleLayers() throws -> [any NetworkLayer<Double>] {
    guard case .float64(let network) = network else { throw AnswerMap.NoFloat() }
    return network.layers
  }
}
