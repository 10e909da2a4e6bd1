import Configurations
import Foundation
import Testing

/// A configuration that breaks one rule, and the sentence that says so.
struct BadText: Sendable, CustomTestStringConvertible {
  /// Members beside, or in place of, those of `minimalText`.
  let members: String
  let message: String

  init(_ members: String, _ message: String) {
    self.members = members
    self.message = message
  }

  var testDescription: String { members }

  /// The problems as `path: sentence`.
  var sentences: [String] {
    problems(of: replacing(members)).map { "\($0.path): \($0.sentence)" }
  }
}

@Suite struct ConfigurationProblemTests {
  @Test(arguments: [
    BadText("\"alhpa\": 1", "alhpa: unknown key; did you mean \"alpha\"?"),
    BadText("\"Seed\": 1", "Seed: unknown key; did you mean \"seed\"?"),
    BadText("\"learning_rate\": 1", "learning_rate: unknown key; did you mean \"alpha\"?"),
    BadText("\"dropoutRate\": 0.5", "dropoutRate: unknown key; did you mean \"dropout\"?"),
    BadText(
      "\"weight_decay\": 0.01",
      "weight_decay: unknown key; did you mean \"l2\"? It is not the same: l2 adds lambda/m · W to the "
        + "gradient, m the examples of the update, where weight decay adds weightDecay · W, or takes "
        + "alpha · weightDecay · W off W beside the gradient, as the optimizer adamW does by a "
        + "weightDecay of its own"),
    BadText(
      "\"optimizer\": {\"method\": \"adam\", \"weightDecay\": 0.01}",
      "optimizer.weightDecay: does not belong to method \"adam\""),
    BadText("\"lambd\": 0.01", "lambd: unknown key; did you mean \"l2\"?"),
    BadText("\"layers_dims\": [1]", "layers_dims: unknown key; did you mean \"n\"?"),
    BadText(
      "\"optimizer\": {\"method\": \"adam\", \"beta_1\": 0.9}",
      "optimizer.beta_1: unknown key; did you mean \"beta1\"?"),
    BadText(
      "\"optimizer\": {\"method\": \"adam\", \"q\": 0.9}",
      "optimizer.q: unknown key; known here: method, beta1, beta2, epsilon"),
    BadText(
      "\"optimizer\": {\"method\": \"adam\", \"beta\": 0.9}",
      "optimizer.beta: does not belong to method \"adam\""),
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\"}, \"tset\": {}}",
      "data.tset: unknown key; did you mean \"test\"?"),
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\"}, \"validation\": {\"fracton\": 0.1}}",
      "data.validation.fracton: unknown key; did you mean \"fraction\"?"),
    BadText(
      "\"initialization\": {\"method\": \"file\", \"path\": \"a\", \"names\": {\"1W\": \"b\"}}",
      "initialization.names.1W: unknown key; known here: W1, b1, W2, …"),
    BadText("\"seed\": 1, \"seed\": 2", "seed: given twice; the first is on line 2"),
  ]) func `an unknown key is named`(_ bad: BadText) {
    #expect(bad.sentences == [bad.message])
  }

  @Test(arguments: [
    BadText("\"name\": \"\"", "name: must be a name of at most 200 bytes without /, but is \"\""),
    BadText(
      "\"name\": \"../x\"", "name: must be a name of at most 200 bytes without /, but is \"../x\""),
    BadText(
      "\"name\": \"..\"", "name: must be a name of at most 200 bytes without /, but is \"..\""),
    BadText(
      "\"name\": \"a\\u0000b\"",
      "name: must be a name of at most 200 bytes without /, but is \"a\u{FFFD}b\""),
    BadText("\"name\": 5", "name: must be a name of at most 200 bytes without /, but is 5"),
    BadText("\"n\": [4]", "n: must be a list of 2 or more integers, but is a list of 1"),
    BadText("\"n\": 4", "n: must be a list of 2 or more integers, but is 4"),
    BadText("\"n\": [4, 0, 1]", "n[1]: must be an integer from 1 to 1000000000, but is 0"),
    BadText("\"n\": [-4, 3, 1]", "n[0]: must be an integer from 0 to 1000000000, but is -4"),
    BadText("\"n\": [4, 2.5, 1]", "n[1]: must be an integer from 1 to 1000000000, but is 2.5"),
    BadText("\"n\": [4, \"3\", 1]", "n[1]: must be an integer from 1 to 1000000000, but is \"3\""),
    BadText("\"n\": [4, 1e400, 1]", "n[1]: must be an integer from 1 to 1000000000, but is 1e400"),
    BadText(
      "\"activations\": [\"rleu\", \"sigmoid\"]",
      "activations[0]: must be one of \"sigmoid\", \"tanh\", \"relu\", \"leakyRelu\", \"elu\", "
        + "\"gelu\", \"silu\", \"softplus\", \"linear\", \"softmax\" or an object such as "
        + "{\"type\": \"leakyRelu\", \"slope\": 0.2}, but is \"rleu\"; did you mean \"relu\"?"),
    BadText(
      "\"activations\": \"relu\"",
      "activations: must be a list of 1 or more names or {\"hidden\": …, \"output\": …}, but is \"relu\""
    ),
    BadText(
      "\"activations\": {\"hidden\": \"relu\"}",
      "activations.output: missing: must be one of \"sigmoid\", \"tanh\", \"relu\", \"leakyRelu\", "
        + "\"elu\", \"gelu\", \"silu\", \"softplus\", \"linear\", \"softmax\" or an object such as "
        + "{\"type\": \"leakyRelu\", \"slope\": 0.2}"),
    BadText("\"leakyReluSlope\": 1", "leakyReluSlope: must be a number ≥ 0 and < 1, but is 1"),
    BadText("\"alpha\": 0", "alpha: must be a number > 0, but is 0"),
    BadText("\"alpha\": -1e-3", "alpha: must be a number > 0, but is -1e-3"),
    BadText("\"alpha\": 1e999", "alpha: must be a number > 0, but is 1e999"),
    BadText("\"alpha\": null", "alpha: must be a number > 0, but is null"),
    BadText("\"alpha\": true", "alpha: must be a number > 0, but is true"),
    BadText(
      "\"iterations\": 0", "iterations: must be an integer from 1 to 1000000000000, but is 0"),
    BadText(
      "\"batchSize\": -1", "batchSize: must be an integer from 0 to 1000000000000, but is -1"),
    BadText("\"clipNorm\": -1", "clipNorm: must be a number ≥ 0, but is -1"),
    BadText(
      "\"classWeights\": \"balance\"",
      "classWeights: must be \"balanced\" or a list of 1 or more numbers > 0, but is \"balance\"; did you mean \"balanced\"?"
    ),
    BadText("\"classWeights\": [1, 0]", "classWeights[1]: must be a number > 0, but is 0"),
    BadText(
      "\"optimizer\": \"adam\"",
      "optimizer: must be an object such as {\"method\": \"adam\"}, but is \"adam\""),
    BadText(
      "\"optimizer\": {\"method\": \"sgd\"}",
      "optimizer.method: must be one of \"gradientDescent\", \"momentum\", \"rmsprop\", \"adam\", "
        + "\"adamW\", but is \"sgd\"; did you mean \"gradientDescent\"?"),
    BadText(
      "\"optimizer\": {}",
      "optimizer.method: missing: must be one of \"gradientDescent\", \"momentum\", \"rmsprop\", "
        + "\"adam\", \"adamW\""),
    BadText(
      "\"optimizer\": {\"method\": \"momentum\", \"beta\": 1}",
      "optimizer.beta: must be a number ≥ 0 and < 1, but is 1"),
    BadText(
      "\"alphaDecay\": {\"method\": \"step\", \"rate\": 0.5}",
      "alphaDecay.every: missing: must be an integer from 1 to 1000000000"),
    BadText(
      "\"alphaDecay\": {\"method\": \"exponential\", \"rate\": 1.5}",
      "alphaDecay.rate: must be a number > 0 and ≤ 1, but is 1.5"),
    BadText("\"l2\": \"0.1\"", "l2: must be a number ≥ 0, but is \"0.1\""),
    BadText("\"dropout\": 1", "dropout: must be a number ≥ 0 and < 1, but is 1"),
    BadText(
      "\"dropout\": 0.2, \"keepProbability\": 0.8",
      "dropout: either keepProbability or dropout, which is 1 - keepProbability, not both"),
    BadText(
      "\"dropout\": [0.5, 0.5]",
      "dropout: must be a list of L - 1 = 1 numbers, one per hidden layer, but is a list of 2"),
    BadText(
      "\"keepProbability\": 0",
      "keepProbability: must be a number > 0 and ≤ 1, but is 0"),
    BadText(
      "\"loss\": \"crossEntropy\"",
      "loss: must be one of \"binaryCrossEntropy\", \"categoricalCrossEntropy\", "
        + "\"meanSquaredError\", \"huber\", \"meanAbsoluteError\" or an object such as "
        + "{\"type\": \"huber\", \"delta\": 2}, but is \"crossEntropy\"; did you mean \"categoricalCrossEntropy\"?"
    ),
    BadText(
      "\"loss\": \"mse\"",
      "loss: must be one of \"binaryCrossEntropy\", \"categoricalCrossEntropy\", "
        + "\"meanSquaredError\", \"huber\", \"meanAbsoluteError\" or an object such as "
        + "{\"type\": \"huber\", \"delta\": 2}, but is \"mse\"; did you mean \"meanSquaredError\"?"),
    BadText(
      "\"seed\": 4294967296", "seed: must be an integer from 0 to 4294967295, but is 4294967296"),
    BadText(
      "\"precision\": \"float16\"",
      "precision: must be one of \"float32\", \"float64\", but is \"float16\"; did you mean \"float32\"?"
    ),
    BadText(
      "\"data\": {\"train\": \"cats.h5\"}",
      "data.train: must be an object such as {\"path\": \"train.h5\"}, but is \"cats.h5\""),
    BadText(
      "\"data\": {}",
      "data.train: missing: must be an object such as {\"path\": \"train.h5\"}"),
    BadText(
      "\"data\": {\"train\": {\"builtin\": \"cat\"}}",
      "data.train.builtin: must be one of \"cats\", \"flower\", \"moons\", \"circles\", \"spirals\", "
        + "\"parity\", \"houses\", \"digits\", but is \"cat\"; did you mean \"cats\"?"),
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\"}, \"validation\": {\"fraction\": 1}}",
      "data.validation.fraction: must be a number > 0 and < 1, but is 1"),
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\"}, \"validation\": {\"fold\": 0, \"folds\": 5}}",
      "data.validation.fold: must be an integer from 1 to 1000000000, but is 0"),
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\"}, \"validation\": {\"fold\": 1}}",
      "data.validation.folds: missing: must be an integer from 2 to 1000000000"),
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\", \"imageSize\": [64]}}",
      "data.train.imageSize: must be a list of 2 integers, but is a list of 1"),
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\", \"channels\": 2}}",
      "data.train.channels: must be 1 or 3, but is 2"),
    BadText("\"logEvery\": 0", "logEvery: must be an integer from 1 to 1000000000000, but is 0"),
    BadText(
      "\"firstLayer\": \"duel\"",
      "firstLayer: must be one of \"auto\", \"direct\", \"dual\", but is \"duel\"; did you mean \"dual\"?"
    ),
  ]) func `a bad value is named`(_ bad: BadText) {
    #expect(bad.sentences == [bad.message])
  }

  @Test(arguments: [
    BadText("\"L\": 3", "L: must be count(n) - 1 = 2, but is 3"),
    BadText(
      "\"activations\": [\"sigmoid\"]",
      "activations: must be a list of L = 2 names, one per layer, but is a list of 1"),
    BadText("\"epochs\": 3", "epochs: either iterations or epochs, not both"),
    BadText(
      "\"activations\": [\"softmax\", \"sigmoid\"]",
      "activations[0]: softmax is for the last layer only"),
    BadText(
      "\"activations\": {\"hidden\": \"softmax\", \"output\": \"sigmoid\"}",
      "activations.hidden: softmax is for the last layer only"),
    BadText(
      "\"activations\": [{\"type\": \"softmax\"}, \"sigmoid\"]",
      "activations[0]: softmax is for the last layer only"),
    BadText(
      "\"activations\": {\"hidden\": {\"type\": \"softmax\"}, \"output\": \"sigmoid\"}",
      "activations.hidden: softmax is for the last layer only"),
    BadText(
      "\"activations\": [\"relu\", \"softmax\"]",
      "n[2]: softmax over one unit is always 1: give it a unit per class, or take sigmoid"),
    BadText(
      "\"loss\": \"categoricalCrossEntropy\"",
      "loss: categoricalCrossEntropy needs softmax in the last layer, which has sigmoid"),
    BadText(
      "\"activations\": [\"relu\", \"tanh\"], \"loss\": \"binaryCrossEntropy\"",
      "loss: binaryCrossEntropy needs sigmoid in the last layer, which has tanh"),
    BadText(
      "\"n\": [4, 3, 2], \"activations\": [\"relu\", \"softmax\"], \"loss\": \"meanSquaredError\"",
      "loss: meanSquaredError needs another activation in the last layer, which has softmax"),
    BadText(
      "\"keepProbability\": [0.5, 0.5]",
      "keepProbability: must be a list of L - 1 = 1 numbers, one per hidden layer, but is a list of 2"
    ),
    BadText(
      "\"initialization\": {\"method\": \"normal\", \"scale\": [1, 1, 1]}",
      "initialization.scale: must be a list of L = 2 numbers, one per layer, but is a list of 3"),
    BadText(
      "\"initialization\": {\"method\": \"file\", \"path\": \"a\", \"names\": {\"W3\": \"w\"}}",
      "initialization.names.W3: there is no layer 3: L = 2"),
    BadText(
      "\"initialization\": {\"method\": \"file\", \"path\": \"a\", \"names\": {\"state3.mean\": \"w\"}}",
      "initialization.names[\"state3.mean\"]: there is no layer 3: L = 2"),
    BadText(
      "\"classWeights\": [1, 2, 3]",
      "classWeights: must be a list of 2 numbers, one per class, but is a list of 3"),
    BadText(
      "\"classWeights\": \"balanced\", \"activations\": [\"relu\", \"linear\"]",
      "classWeights: weights of classes need classes, not values"),
    BadText(
      "\"classWeights\": \"balanced\", \"n\": [4, 3, 2]",
      "classWeights: 2 outputs of their own are not classes of one kind"),
    BadText(
      "\"alphaDecay\": {\"method\": \"cosine\", \"minimum\": 0.2}",
      "alphaDecay.minimum: must be at most alpha = 0.1, but is 0.2"),
    BadText(
      "\"alphaDecay\": {\"method\": \"plateau\", \"patience\": 3}",
      "alphaDecay: needs data.validation, whose cost it watches"),
    BadText(
      "\"earlyStopping\": {\"patience\": 3}",
      "earlyStopping: needs data.validation, whose cost it watches"),
    BadText(
      "\"firstLayer\": \"dual\", \"optimizer\": {\"method\": \"adam\"}",
      "firstLayer: dual is for gradientDescent and momentum, not for adam"),
    BadText(
      "\"firstLayer\": \"dual\", \"batchSize\": 64",
      "batchSize: must be 0, the full batch, with firstLayer \"dual\", but is 64"),
    BadText("\"alpha\": 1e-50", "alpha: 1e-50 is 0.0 in float32; take precision float64"),
    BadText(
      "\"data\": {\"train\": {\"x\": \"a\"}}",
      "data.train: needs a path, a builtin, or an xPath with its yPath"),
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\", \"builtin\": \"cats\"}}",
      "data.train.builtin: either path or builtin, not both"),
    BadText(
      "\"data\": {\"train\": {\"xPath\": \"a\"}}",
      "data.train.yPath: missing: must be the path of a file"),
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\", \"yPath\": \"b\"}}",
      "data.train.yPath: goes with xPath"),
    BadText(
      "\"data\": {\"train\": {\"xPath\": \"a\", \"yPath\": \"b\", \"labelsPath\": \"c\"}}",
      "data.train.labelsPath: goes with path"),
    BadText(
      "\"data\": {\"train\": {\"builtin\": \"cats\", \"labelsPath\": \"c\"}}",
      "data.train.labelsPath: goes with path"),
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\", \"examples\": 5}}",
      "data.train.examples: is for built-in sets only"),
    BadText(
      "\"data\": {\"train\": {\"builtin\": \"cats\", \"bits\": 5}}",
      "data.train.bits: is not for the built-in set \"cats\""),
    BadText(
      "\"data\": {\"train\": {\"builtin\": \"cats\", \"noise\": 0.5}}",
      "data.train.noise: is not for the built-in set \"cats\""),
    BadText(
      "\"data\": {\"train\": {\"builtin\": \"cats\", \"y\": 5}}",
      "data.train.y: is for files only"),
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\", \"labels\": \"oneHot\"}}",
      "data.train.labels: oneHot needs a unit per class, but n[L] is 1"),
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\", \"classes\": [\"a\", \"b\", \"c\"]}}",
      "data.train.classes: must be a list of 2 names, one per class, but is a list of 3"),
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\", \"imageSize\": [2, 3], \"channels\": 3}}",
      "data.train.imageSize: 2 · 3 · 3 = 18 values a picture, but n[0] is 4"),
    BadText(
      "\"data\": {\"train\": {\"path\": \"a\"}, \"validation\": {\"fold\": 6, \"folds\": 5}}",
      "data.validation.fold: there is no fold 6 of 5"),
  ]) func `a broken rule between keys is named`(_ bad: BadText) {
    #expect(bad.sentences == [bad.message])
  }
}
