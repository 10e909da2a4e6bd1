import DeepNetwork
import TestSupport
import Testing

@Suite struct ModelDescriptionTests {
  private func model() throws -> Model<Float> {
    var random = RandomState(seed: 1)
    return try Model([
      Dense<Float>(784, 128, activation: .relu, from: &random).frozen(),
      DropoutLayer<Float>(128, rate: 0.5),
      Dense<Float>(128, 10, activation: .softmax, from: &random),
    ])
  }

  @Test func `a model prints its layers, shapes and parameters`() throws {
    #expect(
      "\(try model())" == """
        Model<Float> 784 -> 10, 101770 parameters
        1  Dense 784 -> 128, relu, frozen  W1 (128, 784), b1 (128, 1)  100480
        2  Dropout 128, rate 0.5
        3  Dense 128 -> 10, softmax        W3 (10, 128), b3 (10, 1)      1290
        """)
  }

  @Test func `another layer takes the place of one, the others stay`() throws {
    let model = try model()
    var random = RandomState(seed: 2)
    let head = Dense<Float>(128, 3, activation: .softmax, from: &random)
    let other = try model.replacing(layer: 3, with: head)
    #expect(other.outputSize == 3 && other.layers[0].W == model.layers[0].W)
    #expect(model.outputSize == 10)
  }
}
