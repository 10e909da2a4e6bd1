import Drawing
import Foundation
import Images

/// A picture in the terminal with the answer beside it.
package enum PredictionPicture {
  private static let columns = 32

  /// The picture at `path` with `answer` beside its middle; nil where it is none or the terminal
  /// cannot show it.
  package static func text(
    of path: String, answer: String, on terminal: Terminal, _ colours: Terminal.Colours
  ) -> String? {
    guard terminal.hasColour, terminal.hasUnicode, colours != .few,
      terminal.width >= columns + answer.count + 4,
      let picture = try? Image(contentsOf: URL(fileURLWithPath: path))
    else { return nil }
    var lines = TerminalPicture.lines(picture, columns: columns, colours)
    lines[lines.count / 2] += "  " + answer
    return lines.map { $0 + "\n" }.joined()
  }
}
