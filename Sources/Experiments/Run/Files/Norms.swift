import Bytes
import DeepNetwork
import Foundation
import Text

/// How large weights and gradients of each layer were over a training: a run's `norms.csv`.
///
/// It is there to be looked at, and nothing depends on it: a training whose norms cannot be written
/// or read goes on without.
package struct Norms: Sendable, Equatable {
  package struct Row: Sendable, Equatable {
    package let iteration: Int
    /// Of layers 1 … L.
    package let layers: [LayerNorms]
  }

  /// The number of layers, L.
  package let L: Int
  package let rows: [Row]

  /// Reads the rows up to the first that is not whole; nil where there is no such file.
  package init?(contentsOf url: URL) {
    guard let bytes = try? Data(contentsOf: url, options: .mappedIfSafe) else { return nil }
    let lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    let L = ((lines.first?.split(separator: ",").count ?? 0) - 1) / 2
    guard L > 0, let header = lines.first, header == Self.header(L) else { return nil }
    self.L = L
    var rows: [Row] = []
    for line in lines.dropFirst().dropLast() {
      guard let row = Self.row(line, L) else { break }
      rows.append(row)
    }
    self.rows = rows
  }

  fileprivate static func header(_ L: Int) -> String {
    (1...L).reduce("iteration") { "\($0),W\($1),dW\($1)" }
  }

  fileprivate static func line(_ row: Row) -> String {
    row.layers.reduce("\(row.iteration)") { line, norms in
      line + "," + text(norms.weights) + "," + text(norms.gradient)
    }
  }

  /// Six digits: they are drawn, not computed with.
  private static func text(_ norm: Double) -> String { norm.significant(6) }

  private static func row(_ line: Substring, _ L: Int) -> Row? {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count == 2 * L + 1, let iteration = Int(fields[0]) else { return nil }
    let numbers = fields.dropFirst().compactMap { Double($0) }
    guard numbers.count == 2 * L else { return nil }
    return Row(
      iteration: iteration,
      layers: (0..<L).map { LayerNorms(weights: numbers[2 * $0], gradient: numbers[2 * $0 + 1]) })
  }
}

/// Writes a run's `norms.csv` while it trains: every so many rows of the history, some hundred in all.
final class NormsWriter {
  private static let maximumRows = 400

  private let iterationsApart: Int
  private var file: RowFile?

  /// Begins the file, or goes on with that of a run that is resumed after `iteration` updates.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - L: the number of layers.
  ///   - iterations: how many there are in all, which says how many rows of the history are left out.
  ///   - logEvery: iterations between rows of the history.
  ///   - iteration: rows from there on are dropped, they will be written again; 0: all.
  init(
    _ url: URL, L: Int, iterations: Int, logEvery: Int, keepingRowsBefore iteration: Int
  ) {
    iterationsApart = logEvery * (iterations / logEvery / Self.maximumRows + 1)
    let kept = Norms(contentsOf: url).map { $0.L == L ? $0.rows : [] } ?? []
    let lines = kept.prefix { $0.iteration < iteration }.map(Norms.line)
    file = try? RowFile(url, beginningWith: [Norms.header(L)] + lines)
  }

  /// Whether the norms of a row are among those that are kept.
  func isDue(_ row: HistoryRow) -> Bool {
    !row.layers.isEmpty && row.iteration.isMultiple(of: iterationsApart)
  }

  /// Adds the norms of a row of the history where they are due.
  func append(_ row: HistoryRow) {
    guard isDue(row) else { return }
    attempt { file throws(FileFailure) in
      try file.append(Norms.line(Norms.Row(iteration: row.iteration, layers: row.layers)))
    }
  }

  /// Returns when every row so far is in the file.
  func flush() { attempt { file throws(FileFailure) in try file.flush() } }

  /// Where the file cannot be written, there is an end of it.
  private func attempt(_ body: (RowFile) throws(FileFailure) -> Void) {
    guard let file else { return }
    do throws(FileFailure) { try body(file) } catch { self.file = nil }
  }
}
