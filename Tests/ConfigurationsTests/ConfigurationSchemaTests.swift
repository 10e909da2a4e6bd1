import Configurations
import Foundation
import Testing
import Text

/// The folder of shipped configurations.
let configs = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("Configs", isDirectory: true)

/// The shipped configurations, without the schema.
let shippedConfigurations: [String] =
  ((try? FileManager.default.contentsOfDirectory(atPath: configs.path)) ?? [])
  .filter { $0.hasSuffix(".json") && $0 != "dnn.schema.json" }.sorted()

@Suite struct ConfigurationSchemaTests {
  /// `RECORD_SNAPSHOTS=1 swift test --filter ConfigurationSchemaTests` writes the file anew.
  @Test func `the file is the text of the table`() throws {
    let file = configs.appendingPathComponent("dnn.schema.json")
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
      try ConfigurationSchema.text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == ConfigurationSchema.text)
  }

  @Test(arguments: shippedConfigurations) func `a shipped configuration fits the schema`(
    _ name: String
  ) throws {
    let bytes = try Data(contentsOf: configs.appendingPathComponent(name))
    let json = try JSONParser.parse(SourceText(Array(bytes), name: name))
    #expect(ConfigurationSchemaValidator(schema: ConfigurationSchema.json).accepts(json))
  }

  @Test func `every default of the schema is the reader's`() throws {
    let configuration = try read(minimalText).configuration
    for property in ConfigurationSchema.json["properties"]?.members ?? [] {
      guard let value = property.value["default"] else { continue }
      let given = try read(minimalText, set: ["\(property.name)=\(value.compactText)"])
      #expect(given.configuration == configuration, "\(property.name)")
      #expect([value, nil].contains(configuration.json[property.name]), "\(property.name)")
    }
  }

  @Test func `every key is described`() {
    var described = 0
    func look(_ schema: JSONValue) {
      for property in schema["properties"]?.members ?? [] {
        #expect(property.value["description"]?.string?.isEmpty == false, "\(property.name)")
        described += 1
      }
      for member in schema.members ?? [] { look(member.value) }
      for element in schema.list ?? [] { look(element) }
    }
    look(ConfigurationSchema.json)
    #expect(described > 60)
  }

  @Test(arguments: shippedConfigurations) func `a shipped configuration is read`(_ name: String)
    throws
  {
    let reading = try ConfigurationReader().read(contentsOf: configs.appendingPathComponent(name))
    #expect(reading.warnings.map(\.description) == [])
    #expect(reading.configuration.name == name.replacing(".json", with: ""))
  }

  @Test(arguments: shippedConfigurations) func `a shipped configuration names its schema`(
    _ name: String
  ) throws {
    let bytes = try Data(contentsOf: configs.appendingPathComponent(name))
    let json = try JSONParser.parse(SourceText(Array(bytes), name: name))
    #expect(json["$schema"]?.string == "dnn.schema.json")
  }
}
