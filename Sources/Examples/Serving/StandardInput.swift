import Experiments
import Foundation

/// Answers each line of standard input until it ends.
///
/// A line is a row of a table as JSON, such as
/// `{"age": 39, "color": "red"}`. The network is that of a run: `swift run examples lines runs/my-table`.
func answerLines() throws {
  let run = URL(fileURLWithPath: CommandLine.arguments.dropFirst(2).first ?? "runs/my-table")
  let predictor = try Predictor(contentsOf: run)
  let decoder = JSONDecoder()
  while let line = readLine() {
    let said: String
    do {
      let row = try decoder.decode([String: TableValue].self, from: Data(line.utf8))
      said = "\(try predictor.answer(for: row))"
    } catch {
      // A wrong line is told, and the next one answered.
      said = "error: \(error.localizedDescription)"
    }
    try FileHandle.standardOutput.write(contentsOf: Data("\(said)\n".utf8))
  }
}
