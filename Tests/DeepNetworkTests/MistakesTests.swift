import DeepNetwork
import Foundation
import TestSupport
import Testing

/// What a program hands to the library from outside and cannot be: each mistake is a thrown error with a
/// sentence, and none stops the program.
@Suite struct MistakesTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    let name: String
    /// What the sentence says.
    let says: String
    let make: @Sendable () throws -> Void
    var testDescription: String { name }

    init(_ name: String, _ says: String, _ make: @escaping @Sendable () throws -> Void) {
      (self.name, self.says, self.make) = (name, says, make)
    }
  }

  // MARK: A training that is sound but for one thing

  private static let X: Matrix<Double> = randomMatrix(3, 4)
  private static let classes = Matrix<Double>([[1, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 0]])
  private static let yes = Matrix<Double>([[1, 0, 0, 1]])

  private static func dense(_ inputs: Int, _ outputs: Int, _ activation: Activation = .tanh)
    -> Dense<Double>
  {
    Dense(
      W: randomMatrix(outputs, inputs), b: Matrix(rows: outputs, columns: 1),
      activation: activation)
  }

  private static func model(_ outputs: Int = 1, _ activation: Activation = .sigmoid) throws
    -> Model<Double>
  { try Model([dense(3, 2), dense(2, outputs, activation)]) }

  private static func train(
    _ model: Model<Double>? = nil, X: Matrix<Double> = X, Y: Matrix<Double> = yes,
    _ change: (inout Hyperparameters) -> Void = { _ in },
    figure: ((Model<Double>) -> Double)? = nil
  ) throws {
    var hyperparameters = Hyperparameters(alpha: 0.1, duration: .iterations(2))
    change(&hyperparameters)
    let trainer = try Trainer(
      model ?? Self.model(), on: MatrixExamples(X: X, Y: Y), hyperparameters, figure: figure)
    try trainer.train()
  }

  private static func wrong(
    _ name: String, _ says: String, _ change: @escaping @Sendable (inout Hyperparameters) -> Void
  )
    -> Mistake
  { Mistake(name, says) { try train { change(&$0) } } }

  // MARK: The list

  static let hyperparameters: [Mistake] = [
    wrong("alpha 0", "alpha must be a number > 0, but is 0.0") { $0.alpha = 0 },
    wrong("alpha NaN", "alpha must be a number > 0, but is nan") { $0.alpha = .nan },
    wrong("no iterations", "iterations must be ") { $0.duration = .iterations(0) },
    wrong("too many epochs", "epochs must be ") { $0.duration = .epochs(.max) },
    wrong("negative warmup", "warmup must be ") { $0.warmup = -1 },
    wrong("negative batch", "batchSize must be ") { $0.batchSize = -3 },
    wrong("negative L2", "l2 must be a number ≥ 0, but is -0.1") { $0.l2 = -0.1 },
    wrong("infinite clipping", "clipNorm must be ") { $0.clipNorm = .infinity },
    wrong("log every 0", "logEvery must be ") { $0.logEvery = 0 },
    wrong("no patience", "earlyStopping.patience must be ") {
      $0.earlyStopping = .init(patience: 0)
    },
    wrong("minDelta NaN", "earlyStopping.minDelta must be ") {
      $0.earlyStopping = .init(patience: 1, minDelta: .nan)
    },
    wrong("beta1 of 1", "optimizer.beta1 must be a number ≥ 0 and < 1, but is 1") {
      $0.optimizer = .adam(beta1: 1)
    },
    wrong("infinite epsilon", "optimizer.epsilon must be ") {
      $0.optimizer = .adam(epsilon: .infinity)
    },
    wrong("smoothing of 1", "loss.labelSmoothing must be ") {
      $0.loss = Loss(BinaryCrossEntropy(labelSmoothing: 1))
    },
    wrong("decay NaN", "alphaDecay.rate must be ") {
      $0.alphaDecay = LearningRateSchedule(ExponentialDecay(rate: .nan))
    },
    wrong(
      "three class weights for two", "classWeights must be one number for each of the 2 classes"
    ) {
      $0.classWeights = .values([1, 2, 3])
    },
    wrong("negative class weight", "classWeights must be one or more numbers > 0") {
      $0.classWeights = .values([1, -2])
    },
    wrong("unknown figure", "earlyStopping.monitor must be cost, accuracy, or a figure") {
      $0.earlyStopping = .init(patience: 1, monitor: .init(name: "margin", goal: .highest))
    },
    Mistake("accuracy of values", "earlyStopping.monitor must be cost, or a figure") {
      try train(model(1, .linear)) {
        $0.earlyStopping = .init(patience: 1, monitor: .accuracy)
      }
    },
    Mistake("class weights of values", "classWeights must be nil where") {
      try train(model(1, .linear)) { $0.classWeights = .balanced }
    },
    Mistake("a figure that nothing watches", "earlyStopping must be on where there is a figure") {
      try train(figure: { _ in 1 })
    },
  ]

  static let shapes: [Mistake] = [
    Mistake("no layers", "n must hold at least n[0] and n[1]") { _ = try Model<Double>([]) },
    Mistake("layers that do not fit", "takes n[1] = 5 inputs, but layer 1 gives 2") {
      _ = try Model([dense(3, 2), dense(5, 1)])
    },
    Mistake("X of another size", "X must be (n[0], m) = (3, m), but is (2, 4)") {
      _ = try model().predict(randomMatrix(2, 4))
    },
    Mistake("X with examples as rows", "transposed? Examples are columns") {
      _ = try model().predict(randomMatrix(4, 3))
    },
    Mistake("X of another size in a loop", "X must be (n[0], m) = (3, m)") {
      _ = try model().forward(randomMatrix(2, 4))
    },
    Mistake("no examples in a loop", "there are no examples") {
      _ = try model().forward(Matrix(rows: 3, columns: 0))
    },
    Mistake(
      "dA of another size", "dA must be the shape of A[L] = (1, 4), but is (4, 1): transposed?"
    ) {
      let (A, tape) = try model().forward(X)
      _ = try tape.backward(A.transposed)
    },
    Mistake("Y of another size in a loop", "Y must be (n[2], m) = (1, 4), but is (1, 3)") {
      _ = try model().gradients(X: X, Y: randomMatrix(1, 3))
    },
    Mistake("another number of labels", "X and Y must have one column for each example") {
      try train(Y: Matrix([[1, 0, 1]]))
    },
    Mistake("features of another size", "but the data have 2 features per example") {
      try train(X: randomMatrix(2, 4))
    },
    Mistake("labels of another size", "but the data have 3 outputs per example") {
      try train(Y: classes)
    },
    Mistake("no examples", "there are no examples") {
      try train(X: Matrix(rows: 3, columns: 0), Y: Matrix(rows: 1, columns: 0))
    },
    Mistake("a score of other examples", "but the data have 2 features per example") {
      _ = try model().score(on: MatrixExamples(X: randomMatrix(2, 4), Y: yes))
    },
    Mistake("too few elements", "a matrix of shape (28, 28) has 784 elements, not 783") {
      _ = try Matrix<Float>(rows: 28, columns: 28, validating: [Float](repeating: 0, count: 783))
    },
    Mistake("ragged rows", "row 0 has 2 elements and row 1 has 1") {
      _ = try Matrix<Double>(validating: [[1, 2], [3]])
    },
    Mistake("a negative size", "there is no matrix of shape (-1, 2)") {
      _ = try Matrix<Double>(rows: -1, columns: 2, validating: [])
    },
    Mistake("a size beyond all", "there is no matrix of shape") {
      _ = try Matrix<Double>(rows: .max, columns: 2, validating: [])
    },
  ]

  static let numbers: [Mistake] = [
    Mistake("NaN in X", "X[2, 1] is nan: every number must be finite") {
      var X = Self.X
      X[2, 1] = .nan
      try train(X: X)
    },
    Mistake("NaN in X of a prediction", "X[0, 3] is nan") {
      var X = Self.X
      X[0, 3] = .nan
      _ = try model().predict(X)
    },
    Mistake("an infinite label", "Y[0, 0] is inf") {
      try train(model(1, .linear), Y: Matrix([[.infinity, 0, 0, 0]]))
    },
    Mistake("a label of 2 for yes or no", "Y[0, 1] is 2, but the labels of binaryCrossEntropy are")
    {
      try train(Y: Matrix([[1, 2, 0, 1]]))
    },
    Mistake(
      "a label of -1 for yes or no", "Y[0, 0] is -1, but the labels of binaryCrossEntropy are"
    ) {
      _ = try model().gradients(X: X, Y: Matrix([[-1, 1, 1, 1]]))
    },
    Mistake("two classes for one example", "column 3 of Y sums to 2") {
      var Y = Self.classes
      Y[1, 3] = 1
      try train(model(3, .softmax), Y: Y)
    },
    Mistake("numbers of classes for classes", "Y[1, 0] is 2") {
      try train(model(3, .softmax), Y: Matrix([[0, 1, 0, 1], [2, 0, 2, 2], [0, 0, 0, 0]]))
    },
  ]

  static let networks: [Mistake] = [
    Mistake("a layer that is not there", "there is no layer 3: the layers are 1 to 2") {
      _ = try model().replacing(layer: 3, with: dense(1, 1))
    },
    Mistake("another layer that does not fit", "takes n[1] = 7 inputs, but layer 1 gives 2") {
      _ = try model().replacing(layer: 2, with: dense(7, 1))
    },
    Mistake("gradients of another network", "differ in the number of layers") {
      var model = try Self.model()
      var optimizer = ModelOptimizer<Double>(.adam())
      let other = try Model([dense(3, 1, .sigmoid)]).gradients(X: X, Y: yes).gradients
      try optimizer.update(&model, by: other, alpha: 0.1)
    },
    Mistake("gradients of other shapes", "differ in the parameters of layer 2") {
      var model = try Self.model()
      var optimizer = ModelOptimizer<Double>(.adam())
      let other = try Self.model(3, .softmax).gradients(X: X, Y: classes).gradients
      try optimizer.update(&model, by: other, alpha: 0.1)
    },
    Mistake("the optimizer of another network", "differ in the parameters of layer 2") {
      var (model, other) = (try Self.model(), try Self.model(3, .softmax))
      var optimizer = ModelOptimizer<Double>(.adam())
      try optimizer.update(
        &other, by: other.gradients(X: X, Y: classes).gradients, alpha: 0.1)
      try optimizer.update(&model, by: model.gradients(X: X, Y: yes).gradients, alpha: 0.1)
    },
    Mistake("dropout without a generator", "draws at random in training: hand over a generator") {
      _ = try Model([DropoutLayer<Double>(3, rate: 0.5), dense(3, 1)]).forward(X)
    },
    Mistake("no loss", "so that no loss follows from it") {
      try train(Model([dense(3, 1), BatchNormalization<Double>(1)]))
    },
    Mistake("nothing that learns", "no layer learns anything") {
      try train(Model([dense(3, 1, .sigmoid).frozen()]))
    },
    Mistake("branches of other inputs", "the first takes 3 inputs and branch 2 2") {
      _ = try Parallel([[dense(3, 2)], [dense(2, 2)]])
    },
    Mistake("branches without layers", "in a parallel block: n must hold") {
      _ = try Parallel<Double>([[], []])
    },
    Mistake("a sequence that does not fit", "in a sequential block: layer 2") {
      _ = try Sequential([dense(3, 2), dense(3, 2)])
    },
    Mistake("W as a constant", "declare it as var W") {
      try train(Model([ConstantW()])) {
        $0.loss = .meanSquaredError
      }
    },
    Mistake("w for W", "call it W or b") {
      try train(Model([SmallW()])) {
        $0.loss = .meanSquaredError
      }
    },
    Mistake("w for W in a loop", "call it W or b") {
      var model = try Model<Double>([SmallW()])
      var optimizer = ModelOptimizer<Double>(.gradientDescent)
      let gradients = try model.gradients(X: X, Y: yes, loss: .meanSquaredError).gradients
      try optimizer.update(&model, by: gradients, alpha: 0.1)
    },
  ]

  /// A layer of settings that come from outside.
  private static func layer(
    _ name: String, _ says: String, _ specification: LayerSpecification,
    pictures: ImageShape? = ImageShape(height: 4, width: 5, channels: 2)
  ) -> Mistake {
    Mistake(name, says) {
      var random = RandomState(seed: 1)
      if let pictures {
        _ = try specification.layer(pictures: pictures, of: Float.self, from: &random)
      } else {
        _ = try specification.layer(inputs: 3, of: Float.self, from: &random)
      }
    }
  }

  static let layers: [Mistake] = [
    layer(
      "all left out", "layer 1 (dropout): rate must be from 0 to below 1, but is 1.5",
      .dropout(rate: 1.5), pictures: nil),
    layer("a rate that is none", "rate must be from 0 to below 1", .dropout(rate: .nan)),
    layer(
      "none kept", "keepProbability must be above 0 and at most 1, but is 0",
      .dense(units: 2, activation: .relu, keepProbability: 0), pictures: nil),
    layer("no units", "units must be at least 1, but is 0", .dense(units: 0, activation: .relu)),
    layer(
      "a kernel of nothing", "kernel must be at least 1, but is 0",
      .convolution2D(filters: 1, kernel: 0, activation: .relu)),
    layer(
      "two settings at once",
      "filters must be at least 1, but is -1\nlayer 1 (convolution2D): stride",
      .convolution2D(filters: -1, kernel: 3, stride: 0, activation: .relu)),
    layer(
      "a kernel beyond the picture", "layer 1 (convolution2D): ",
      .convolution2D(filters: 1, kernel: 6, padding: .valid, activation: .relu)),
    layer(
      "a kernel beyond all", "layer 1 (convolution2D): ",
      .convolution2D(filters: 1, kernel: .max, activation: .relu)),
    layer(
      "groups that do not divide", "groups must divide the 2 channels and the 3 filters, but is 2",
      .convolution2D(filters: 3, kernel: 3, groups: 2, activation: .relu)),
    layer(
      "a convolution of numbers", "takes pictures, but the 3 features",
      .convolution2D(filters: 1, kernel: 1, activation: .relu), pictures: nil),
    layer("a window of nothing", "size must be at least 1, but is 0", .maxPool2D(size: 0)),
    layer("a window beyond the picture", "layer 1 (averagePool2D): ", .averagePool2D(size: 9)),
    layer(
      "momentum of 2", "momentum must be from 0 to 1, but is 2",
      .batchNormalization(momentum: 2), pictures: nil),
    layer("no epsilon", "epsilon must be above 0, but is 0", .layerNormalization(epsilon: 0)),
    layer(
      "a slope that is none", "slope of leakyRelu must be a number ≥ 0 and < 1, but is ",
      .dense(units: 2, activation: .leakyRelu(slope: .nan)), pictures: nil),
    layer(
      "no picture", "there is no picture 0x5x2", .flatten,
      pictures: ImageShape(height: 0, width: 5, channels: 2)),
    layer(
      "a picture beyond all", "there is no picture", .flatten,
      pictures: ImageShape(height: .max, width: .max, channels: 2)),
    Mistake("no inputs", "n[0]") {
      var random = RandomState(seed: 1)
      _ = try LayerSpecification.dropout(rate: 0.5)
        .layer(inputs: 0, of: Float.self, from: &random)
    },
    Mistake("a slope of 7 in a network", "layer 1 (dense): slope of leakyRelu must be ") {
      _ = try Model([dense(3, 2, .leakyRelu(slope: 7))])
    },
    Mistake("a negative size", "n[1]") {
      _ = try DimensionChecker.check(
        Architecture(n: [2, -4, 1], activations: [.tanh, .sigmoid]))
    },
    Mistake("states of other layers", "there must be a state for each of the 1 layers") {
      let plan = try DimensionChecker.check(Architecture(n: [3, 1], activations: [.sigmoid]))
      _ = try Model<Double>(
        plan, parameters: [["W": randomMatrix(1, 3), "b": randomMatrix(1, 1)]], states: [[:], [:]])
    },
  ]

  @Test(arguments: hyperparameters + shapes + numbers + networks + layers)
  func `a mistake from outside is an error with a sentence`(_ mistake: Mistake) throws {
    let error = try #require(throws: (any Error).self) { try mistake.make() }
    let sentence = try #require((error as? any LocalizedError)?.errorDescription)
    #expect(sentence.contains(mistake.says), "\(sentence)")
    #expect(sentence == "\(error)" && sentence == error.localizedDescription)
    #expect(!sentence.contains("--"))
  }

  @Test func `all problems of hyperparameters are told at once`() throws {
    let error = try #require(throws: HyperparameterError.self) {
      try Self.train {
        $0.alpha = -1
        $0.batchSize = -1
        $0.optimizer = .adam(beta1: 2, beta2: 3)
        $0.classWeights = .values([1])
      }
    }
    #expect(
      error.problems.map(\.name)
        == ["alpha", "optimizer.beta1", "optimizer.beta2", "batchSize", "classWeights"])
  }

  @Test func `labels that are shares, and answers to no examples, are no mistakes`() throws {
    try Self.train(Y: Matrix([[0.5, 0, 1, 0.25]]))
    let shares = Matrix<Double>(rows: 3, columns: 4, repeating: 1.0 / 3)
    try Self.train(Self.model(3, .softmax), Y: shares)
    #expect(
      try Self.model().predict(Matrix(rows: 3, columns: 0)).shape == Shape(1, 0))
  }
}

/// A layer whose W cannot change.
private struct ConstantW: Layer {
  let W = Matrix<Double>([[1, 2, 3]])
  var inputSize: Int { 3 }
  var outputSize: Int { 1 }
  func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Matrix<Double>) {
    (W * aPrev, aPrev)
  }
  func backward(_ dA: Matrix<Double>, cache: Matrix<Double>)
    -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
  { (W.transposed * dA, .empty, .empty) }
}

/// A layer whose W has another name.
private struct SmallW: Layer {
  var w = Matrix<Double>([[1, 2, 3]])
  var inputSize: Int { 3 }
  var outputSize: Int { 1 }
  func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Matrix<Double>) {
    (w * aPrev, aPrev)
  }
  func backward(_ dA: Matrix<Double>, cache: Matrix<Double>)
    -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
  { (w.transposed * dA, .empty, .empty) }
}
