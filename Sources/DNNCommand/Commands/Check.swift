import Datasets
import DeepNetwork
import Experiments
import Text

struct Check: Subcommand {
  let name = "check"
  let summary = "Prove every shape of a configuration before anything is computed."
  let discussion = """
    Shapes, cache, operations and memory follow from the configuration and the headers of data and \
    weights; then the data are read, held against them and looked at. Data that are not there are a \
    remark. Of a table the columns are listed as they are fed; with --model those of a trained model, as \
    its training saw them.
    """

  private let config = Argument<String?>.option(
    "config", "file", "The configuration, a JSON file.", completion: .files(["json"]))
  private let settings = SharedArguments.settings
  private let removals = SharedArguments.removals
  private let model = Argument<String?>.option(
    "model", "run", "A run's folder, or a file with a model: its columns are listed.",
    completion: .files())
  private let format = Argument<FigureFormat>.option(
    "format", "format", standard: .table, "How to print the shapes.")

  private let noCache = SharedArguments.noCache

  var arguments: [any AnyArgument] { [config, settings, removals, model, noCache, format] }

  func run(_ values: ArgumentValues) throws -> ExitStatus {
    switch (values[config], values[model]) {
    case (let path?, nil): return try check(path, values)
    case (nil, let path?):
      for (isGiven, option) in [
        (!values[settings].isEmpty, settings.description),
        (!values[removals].isEmpty, removals.description),
      ] where isGiven {
        throw usage(.excluded(option, model.description))
      }
      return try list(path, values[format])
    case (nil, nil): throw usage(.missingArgument(config.description))
    case (_?, _?): throw usage(.excluded(config.description, model.description))
    }
  }

  private func check(_ path: String, _ values: ArgumentValues) throws -> ExitStatus {
    let file = try ConfigurationFile(path, values)
    let check = try ConfigurationCheck(file.configuration, folder: file.folder)
    for file in check.missing { StandardError.write("remark: \(file)\n") }
    for remark in check.remarks { StandardError.write("remark: \(remark)\n") }
    if let table = check.table { try show(table, [], values[format]) }
    guard check.missing.isEmpty else { return .success }
    let data = try file.configuration.loadData(from: file.folder, cache: values.cache) {
      StandardError.write($0 + "\n")
    }
    let (table, warnings) = try check.table(with: data)
    if check.table == nil { try show(table, ColumnSummary.all(of: data.train), values[format]) }
    for text in warnings { StandardError.write("warning: \(text)\n") }
    describe(data)
    return .success
  }

  /// Lists the columns that a model was trained on.
  private func list(_ path: String, _ format: FigureFormat) throws -> ExitStatus {
    let columns = ColumnSummary.all(
      of: try TrainedModel(contentsOf: PathLookup.url(path)).description.input)
    guard !columns.isEmpty else {
      throw DataError(
        .content, file: path, found: "a network that was trained on no table",
        expected: "one whose columns can be listed")
    }
    switch format {
    case .table: try StandardOutput.write(ColumnSummary.text(of: columns))
    case .json:
      let json: JSONValue = ["columns": ColumnSummary.json(of: columns)]
      try StandardOutput.write(json.prettyText)
    }
    return .success
  }

  private func show(
    _ table: DimensionTable, _ columns: [ColumnSummary], _ format: FigureFormat
  ) throws {
    switch format {
    case .table:
      try StandardOutput.write(
        table.text + (columns.isEmpty ? "" : "\n" + ColumnSummary.text(of: columns)))
    case .json:
      let members = columns.isEmpty ? [] : [JSONMember("columns", ColumnSummary.json(of: columns))]
      try StandardOutput.write(JSONValue((table.json.members ?? []) + members).prettyText)
    }
    try table.requireFit()
  }

  private func describe(_ data: TrainingData) {
    let parts = [("train", data.train), ("validation", data.validation), ("test", data.test)]
    for (name, part) in parts {
      guard let part else { continue }
      let look = DatasetSummary(part)
      StandardError.write("\(name): \(look.summary)\n")
      for remark in look.remarks { StandardError.write("\(name): \(remark)\n") }
    }
    for (name, part) in parts.dropFirst() {
      let shared = part.map { DatasetSummary.shared($0, data.train) } ?? 0
      guard shared > 0 else { continue }
      StandardError.write("\(name): \(shared) examples are in the training set too\n")
    }
  }

  private func usage(_ error: ParserError) -> Program.UsageError {
    Program.UsageError(command: self, error: error)
  }
}
