import DeepNetwork
import Synchronization

/// A dense layer as a user might write it, with one mistake.
struct BrokenDense: Layer {
  enum WrongAnswer: CaseIterable {
    case none
    case dWNotDividedByM, dWDividedByMTwice, dbNotDividedByM, dAPrevDividedByM
    case factorTwo, signOfDW, signOfAll, dWTransposed, dAPrevTransposed
    case noDerivative, noDerivativeInDAPrev, noDerivativeInDb
    case derivativeTwice, derivativeAtA, valueForDerivative, noDA
    case dbOverUnits, dbSpreadOverUnits, dbNotSummed, dbOfOneExample, dWOfOneExample
    case dAPrevIsDZ, dAPrevWithoutTranspose, dAPrevZero
    case dWZero, dWWithDecay, dWFromOwnOutput, dWNotFinite
    case biasNotAdded, biasAddedTwice
    case forwardCounts, backwardCounts, cacheOfLastBatch, valuesShared
    case forwardTransposed, outputNotFinite, inferenceDiffers, shapeOfWChanged
  }

  struct Cache: Sendable {
    let aPrev: Matrix<Double>
    let a: Matrix<Double>
  }

  /// What a layer that is not a value shares among its copies.
  final class Shared: Sendable {
    let calls = Mutex(0)
    let cache = Mutex<Cache?>(nil)
    let W = Mutex<Matrix<Double>?>(nil)
  }

  let mistake: WrongAnswer
  private var ownW: Matrix<Double>
  var b: Matrix<Double>
  private let shared = Shared()

  init(_ mistake: WrongAnswer, W: Matrix<Double>, b: Matrix<Double>) {
    self.mistake = mistake
    ownW = W
    self.b = b
    shared.W.withLock { $0 = W }
  }

  var W: Matrix<Double> {
    get { mistake == .valuesShared ? shared.W.withLock { $0 } ?? ownW : ownW }
    set {
      ownW = newValue
      shared.W.withLock { $0 = newValue }
    }
  }

  var inputSize: Int { ownW.columns }
  var outputSize: Int { ownW.rows }
  var name: String { "BrokenDense" }

  func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Cache) {
    var z = W * aPrev
    if mistake != .biasNotAdded { z += b }
    if mistake == .biasAddedTwice { z += b }
    if mistake == .forwardCounts { z = z + count() }
    let cache = Cache(aPrev: aPrev, a: tanh(z))
    shared.cache.withLock { $0 = cache }
    return switch mistake {
    case .forwardTransposed: (cache.a.transposed, cache)
    case .outputNotFinite: (cache.a / 0, cache)
    default: (cache.a, cache)
    }
  }

  func infer(_ aPrev: Matrix<Double>) -> Matrix<Double> {
    let a = forward(aPrev).a
    return mistake == .inferenceDiffers ? a * 0.5 : a
  }

  mutating func draw(m: Int, from random: inout RandomState) {
    if mistake == .shapeOfWChanged { W = W.transposed }
  }

  private func count() -> Double {
    shared.calls.withLock {
      $0 += 1
      return Double($0) * 0.01
    }
  }

  func backward(_ dA: Matrix<Double>, cache: Cache)
    -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
  {
    let cache =
      mistake == .cacheOfLastBatch ? shared.cache.withLock { $0 } ?? cache : cache
    let m = Double(dA.columns)
    let dZ = dZ(dA, cache.a)
    return (dAPrev(dZ, dA), dW(dZ, cache, m), db(dZ, dA, m))
  }

  private func dZ(_ dA: Matrix<Double>, _ a: Matrix<Double>) -> Matrix<Double> {
    let slope = 1 - square(a)
    return switch mistake {
    case .noDerivative: dA
    case .derivativeTwice: dA .* square(slope)
    case .derivativeAtA: dA .* (1 - square(tanh(a)))
    case .valueForDerivative: dA .* a
    case .noDA: slope
    case .signOfAll: -(dA .* slope)
    default: dA .* slope
    }
  }

  private func dAPrev(_ dZ: Matrix<Double>, _ dA: Matrix<Double>) -> Matrix<Double> {
    let dAPrev = W.transposed * dZ
    return switch mistake {
    case .dAPrevDividedByM: dAPrev / Double(dA.columns)
    case .dAPrevTransposed: dAPrev.transposed
    case .noDerivativeInDAPrev: W.transposed * dA
    case .dAPrevIsDZ: dZ
    case .dAPrevWithoutTranspose: W * dZ
    case .dAPrevZero: dAPrev * 0
    default: dAPrev
    }
  }

  private func dW(_ dZ: Matrix<Double>, _ cache: Cache, _ m: Double) -> Matrix<Double> {
    let dW = dZ * cache.aPrev.transposed / m
    return switch mistake {
    case .dWNotDividedByM: dW * m
    case .dWDividedByMTwice: dW / m
    case .factorTwo: dW * 2
    case .signOfDW: -dW
    case .dWTransposed: dW.transposed
    case .dWZero: dW * 0
    case .dWWithDecay: dW + W * 0.1
    case .dWFromOwnOutput: dZ * cache.a.transposed / m
    case .dWNotFinite: dW / 0
    case .dWOfOneExample: first(dZ) * first(cache.aPrev).transposed
    case .backwardCounts: dW + count()
    default: dW
    }
  }

  private func db(_ dZ: Matrix<Double>, _ dA: Matrix<Double>, _ m: Double) -> Matrix<Double> {
    let db = dZ.rowSums() / m
    return switch mistake {
    case .dbNotDividedByM: db * m
    case .noDerivativeInDb: dA.rowSums() / m
    case .dbOverUnits: dZ.columnSums()
    case .dbSpreadOverUnits: Matrix(rows: dZ.rows, columns: 1, repeating: dZ.sum() / m)
    case .dbNotSummed: dZ
    case .dbOfOneExample: first(dZ)
    default: db
    }
  }

  private func first(_ matrix: Matrix<Double>) -> Matrix<Double> {
    Matrix(rows: matrix.rows, columns: 1, (0..<matrix.rows).map { matrix[$0, 0] })
  }
}
