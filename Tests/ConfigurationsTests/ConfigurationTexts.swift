import Configurations
import Foundation

/// The smallest configuration that is complete.
let minimalText = """
  {
    "n": [4, 3, 1],
    "activations": ["relu", "sigmoid"],
    "alpha": 0.1,
    "iterations": 10,
    "data": {"train": {"path": "train.npz"}}
  }
  """

func read(_ text: String, set overrides: [String] = []) throws -> ConfigurationReader.Reading {
  try read(Array(text.utf8), set: overrides)
}

func read(_ bytes: [UInt8], set overrides: [String] = []) throws -> ConfigurationReader.Reading {
  try ConfigurationReader(overrides: overrides).read(
    bytes, file: "test.json", name: "test", folder: URL(fileURLWithPath: "/home/ann"))
}

/// The problems of a text; empty where it is read.
func problems(of text: String, set overrides: [String] = []) -> [ConfigurationProblem] {
  problems(of: Array(text.utf8), set: overrides)
}

func problems(of bytes: [UInt8], set overrides: [String] = []) -> [ConfigurationProblem] {
  do {
    _ = try read(bytes, set: overrides)
    return []
  } catch let error as ConfigurationError {
    return error.problems
  } catch {
    return []
  }
}

/// The minimal configuration with other members first and its own of those names taken out.
func replacing(_ members: String) -> String {
  var lines = minimalText.split(separator: "\n").map(String.init)
  lines.removeAll { line in
    line.split(separator: "\"").dropFirst().first.map { members.contains("\"\($0)\":") } ?? false
  }
  let rest = lines.dropFirst().joined(separator: "\n").replacing(",\n}", with: "\n}")
  return "{\n  \(members),\n\(rest)"
}

/// A configuration that uses every key at a value of its own.
let fullText = """
  {
    "$schema": "dnn.schema.json", "name": "everything", "L": 3, "n": [12, 6, 5, 3],
    "activations": ["leakyRelu", "tanh", "softmax"], "leakyReluSlope": 0.2,
    "alpha": 0.05, "epochs": 20, "batchSize": 32, "clipNorm": 5, "classWeights": [1, 2, 0.5],
    "optimizer": {"method": "adam", "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-7},
    "alphaDecay": {"method": "step", "rate": 0.5, "every": 10}, "warmup": 40,
    "l2": 0.7, "keepProbability": [0.9, 0.8], "loss": "categoricalCrossEntropy",
    "initialization": {"method": "file", "path": "/weights.npz", "layout": "keras",
      "names": {"W1": "fc.weight", "b3": "out"}},
    "seed": 4294967295, "precision": "float64",
    "data": {
      "train": {"xPath": "../x.npy", "yPath": "/y.npy", "x": "images", "y": "labels",
        "imageSize": [4, 3], "channels": 1, "pixelOrder": "planar", "normalize": "standardize",
        "augment": {"flip": "both", "shift": 0.2, "rotate": 20, "zoom": 0.3, "brightness": 0.4,
          "contrast": 0.5},
        "labels": "oneHot", "classes": ["a", "b", "c"]},
      "validation": {"fraction": 0.25},
      "test": {"path": "./deep//test.csv", "labelsPath": "labels.csv", "y": -1, "categories": true,
        "header": false, "delimiter": "\\t", "decimal": ","}
    },
    "logEvery": 7, "checkpointEvery": 0, "firstLayer": "direct",
    "earlyStopping": {"patience": 3, "minDelta": 0.001}
  }
  """
