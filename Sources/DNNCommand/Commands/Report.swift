import Bytes
import Experiments
import Foundation

struct Report: Subcommand {
  let name = "report"
  let summary = "Write a page that shows a run, or compares several."
  let discussion = """
    The page stands by itself: a file to open in any browser, to print, to send. Of one run it shows \
    how it went, what the network answers and what it looks like inside; of several their curves \
    over each other, what their configurations differ in, and the examples that one of two answers \
    rightly and the other does not.
    """

  private let runs = Argument<[String]>.positionals(
    "run", "Folders of runs.", completion: .folders)
  private let output = Argument<String?>.option(
    "output", "file",
    "The page; report.html in the run's folder, or in the current one for several.",
    completion: .files(["html"]))
  private let noCache = SharedArguments.noCache

  var arguments: [any AnyArgument] { [runs, output, noCache] }

  func run(_ values: ArgumentValues) throws -> ExitStatus {
    let records = try values[runs].map { path in
      try RunRecord(contentsOf: RunFolder(PathLookup.url(path)))
    }
    let file =
      values[output].map { URL(fileURLWithPath: $0) }
      ?? (records.count == 1 ? records[0].folder.report : URL(fileURLWithPath: "report.html"))
    let html =
      records.count == 1
      ? RunReport(records[0], cache: values.cache) { StandardError.write($0 + "\n") }.html
      : ComparisonReport(records, cache: values.cache) { StandardError.write($0 + "\n") }.html
    try AtomicFile.write(html, to: file)
    StandardError.write("wrote \(file.relativeToCurrentFolder)\n")
    return .success
  }
}
