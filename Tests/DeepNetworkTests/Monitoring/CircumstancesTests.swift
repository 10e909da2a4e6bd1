import Foundation
import TestSupport
import Testing

@testable import DeepNetwork

@Suite struct CircumstancesTests {
  private let layers: [any NetworkLayer<Double>] = [
    denseLayer([[1]], .relu), denseLayer([[1]], .sigmoid),
  ]

  private func remedies(
    _ finding: Diagnostic.Finding, _ layers: [any NetworkLayer<Double>]? = nil,
    _ change: (inout Hyperparameters) -> Void = { _ in },
    knowing: (inout Circumstances) -> Void = { _ in }
  ) -> String {
    var circumstances = Circumstances(hyperparameters(change), layers ?? self.layers)
    knowing(&circumstances)
    return circumstances.remedies(for: finding, said: nil)
  }

  @Test func `overfitting is not answered with what is on`() {
    let finding = Diagnostic.Finding.overfitting(lowestAt: 3)
    #expect(remedies(finding) == "l2, keepProbability, earlyStopping or more data")
    #expect(remedies(finding) { $0.l2 = 1 } == "keepProbability, earlyStopping or more data")
    #expect(
      remedies(finding) { $0.earlyStopping = .init(patience: 3) }
        == "l2, keepProbability or more data")
    let dropped: [any NetworkLayer<Double>] = [
      Dropout(denseLayer([[1]], .relu), keepProbability: 0.5), layers[1],
    ]
    #expect(
      remedies(finding, dropped) {
        $0.l2 = 1
        $0.earlyStopping = .init(patience: 3)
      } == "more data")
    // One layer has no units to leave out.
    #expect(remedies(finding, [layers[1]]) == "l2, earlyStopping or more data")
  }

  @Test func `an initialization that is on is not advised`() {
    let dead = Diagnostic.Finding.deadUnits(layer: 1, dead: 1, of: 1)
    #expect(remedies(dead) == "a smaller alpha, the initialization he, or leakyRelu")
    #expect(remedies(dead, knowing: { $0.initializer = .he }) == "a smaller alpha or leakyRelu")
    #expect(
      remedies(dead, knowing: { $0.areWeightsGiven = true }) == "a smaller alpha or leakyRelu")
    let same = Diagnostic.Finding.sameAnswerForAll(cost: 1)
    #expect(remedies(same, knowing: { $0.initializer = .xavier }) == "a larger alpha")
    let vanishing = Diagnostic.Finding.vanishingGradient(layer: 1, ratio: 0)
    #expect(
      remedies(vanishing, knowing: { $0.initializer = .normal() })
        == "the initialization he (relu) or xavier (tanh, sigmoid)")
    #expect(
      remedies(vanishing, knowing: { $0.initializer = .xavier }) == "the initialization he")
    #expect(
      remedies(vanishing, knowing: { $0.initializer = .he })
        == "batchNormalization, residual layers or fewer layers")
    let normalized: [any NetworkLayer<Double>] = [
      layers[0], BatchNormalization<Double>(1), layers[1],
    ]
    #expect(
      remedies(vanishing, normalized, knowing: { $0.initializer = .he })
        == "residual layers or fewer layers")
  }

  @Test func `the layers inside a block are looked at`() throws {
    let vanishing = Diagnostic.Finding.vanishingGradient(layer: 1, ratio: 0)
    let block = try Residual<Double>([denseLayer([[1]], .relu), denseLayer([[1]], .linear)])
    #expect(
      remedies(vanishing, [block, layers[1]], knowing: { $0.initializer = .xavier })
        == "the initialization he")
    let normalized = try Residual<Double>([BatchNormalization<Double>(1), block])
    #expect(
      remedies(vanishing, [normalized, layers[1]], knowing: { $0.initializer = .he })
        == "fewer layers")
  }

  @Test func `scaled inputs are not advised to be scaled`() {
    let saturated = Diagnostic.Finding.saturated(layer: 1, activation: "tanh", share: 1)
    #expect(remedies(saturated) == "smaller initial weights or scaled inputs (normalize)")
    #expect(
      remedies(saturated, knowing: { $0.scaling = .standardize }) == "smaller initial weights")
  }
}
