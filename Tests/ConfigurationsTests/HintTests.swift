import Testing
import Text

@testable import Configurations

/// The names of PyTorch, Keras and scikit-learn, each with the one that is meant here.
struct HintTests {
  private func hint(_ members: String, at path: String) throws -> String? {
    let problem = try #require(
      problems(of: replacing(members)).first { $0.path == path }, "\(members)")
    switch problem.fault {
    case .notAllowed(_, let nearest), .unknownKey(let nearest): return nearest
    case .otherMeaning(let nearest, _): return nearest
    default: return nil
    }
  }

  @Test(arguments: [
    ("ReLU6", "relu"), ("Rectifier", "relu"), ("LeakyReLU", "leakyRelu"),
    ("leaky_relu", "leakyRelu"), ("lrelu", "leakyRelu"), ("PReLU", "leakyRelu"), ("ELU", "elu"),
    ("selu", "elu"), ("CELU", "elu"), ("GELU", "gelu"), ("swish", "silu"),
    ("SiLU", "silu"), ("Swish", "silu"), ("Softplus", "softplus"), ("Identity", "linear"),
    ("none", "linear"), ("logistic", "sigmoid"), ("Sigmoid", "sigmoid"), ("Tanh", "tanh"),
    ("LogSoftmax", "softmax"), ("log_softmax", "softmax"), ("Softmax", "softmax"),
  ])
  func `an activation is hinted at`(_ name: String, _ meant: String) throws {
    #expect(
      try hint(#""activations": ["\#(name)", "sigmoid"]"#, at: "activations[0]") == meant)
    let object = #""activations": [{"type": "\#(name)"}, "sigmoid"]"#
    #expect(try hint(object, at: "activations[0].type") == meant)
  }

  @Test(arguments: [
    ("mse", "meanSquaredError"), ("MSELoss", "meanSquaredError"),
    ("mean_squared_error", "meanSquaredError"), ("squared_error", "meanSquaredError"),
    ("l2", "meanSquaredError"), ("rmse", "meanSquaredError"), ("mae", "meanAbsoluteError"),
    ("L1Loss", "meanAbsoluteError"), ("l1", "meanAbsoluteError"),
    ("absolute_error", "meanAbsoluteError"), ("mean_absolute_error", "meanAbsoluteError"),
    ("bce", "binaryCrossEntropy"), ("BCELoss", "binaryCrossEntropy"),
    ("cross_entropy", "categoricalCrossEntropy"), ("BCEWithLogitsLoss", "binaryCrossEntropy"),
    ("binary_crossentropy", "binaryCrossEntropy"),
    ("log_loss", "binaryCrossEntropy"), ("CrossEntropyLoss", "categoricalCrossEntropy"),
    ("categorical_crossentropy", "categoricalCrossEntropy"),
    ("sparse_categorical_crossentropy", "categoricalCrossEntropy"),
    ("NLLLoss", "categoricalCrossEntropy"), ("nll", "categoricalCrossEntropy"),
    ("HuberLoss", "huber"), ("huber_loss", "huber"), ("SmoothL1Loss", "huber"),
    ("smooth_l1", "huber"), ("Huber", "huber"),
  ])
  func `a loss is hinted at`(_ name: String, _ meant: String) throws {
    #expect(try hint(#""loss": "\#(name)""#, at: "loss") == meant)
    #expect(try hint(#""loss": {"type": "\#(name)"}"#, at: "loss.type") == meant)
  }

  @Test(arguments: [
    ("sgd", "gradientDescent"), ("SGD", "gradientDescent"), ("gd", "gradientDescent"),
    ("gradient_descent", "gradientDescent"), ("nesterov", "momentum"), ("NAG", "momentum"),
    ("sgd_momentum", "momentum"), ("Momentum", "momentum"), ("RMSProp", "rmsprop"),
    ("rms_prop", "rmsprop"), ("Adam", "adam"), ("NAdam", "adam"), ("Adamax", "adam"),
    ("AMSGrad", "adam"), ("AdamW", "adamW"), ("adam_w", "adamW"),
  ])
  func `an optimizer is hinted at`(_ name: String, _ meant: String) throws {
    #expect(
      try hint(#""optimizer": {"method": "\#(name)"}"#, at: "optimizer.method") == meant)
  }

  @Test(arguments: [
    ("constant", "none"), ("fixed", "none"), ("None", "none"), ("StepLR", "step"),
    ("step_decay", "step"), ("staircase", "step"), ("ExponentialLR", "exponential"),
    ("exponential_decay", "exponential"), ("exp", "exponential"), ("CosineAnnealingLR", "cosine"),
    ("cosine_decay", "cosine"), ("cosine_annealing", "cosine"), ("ReduceLROnPlateau", "plateau"),
    ("reduceOnPlateau", "plateau"), ("reduce_lr_on_plateau", "plateau"), ("adaptive", "plateau"),
    ("InverseTimeDecay", "inverse"), ("invscaling", "inverse"),
  ])
  func `a schedule is hinted at`(_ name: String, _ meant: String) throws {
    #expect(
      try hint(#""alphaDecay": {"method": "\#(name)"}"#, at: "alphaDecay.method") == meant)
  }

  @Test(arguments: [
    ("Linear", "dense"), ("Dense", "dense"), ("fc", "dense"), ("fully_connected", "dense"),
    ("Conv2d", "convolution2D"), ("Conv2D", "convolution2D"), ("conv", "convolution2D"),
    ("MaxPool2d", "maxPool2D"), ("MaxPooling2D", "maxPool2D"), ("max_pool", "maxPool2D"),
    ("AvgPool2d", "averagePool2D"), ("AveragePooling2D", "averagePool2D"),
    ("GlobalAveragePooling2D", "globalAveragePool2D"),
    ("AdaptiveAvgPool2d", "globalAveragePool2D"), ("BatchNorm2d", "batchNormalization"),
    ("BatchNorm1d", "batchNormalization"), ("batch_norm", "batchNormalization"),
    ("BatchNormalization", "batchNormalization"), ("LayerNorm", "layerNormalization"),
    ("layer_norm", "layerNormalization"), ("Dropout2d", "dropout"), ("Flatten", "flatten"),
    ("ReLU", "activation"), ("leaky_relu", "activation"), ("Activation", "activation"),
    ("ResidualBlock", "residual"), ("BasicBlock", "residual"),
  ])
  func `a layer is hinted at`(_ name: String, _ meant: String) throws {
    let text = """
      {"layers": [{"type": "\(name)"}], "alpha": 1, "iterations": 1, \
      "data": {"train": {"path": "a.npz"}}}
      """
    let problem = try #require(problems(of: text).first)
    #expect(problem.path == "layers[0].type" && problem.sentence.hasSuffix("mean \"\(meant)\"?"))
  }

  @Test(arguments: [
    ("kaiming", "he"), ("kaiming_normal_", "he"), ("he_normal", "he"), ("he_uniform", "he"),
    ("KaimingUniform", "he"), ("glorot", "xavier"), ("glorot_uniform", "xavier"),
    ("GlorotNormal", "xavier"), ("xavier_normal_", "xavier"), ("xavier_uniform", "xavier"),
    ("lecun_normal", "lecun"), ("LecunUniform", "lecun"), ("random_normal", "normal"),
    ("RandomNormal", "normal"), ("gaussian", "normal"), ("randn", "normal"),
    ("truncated_normal", "normal"), ("zero", "zeros"), ("Zeros", "zeros"),
  ])
  func `an initializer is hinted at`(_ name: String, _ meant: String) throws {
    #expect(
      try hint(#""initialization": {"method": "\#(name)"}"#, at: "initialization.method") == meant)
  }

  @Test(arguments: [
    (#""activations": [{"type": "leakyRelu", "alpha": 0.2}, "sigmoid"]"#, "slope"),
    (#""activations": [{"type": "leakyRelu", "negative_slope": 0.2}, "sigmoid"]"#, "slope"),
    (#""activations": [{"type": "leaky_relu", "alpha": 0.2}, "sigmoid"]"#, "slope"),
    (#""activations": [{"type": "elu", "slope": 0.2}, "sigmoid"]"#, "alpha"),
    (#""loss": {"type": "huber", "beta": 1}"#, "delta"),
    (#""loss": {"type": "smoothL1", "beta": 1}"#, "delta"),
    (#""loss": {"type": "binaryCrossEntropy", "label_smoothing": 0.1}"#, "labelSmoothing"),
    (#""optimizer": {"method": "momentum", "momentum": 0.9}"#, "beta"),
    (#""optimizer": {"method": "rmsprop", "rho": 0.9}"#, "beta"),
    (#""optimizer": {"method": "rmsprop", "alpha": 0.9}"#, "beta"),
    (#""optimizer": {"method": "adam", "eps": 1e-8}"#, "epsilon"),
    (#""optimizer": {"method": "adam", "beta_2": 0.9}"#, "beta2"),
    (#""optimizer": {"method": "adamW", "weight_decay": 0.9}"#, "weightDecay"),
    (#""alphaDecay": {"method": "exponential", "gamma": 0.9}"#, "rate"),
    (#""alphaDecay": {"method": "step", "rate": 0.5, "step_size": 9}"#, "every"),
    (#""alphaDecay": {"method": "cosine", "eta_min": 0}"#, "minimum"),
    (#""alphaDecay": {"method": "plateau", "patience": 3, "min_lr": 0}"#, "minimum"),
    (#""initialization": {"method": "normal", "std": 0.1}"#, "scale"),
    (#""initialization": {"method": "normal", "stddev": 0.1}"#, "scale"),
  ])
  func `a setting is hinted at`(_ members: String, _ meant: String) throws {
    let hints = problems(of: replacing(members)).compactMap { problem in
      switch problem.fault {
      case .unknownKey(let nearest): nearest
      case .otherMeaning(let nearest, _): nearest
      default: nil
      }
    }
    #expect(hints == [meant])
  }

  /// What is wrong is the kind; its settings are told by the kind that was meant.
  @Test func `the settings of a kind that is known by another name are no problems`() {
    let found = problems(of: replacing(#""loss": {"type": "SmoothL1Loss", "delta": 2}"#))
    #expect(found.map(\.path) == ["loss.type"])
    let missing = problems(of: replacing(#""alphaDecay": {"method": "ExponentialLR"}"#))
    #expect(missing.map(\.path) == ["alphaDecay.method"])
  }

  @Test func `a setting of another kind is said to be one`() {
    let found = problems(
      of: replacing(#""optimizer": {"method": "adam", "weight_decay": 0.1}"#))
    #expect(found.map(\.sentence) == [#"does not belong to method "adam""#])
  }
}
