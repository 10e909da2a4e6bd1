import Foundation
import TestSupport
import Testing

struct ReadmeExampleTests {
  @Test func theReadmeShowsWhatTheCommandPrints() throws {
    let readme = try String(
      contentsOf: SharedData.repository.appendingPathComponent("README.md"), encoding: .utf8)
    let result = try runDNN(["graph", "3*(a+b*c)", "--at", "a=5,b=3,c=2"])
    #expect(readme.contains("$ dnn graph \"3*(a+b*c)\" --at a=5,b=3,c=2\n\(result.stdout)```\n"))
  }
}
