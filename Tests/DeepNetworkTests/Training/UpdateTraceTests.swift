import TestSupport
import Testing

@testable import DeepNetwork

struct UpdateTraceTests {
  private let X: Matrix<Double> = randomMatrix(16, 4, seed: 7)
  private let Y: Matrix<Double> = randomMatrix(2, 4, seed: 8)

  private func model() throws -> Model<Double> {
    let image = ImageShape(height: 4, width: 4, channels: 1)
    let plan = try DimensionChecker.check(
      Architecture(
        inputSize: 16, image: image,
        layers: [
          .convolution2D(filters: 2, kernel: 3, activation: .tanh, keepProbability: 0.7),
          .batchNormalization(activation: .relu),
          .residual([
            .convolution2D(filters: 2, kernel: 3, activation: .tanh), .dropout(rate: 0.4),
            .batchNormalization(),
          ]),
          .flatten, .layerNormalization(), .dense(units: 2, activation: .linear),
        ]))
    var random = RandomState(seed: 3)
    return Model(plan, initializer: .he, from: &random)
  }

  private func hyperparameters() -> Hyperparameters {
    var hyperparameters = Hyperparameters(alpha: 0.3, duration: .iterations(1))
    hyperparameters.loss = .meanSquaredError
    hyperparameters.l2 = 0.1
    hyperparameters.clipNorm = 0.5
    hyperparameters.optimizer = .adam()
    return hyperparameters
  }

  /// Weights, state and cost are those after the first update of a trainer.
  @Test func `the update is that of a training`() throws {
    let model = try model()
    let trace = try UpdateTrace(model, X: X, Y: Y, hyperparameters(), dropoutSeed: 5)
    let trainer = try Trainer(
      model, on: MatrixExamples(X: X, Y: Y), hyperparameters(), random: RandomState(seed: 1),
      dropoutSeed: 5)
    _ = try trainer.train()
    expectClose(trace.cost, trainer.lastCost)
    for (step, layer) in zip(trace.layers, trainer.model.layers) {
      for parameter in step.parameters {
        #expect(parameter.newValue == layer[parameter: parameter.name], "\(parameter.name)")
        #expect(parameter.gradient.shape == parameter.value.shape)
      }
      #expect(step.newState == layer.state)
    }
  }

  @Test func `the operations of every layer give A of the training pass`() throws {
    let trace = try UpdateTrace(try model(), X: X, Y: Y, hyperparameters(), dropoutSeed: 5)
    var aPrev = X
    for step in trace.layers {
      #expect(step.isStatedAsTrained)
      var statement = try #require(step.statement)
      statement.end(in: statement.output)
      expectClose(statement.value(of: statement.output, for: aPrev), step.A)
      #expect(step.dOutput?.shape == step.A.shape)
      aPrev = step.A
    }
    // Those that drop out and those that normalize over the batch are other layers in inference.
    #expect(trace.layers.map { $0.inferredA != nil } == [true, true, true, false, false, false])
  }

  @Test func `a layer as trained infers what its training pass gives`() throws {
    var random = RandomState(seed: 9)
    var aPrev = X
    for var layer in try model().layers {
      layer.draw(m: aPrev.columns, from: &random)
      let a = Self.trainingPass(layer, aPrev)
      let trained = layer.asTrained(on: aPrev)
      expectClose(trained.infer(aPrev), a)
      expectClose(Self.trainingPass(trained, aPrev), a)
      let frozen = layer.frozen()
      expectClose(frozen.asTrained(on: aPrev).infer(aPrev), Self.trainingPass(frozen, aPrev))
      aPrev = a
    }
  }

  private static func trainingPass<L: NetworkLayer<Double>>(_ layer: L, _ aPrev: Matrix<Double>)
    -> Matrix<Double>
  { layer.forward(aPrev).a }

  @Test func `a frozen layer has no gradient and hands nothing back to the first`() throws {
    var model = try model()
    model.layers[0] = model.layers[0].frozen()
    let trace = try UpdateTrace(model, X: X, Y: Y, hyperparameters(), dropoutSeed: 5)
    #expect(trace.layers[0].dOutput == nil)
    for parameter in trace.layers[0].parameters {
      #expect(parameter.gradient.isEmpty && parameter.newValue == parameter.value)
    }
    #expect(trace.layers[1].dOutput != nil && trace.beginsWithDZ)
  }
}
