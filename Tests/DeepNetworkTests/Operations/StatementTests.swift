import TestSupport
import Testing

@testable import DeepNetwork

/// The forward pass of a network in primitive operations.
@Suite struct StatementTests {
  private let image = ImageShape(height: 6, width: 6, channels: 3)

  private func network(_ more: [any NetworkLayer<Double>] = []) throws -> Model<Double> {
    var random = RandomState(seed: 1)
    let first = Convolution2D<Double>(
      image, filters: 4, kernel: 3, activation: .relu, from: &random)
    let second = Convolution2D<Double>(
      first.output, filters: 2, kernel: 3, activation: .relu, from: &random)
    let pool = MaxPool2D<Double>(second.output, size: 2)
    let flatten = Flatten<Double>(pool.output)
    let dense = Dense<Double>(18, 3, activation: .softmax, from: &random)
    return try Model([first, second, pool, flatten, dense] + more)
  }

  @Test func `pictures are turned once on the way in and once on the way out`() throws {
    let statement = try network().statement()
    #expect(
      statement.operations.map { $0.operator.form.name } == [
        "Reshape", "Transpose", "Conv", "Relu", "Conv", "Relu", "MaxPool", "Transpose", "Flatten",
        "Gemm", "Softmax",
      ])
  }

  @Test func `names end in the number of the layer`() throws {
    let statement = try network().statement()
    #expect(statement.constants.map(\.name) == ["W1", "b1", "W2", "b2", "W5", "b5"])
    #expect(
      statement.operations.map(\.output.name) == [
        "Reshape1", "Transpose1", "Z1", "A1", "Z2", "A2", "A3", "Transpose4", "A4", "Z5", "A5",
      ])
    #expect(
      statement.operations.map(\.layer) == ["1", "1", "1", "1", "2", "2", "3", "4", "4", "5", "5"])
    #expect(statement.output == Tensor("A5", shape: [1, 3]))
    #expect("\(statement.operations[9])" == "Z5 = Gemm(A4, W5, b5)")
  }

  @Test func `each tensor has the numbers of the network`() throws {
    let model = try network()
    let statement = try model.statement()
    let X: Matrix<Double> = randomMatrix(108, 4)
    expectClose(statement.value(of: statement.output, for: X), try model.predict(X))
    let flattened = model.layers.dropLast().reduce(X) { $1.infer($0) }
    expectClose(statement.value(of: statement.operations[8].output, for: X), flattened)
    #expect(statement.value(of: statement.input, for: X) == X)
  }

  @Test func `a block names the tensors of its layers by the way to them`() throws {
    var random = RandomState(seed: 1)
    func dense() -> Dense<Double> { Dense(2, 2, activation: .relu, from: &random) }
    let inner = try Residual([dense()])
    let block = try Residual([dense(), inner], shortcut: [dense()])
    let statement = try Model([dense(), block]).statement()
    #expect(
      statement.operations.map(\.output.name) == [
        "Z1", "A1", "Z2.1", "A2.1", "Z2.2.1", "A2.2.1", "A2.2", "Z2.shortcut.1", "A2.shortcut.1",
        "A2",
      ])
  }

  @Test func `a shortcut of pictures turns nothing`() throws {
    var random = RandomState(seed: 1)
    let convolution = Convolution2D<Double>(
      image, filters: 3, kernel: 3, activation: .relu, from: &random)
    let statement = try Model([Residual([convolution]), convolution]).statement()
    let names = statement.operations.map { $0.operator.form.name }
    #expect(names.filter { $0 == "Transpose" }.count == 2)
  }

  @Test func `pictures that two ways flatten are flattened once`() throws {
    var random = RandomState(seed: 1)
    let dense = Dense<Double>(108, 108, activation: .relu, from: &random)
    let convolution = Convolution2D<Double>(
      image, filters: 3, kernel: 3, activation: .relu, from: &random)
    let block = try Residual([Flatten(image), dense], shortcut: [Flatten(image)])
    let model = try Model([convolution, block])
    let statement = try model.statement()
    #expect(statement.operations.filter { $0.operator == .flatten }.count == 1)
    let X: Matrix<Double> = randomMatrix(108, 3)
    expectClose(statement.value(of: statement.output, for: X), try model.predict(X))
  }

  @Test func `steps that nothing needs are left out`() throws {
    let statement = try Model([Flatten<Double>(image)]).statement()
    #expect(statement.operations.isEmpty && statement.constants.isEmpty)
    #expect(statement.output == statement.input)
  }

  @Test func `a layer that states none is named with its number`() throws {
    let inBlock = try network([Residual([Unstated(size: 3)])])
    do {
      _ = try inBlock.statement()
      Issue.record("a statement of an unstated layer")
    } catch {
      #expect("\(error)" == "layer 6.1: Unstated 3 -> 3 does not state its operations")
    }
  }

  @Test func `float64 has the operators of its runtimes alone`() throws {
    let layer = Dense<Double>(
      W: .identity(2), b: Matrix(rows: 2, columns: 1), activation: .leakyRelu(slope: 0.5))
    let statement = try Model([layer]).statement()
    #expect(statement.operations.map { $0.operator.form.name } == ["Gemm", "LeakyRelu"])
    let composed = statement.forRuntimes()
    #expect(composed.operations.map { $0.operator.form.name } == ["Gemm", "Mul", "Max"])
    #expect(composed.output == statement.output)
  }
}
