import Datasets
import DeepNetwork
import Foundation
import Text

/// What a training takes of the machine's memory, in bytes, as far as shapes tell.
package struct MemoryNeed: Sendable, Equatable {
  /// W, b, their gradients, what the optimizer remembers, and the best weights on a validation set.
  package let parameters: Int
  /// X and Y of a batch, A of each layer, and two matrices of the largest layer on the way back; where
  /// pictures are augmented the next batch too, with its pictures in bytes.
  package let batch: Int

  package var total: Int { parameters.addingClamped(batch) }

  package init(
    _ plan: NetworkPlan, batchSize: Int, precision: Configuration.Precision, optimizer: Optimizer,
    isValidated: Bool = false, isAugmented: Bool = false
  ) {
    let scalar = precision == .float32 ? 4 : 8
    let copies = 2 + optimizer.kind.memory.count
    let ends = plan.n[0].addingClamped(plan.n[plan.L])
    let cached = plan.layers.reduce(ends) { $0.addingClamped($1.cachedPerExample) }
    let largest = plan.layers.reduce(0) { max($0, $1.cachedPerExample) }
    let rows = cached.addingClamped(largest.multipliedClamped(by: 2))
    parameters = plan.parameterCount.multipliedClamped(
      by: scalar * (copies + (isValidated ? 1 : 0)))
    let ahead = isAugmented ? plan.n[0] + ends.multipliedClamped(by: scalar) : 0
    batch = rows.multipliedClamped(by: scalar).addingClamped(ahead)
      .multipliedClamped(by: batchSize)
  }

  /// - Throws: `MemoryError` if there is not that much.
  package func requireFit(_ memory: Memory = .available) throws {
    guard UInt64(total) <= memory.bytes else { throw MemoryError(need: self, memory: memory) }
  }
}

/// A network or batch that the memory cannot hold.
public struct MemoryError: Error, Equatable, CustomStringConvertible {
  package let need: MemoryNeed
  package let memory: Memory

  public var description: String {
    func size(_ bytes: Int) -> String { Double(bytes).byteText }
    return "the training needs \(size(need.total)) of memory (parameters \(size(need.parameters)), "
      + "batch \(size(need.batch))), but \(memory.owner) \(Double(memory.bytes).byteText); "
      + "use fewer units or a smaller batchSize"
  }
}

extension MemoryError: LocalizedError {
  public var errorDescription: String? { description }
}

/// A dual first layer that was asked for and is not possible.
public struct DualLayerRefusal: Error, CustomStringConvertible {
  /// Why it is not, in words.
  public let reason: String

  public var description: String {
    "firstLayer: the dual form is not possible: \(reason); use \"auto\" or \"direct\""
  }
}

extension DualLayerRefusal: LocalizedError {
  public var errorDescription: String? { description }
}

/// Why several processes cannot train together.
enum SharingRefusal: Error, CustomStringConvertible {
  case cannotBeShared(String)
  case otherCheckpoint(rank: Int, iteration: Int, first: Int, path: String)

  var description: String {
    switch self {
    case .cannotBeShared(let reason):
      "several processes cannot share this training: \(reason); or start one process alone"
    case .otherCheckpoint(let rank, let iteration, let first, let path):
      "process \(rank) goes on after \(iteration) iterations and process 0 after \(first): all must "
        + "see the same files in \(path); put it where every machine does\(ProgramOption.out.bracketed())"
    }
  }
}

extension SharingRefusal: LocalizedError {
  var errorDescription: String? { description }
}
