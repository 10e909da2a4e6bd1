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
    remark.
    """

  private let config = SharedArguments.config
  private let settings = SharedArguments.settings
  private let removals = SharedArguments.removals
  private let format = Argument<FigureFormat>.option(
    "format", "format", standard: .table, "How to print the shapes.")

  var arguments: [any AnyArgument] { [config, settings, removals, format] }

  func run(_ values: ArgumentValues) throws -> ExitStatus {
    let file = try ConfigurationFile(values[config], values)
    let check = try ConfigurationCheck(file.configuration, folder: file.folder)
    for file in check.missing { StandardError.write("remark: \(file)\n") }
    for remark in check.remarks { StandardError.write("remark: \(remark)\n") }
    if let table = check.table { try show(table, values[format]) }
    guard check.missing.isEmpty else { return .success }
    let data = try file.configuration.loadData(from: file.folder) {
      StandardError.write($0 + "\n")
    }
    let (table, warnings) = try check.table(with: data)
    if check.table == nil { try show(table, values[format]) }
    for text in warnings { StandardError.write("warning: \(text)\n") }
    describe(data)
    return .success
  }

  private func show(_ table: DimensionTable, _ format: FigureFormat) throws {
    switch format {
    case .table: try StandardOutput.write(table.text)
    case .json: try StandardOutput.write(table.json.prettyText)
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
}
