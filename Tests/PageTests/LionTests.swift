import Experiments
import Foundation
import TestSupport
import Testing

@testable import examples

/// The optimizer of the page on adding one.
struct LionTests {
  @Test func `the first steps are those of the formula`() {
    var W = Matrix<Double>([[1, -2, 4]])
    var state = OptimizerState<Double>()
    let lion = Optimizer(Lion(beta1: 0.5, beta2: 0.75))
    lion.update(&W, by: Matrix([[3, -0.5, 0]]), state: &state, alpha: 0.25, number: 1)
    #expect(W == Matrix([[0.75, -1.75, 4]]))
    // v is now (0.75, -0.125, 0), and half of it and the gradient (-0.125, 0.0625, 0.5).
    lion.update(&W, by: Matrix([[-1, 0.25, 1]]), state: &state, alpha: 0.25, number: 2)
    #expect(W == Matrix([[1, -2, 3.75]]))
  }

  @Test func `W decays and b does not`() {
    let lion = Optimizer(Lion(weightDecay: 0.5))
    for (decays, expected) in [(true, 1.5), (false, 1.75)] {
      var W = Matrix<Double>([[2]])
      var state = OptimizerState<Double>()
      lion.update(
        &W, by: Matrix([[1]]), state: &state, alpha: 0.25, number: 1, decays: decays)
      #expect(W == Matrix([[expected]]))
    }
  }

  /// In a process of its own: added kinds stay.
  @Test func `a program's own optimizer is one of those that a configuration names`() async {
    await #expect(processExitsWith: .success) {
      Kinds.add([Lion.self])
      try withTemporaryFolder { folder in
        func configuration(_ iterations: Int) throws -> Configuration {
          try Configuration(
            contentsOf: SharedData.repository.appendingPathComponent("Configs/flower.json"),
            settings: [
              "iterations=\(iterations)", "alpha=0.01", "logEvery=100", "l2=0.1",
              #"optimizer={"method": "lion", "beta1": 0.8}"#,
            ])
        }
        func train(_ iterations: Int, _ name: String, resumes: Bool = false) throws -> [Double] {
          var costs: [Double] = []
          let run = folder.appendingPathComponent(name)
          try configuration(iterations).train(into: run, dataFolder: folder, resumes: resumes) {
            costs.append($0.cost)
          }
          return costs
        }
        func bytes(_ path: String) throws -> Data {
          try Data(contentsOf: folder.appendingPathComponent(path))
        }

        let whole = try configuration(300)
        #expect(whole.hyperparameters.optimizer == Optimizer(Lion(beta1: 0.8)))
        let costs = try train(300, "whole")
        #expect(try #require(costs.last) < 0.6 && costs[0] > 0.69)
        let written = folder.appendingPathComponent("whole/config.json")
        #expect(try Configuration(contentsOf: written) == whole)

        _ = try train(150, "parts")
        _ = try train(300, "parts", resumes: true)
        #expect(try bytes("parts/model.safetensors") == bytes("whole/model.safetensors"))

        #expect(ConfigurationSchema.text.contains(#""const": "lion""#))
        #expect(KeyTable.text.contains(#"| `"method": "lion"` |"#))
      }
    }
  }
}
