import Experiments
import Foundation

struct Gradcheck: Subcommand {
  private static let standardExamples = 10
  private static let standardTolerance = 1e-7

  let name = "gradcheck"
  let summary = "Compare every gradient of a network with central differences."
  let discussion = """
    A row for each matrix, in float64, at the weights that training begins with. Elements at the \
    kink of relu or leakyRelu are left out and counted. A wrong gradient ends with exit code 1 and \
    the likely mistake.
    """

  private let config = SharedArguments.config
  private let settings = SharedArguments.settings
  private let removals = SharedArguments.removals
  private let examples = Argument<PositiveCount?>.option(
    "examples", "count", "Examples of the training set to take; \(standardExamples) unless given.")
  private let tolerance = Argument<PositiveNumber?>.option(
    "tolerance", "error",
    "The relative error up to which a gradient is right; 1e-7 unless given.")

  var arguments: [any AnyArgument] { [config, settings, removals, examples, tolerance] }

  func run(_ values: ArgumentValues) throws -> ExitStatus {
    let file = try ConfigurationFile(values[config], values)
    let inspection = try GradientInspection(
      file.configuration, dataFolder: file.folder,
      examples: values[examples]?.value ?? Self.standardExamples,
      tolerance: values[tolerance]?.value ?? Self.standardTolerance)
    for remark in inspection.remarks { StandardError.write("\(remark)\n") }
    try StandardOutput.write(inspection.table)
    try StandardOutput.writeLine(inspection.summary)
    guard let problem = inspection.problem else { return .success }
    StandardError.writeError(problem)
    return .failure
  }
}
