import Bytes
import DeepNetwork
import Foundation

/// The columns of a history beyond `iteration,epoch,alpha,cost`, which are always there.
package struct HistoryColumns: OptionSet, Sendable {
  package let rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }

  package static let trainAccuracy = HistoryColumns(rawValue: 1)
  package static let validationCost = HistoryColumns(rawValue: 2)
  package static let validationAccuracy = HistoryColumns(rawValue: 4)

  /// The optional columns in the order of the file.
  private static let inOrder:
    [(column: Self, name: String, value: WritableKeyPath<HistoryRow, Double?> & Sendable)] = [
      (.trainAccuracy, "train_accuracy", \.trainAccuracy),
      (.validationCost, "validation_cost", \.validationCost),
      (.validationAccuracy, "validation_accuracy", \.validationAccuracy),
    ]

  fileprivate static let alwaysThere = "iteration,epoch,alpha,cost"

  /// The first line of a file with these columns.
  package var header: String {
    Self.inOrder.filter { contains($0.column) }
      .reduce(Self.alwaysThere) { "\($0),\($1.name)" }
  }

  fileprivate init?(header: Substring) {
    guard header.hasPrefix(Self.alwaysThere) else { return nil }
    let names = header.dropFirst(Self.alwaysThere.count).split(separator: ",")
    self = Self.inOrder.reduce(into: []) { columns, column in
      if names.contains(Substring(column.name)) { columns.insert(column.column) }
    }
    guard self.header == header else { return nil }
  }

  /// A row as a line, without its end; a value that is missing leaves its field empty.
  ///
  /// A number has the fewest digits that read back as the same number.
  package func line(_ row: HistoryRow) -> String {
    var line = "\(row.iteration),\(row.epoch),\(row.alpha),\(row.cost)"
    for (column, _, value) in Self.inOrder where contains(column) {
      line += "," + (row[keyPath: value]?.description ?? "")
    }
    return line
  }

  fileprivate func row(_ line: Substring) -> HistoryRow? {
    var fields = line.split(separator: ",", omittingEmptySubsequences: false)[...]
    guard let iteration = fields.popFirst().flatMap({ Int($0) }),
      let epoch = fields.popFirst().flatMap({ Int($0) }),
      let alpha = fields.popFirst().flatMap({ Double($0) }),
      let cost = fields.popFirst().flatMap({ Double($0) })
    else { return nil }
    var row = HistoryRow(iteration: iteration, epoch: epoch, alpha: alpha, cost: cost)
    for (column, _, value) in Self.inOrder where contains(column) {
      guard let field = fields.popFirst() else { return nil }
      guard !field.isEmpty else { continue }
      guard let number = Double(field) else { return nil }
      row[keyPath: value] = number
    }
    return fields.isEmpty ? row : nil
  }
}

/// A history as it was read from a run's `history.csv`.
package struct History: Sendable, Equatable {
  package let columns: HistoryColumns
  package let rows: [HistoryRow]

  /// Reads the rows up to the first that is not whole, as a machine that lost power may leave one.
  package init(contentsOf url: URL) throws(HistoryError) {
    let bytes: SharedBytes
    do throws(FileReadError) {
      bytes = try SharedBytes(contentsOf: url)
    } catch {
      throw .unreadable(error)
    }
    let text = bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let header = lines.first, let columns = HistoryColumns(header: header) else {
      throw .header(path: url.path, found: String((lines.first ?? "").prefix(80)))
    }
    self.columns = columns
    // What comes after the last line end is no whole row; after a whole file it is empty.
    var rows: [HistoryRow] = []
    for line in lines.dropFirst().dropLast() {
      guard let row = columns.row(line) else { break }
      rows.append(row)
    }
    self.rows = rows
  }
}

/// Why a history cannot be read.
package enum HistoryError: Error, Equatable {
  case file(FileFailure)
  case unreadable(FileReadError)
  case header(path: String, found: String)
  case otherColumns(path: String, found: String, expected: String)
}

extension HistoryError: CustomStringConvertible, LocalizedError {
  package var description: String {
    switch self {
    case .file(let failure): failure.description
    case .unreadable(let error): error.description
    case .header(let path, let found):
      "\(path) is no history of a run: its first line is \"\(found)\" instead of "
        + "\"\(HistoryColumns.alwaysThere)…\""
    case .otherColumns(let path, let found, let expected):
      "\(path) has the columns \(found), but this run has \(expected)"
    }
  }

  package var errorDescription: String? { description }
}
