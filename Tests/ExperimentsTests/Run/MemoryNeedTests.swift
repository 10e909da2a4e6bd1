import DeepNetwork
import Testing

@testable import Experiments

struct MemoryNeedTests {
  @Test func `the best weights on a validation set are one more copy`() throws {
    let plan = try DimensionChecker.check(
      Architecture(n: [4, 3, 1], activations: [.relu, .sigmoid]))
    func parameters(isValidated: Bool) -> Int {
      MemoryNeed(
        plan, batchSize: 10, precision: .float64, optimizer: .adam(), isValidated: isValidated
      ).parameters
    }
    // W and b, 19 numbers of 8 bytes; dW and db; Adam's two means.
    #expect(parameters(isValidated: false) == 19 * 8 * 4)
    #expect(parameters(isValidated: true) == 19 * 8 * 5)
  }

  @Test func `augmentation makes the next batch while one is computed`() throws {
    let plan = try DimensionChecker.check(
      Architecture(n: [4, 3, 1], activations: [.relu, .sigmoid]))
    func batch(isAugmented: Bool) -> Int {
      MemoryNeed(
        plan, batchSize: 10, precision: .float64, optimizer: .adam(), isAugmented: isAugmented
      ).batch
    }
    // X and Y in 8 bytes a number, and the pictures in one.
    #expect(batch(isAugmented: true) - batch(isAugmented: false) == 10 * (5 * 8 + 4))
  }
}
