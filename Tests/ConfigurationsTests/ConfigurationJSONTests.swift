import Configurations
import DeepNetwork
import Testing
import Text

@Suite struct ConfigurationJSONTests {
  @Test func `every default is written in the order of the documentation`() throws {
    let configuration = try read(minimalText).configuration
    #expect(
      configuration.jsonText == """
        {
          "name": "test",
          "L": 2,
          "n": [4, 3, 1],
          "activations": ["relu", "sigmoid"],
          "leakyReluSlope": 0.01,
          "alpha": 0.1,
          "iterations": 10,
          "batchSize": 0,
          "clipNorm": 0,
          "optimizer": {
            "method": "gradientDescent"
          },
          "alphaDecay": {
            "method": "none"
          },
          "l2": 0,
          "keepProbability": 1,
          "loss": "binaryCrossEntropy",
          "initialization": {
            "method": "normal",
            "scale": 0.01
          },
          "seed": 1,
          "precision": "float32",
          "data": {
            "train": {
              "path": "/home/ann/train.npz",
              "categories": false,
              "pixelOrder": "interleaved"
            }
          },
          "logEvery": 100,
          "checkpointEvery": 1000,
          "firstLayer": "auto"
        }

        """)
  }

  @Test(arguments: [
    minimalText, fullText,
    fullText.replacing("\"fraction\": 0.25", with: "\"fold\": 2, \"folds\": 5"),
    replacing("\"keepProbability\": 0.3, \"alpha\": 0.1234567890123456789"),
    replacing(
      "\"n\": [4, 3, 3, 1], \"activations\": [\"tanh\", \"leakyRelu\", \"linear\"], "
        + "\"keepProbability\": [1, 0.5], \"name\": \"a \\\"b\\\" é\""),
    replacing("\"n\": [4, 1], \"activations\": [\"sigmoid\"], \"keepProbability\": []"),
    replacing("\"classWeights\": \"balanced\", \"alphaDecay\": {\"method\": \"cosine\"}"),
    replacing("\"alphaDecay\": {\"method\": \"inverse\", \"rate\": 1e-300}"),
    replacing("\"alphaDecay\": {\"method\": \"exponential\", \"rate\": 0.1}"),
    replacing(
      "\"alphaDecay\": {\"method\": \"plateau\", \"patience\": 2, \"minimum\": 0.001}, "
        + "\"data\": {\"train\": {\"path\": \"a.npz\"}, \"validation\": {\"fraction\": 0.5}}"),
    replacing("\"optimizer\": {\"method\": \"momentum\", \"beta\": 0.30000000000000004}"),
    replacing("\"optimizer\": {\"method\": \"momentum\", \"nesterov\": true}"),
    replacing("\"optimizer\": {\"method\": \"rmsprop\"}, \"l2\": 5e-324"),
    replacing("\"optimizer\": {\"method\": \"adamW\", \"weightDecay\": 0}"),
    replacing("\"initialization\": {\"method\": \"normal\", \"scale\": [0.1, 1e22]}"),
    replacing("\"initialization\": {\"method\": \"xavier\"}, \"firstLayer\": \"dual\""),
    replacing("\"initialization\": {\"method\": \"file\", \"path\": \"w.npz\"}"),
    replacing("\"data\": {\"train\": {\"builtin\": \"parity\", \"examples\": 5, \"bits\": 4}}"),
    replacing(
      "\"data\": {\"train\": {\"builtin\": \"moons\", \"noise\": 0.25, \"seed\": 9}, "
        + "\"validation\": {\"path\": \"v.csv\", \"y\": 3}, \"test\": {\"path\": \"t/\"}}"),
  ]) func `written configuration reads back equal`(text: String) throws {
    let configuration = try read(text).configuration
    let again = try read(configuration.jsonText)
    #expect(again.configuration == configuration)
    #expect(again.configuration.jsonText == configuration.jsonText)
  }

  @Test func `a setting that came later is written only where it is not at its default`() throws {
    func written(_ text: String) throws -> JSONValue? {
      try read(replacing(text)).configuration.json["optimizer"]
    }
    let momentum = #""optimizer": {"method": "momentum", "nesterov": "#
    #expect(try written(momentum + "false}") == ["method": "momentum", "beta": 0.9])
    #expect(
      try written(momentum + "true}") == ["method": "momentum", "beta": 0.9, "nesterov": true])
  }

  @Test func `paths are absolute`() throws {
    let data = try read(fullText).configuration.json["data"]
    #expect(data?["train"]?["xPath"] == "/home/ann/../x.npy")
    #expect(data?["test"]?["path"] == "/home/ann/deep/test.csv")
    #expect(data?["test"]?["labelsPath"] == "/home/ann/labels.csv")
  }
}
