import Experiments

struct Schema: Subcommand {
  let name = "schema"
  let summary = "Print the JSON Schema of configurations, for editors."

  var arguments: [any AnyArgument] { [] }

  func run(_ values: ArgumentValues) throws -> ExitStatus {
    try StandardOutput.write(ConfigurationSchema.text)
    return .success
  }
}
