import Configurations

struct Schema: Subcommand {
  let name = "schema"
  let summary = "Print the JSON Schema of configurations, for editors."

  private let markdown = Argument<Bool>.flag(
    "markdown", "Print tables of the keys instead, for people.")

  var arguments: [any AnyArgument] { [markdown] }

  func run(_ values: ArgumentValues) throws -> ExitStatus {
    try StandardOutput.write(values[markdown] ? KeyTable.text : ConfigurationSchema.text)
    return .success
  }
}
