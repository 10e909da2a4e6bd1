import Experiments
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

/// The minimal configuration with more members, or others in place of its own.
func minimal(_ members: String, without names: [String] = []) -> String {
  var lines = minimalText.split(separator: "\n").map(String.init)
  lines.removeAll { line in names.contains { line.hasPrefix("  \"\($0)\":") } }
  lines.insert("  \(members),", at: 1)
  return lines.joined(separator: "\n")
}
