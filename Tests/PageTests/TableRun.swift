import Experiments
import Foundation

/// Trains on a small table, `t.csv` in a folder, with `test.csv` beside it; the run's folder.
func tableRun(in folder: URL) throws -> URL {
  let lines = (0..<60).map { i in
    let (age, color) = (20 + i * 37 % 41, ["red", "blue", "green"][i % 3])
    let income = i % 7 == 0 ? "" : "\(800 + 10 * age)"
    return "\(age),\(color),\(income),\(age > 38 ? "yes" : "no")"
  }
  for (name, part) in [("t.csv", lines[..<40]), ("test.csv", lines[40...])] {
    try Data(("age,color,income,bought\n" + part.joined(separator: "\n") + "\n").utf8)
      .write(to: folder.appendingPathComponent(name))
  }
  let configuration = """
    {"n": [0, 4, 1], "activations": ["tanh", "sigmoid"], "alpha": 0.05, "iterations": 200,
     "optimizer": {"method": "adam"}, "initialization": {"method": "he"},
     "data": {"train": {"path": "t.csv", "normalize": "standardize", "categories": true,
                        "missing": "mean", "classes": ["no", "yes"]}}}
    """
  let file = folder.appendingPathComponent("t.json")
  try Data(configuration.utf8).write(to: file)
  let run = folder.appendingPathComponent("run")
  try Configuration(contentsOf: file).train(into: run, dataFolder: folder)
  return run
}
