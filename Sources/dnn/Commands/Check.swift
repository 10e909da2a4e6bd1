import Datasets
import DeepNetwork
import Experiments

struct Check: Command {
  let name = "check"
  let summary = "Prove every shape of a configuration before anything is computed."
  let discussion = """
    The table follows from the configuration alone; then the data are read, held against it and \
    looked at. Data that are not there are a remark.
    """

  private let config = SharedArguments.config
  private let settings = SharedArguments.settings
  private let format = Argument<FigureFormat>.option(
    "format", "format", standard: .table, "How to print the shapes.")

  var arguments: [any AnyArgument] { [config, settings, format] }

  func run(_ values: ArgumentValues) throws -> ExitStatus {
    let file = try ConfigurationFile(values[config], settings: values[settings])
    let configuration = file.configuration
    let architecture = configuration.architecture
    if architecture.n[0] > 0 {
      _ = try DimensionChecker.check(architecture)
    }
    let data = try data(of: file)
    let plan = try DimensionChecker.check(architecture, data: data?.train.dataShape)
    let batchSize = configuration.hyperparameters.batchSize
    let m = data.map { batchSize == 0 ? $0.train.count : min(batchSize, $0.train.count) }
    let table = DimensionTable(plan, m: m, configuration: configuration)
    switch values[format] {
    case .table: try StandardOutput.write(table.text)
    case .json: try StandardOutput.write(table.json.prettyText)
    }
    if let data { describe(data) }
    return .success
  }

  /// The data of the configuration; nil, with a remark, where a file is not there.
  private func data(of file: ConfigurationFile) throws -> TrainingData? {
    do {
      return try file.configuration.loadData(from: file.folder)
    } catch let error as DataError where error.kind == .missingFile {
      StandardError.write("remark: \(error)\n")
      return nil
    }
  }

  private func describe(_ data: TrainingData) {
    let parts = [("train", data.train), ("validation", data.validation), ("test", data.test)]
    for (name, part) in parts {
      guard let part else { continue }
      let look = DataLook(part)
      StandardError.write("\(name): \(look.summary)\n")
      for remark in look.remarks { StandardError.write("\(name): \(remark)\n") }
    }
    for (name, part) in parts.dropFirst() {
      let shared = part.map { DataLook.shared(data.train, $0) } ?? 0
      guard shared > 0 else { continue }
      StandardError.write("\(name): \(shared) examples are in the training set too\n")
    }
  }
}
