import Foundation
import Synchronization

/// What a program left behind when it ended.
public struct CommandResult: Sendable {
  public let stdout: String
  public let stderr: String
  /// The exit code; where a signal ended the program, the negative of its number.
  public let status: Int32
}

public enum CommandFailure: Error, CustomStringConvertible {
  case notBuilt(String)
  case tookTooLong(String, seconds: Int)

  public var description: String {
    switch self {
    case .notBuilt(let name): "there is no program \(name) beside the tests: build it first"
    case .tookTooLong(let line, let seconds): "\(line) still ran after \(seconds) s"
    }
  }
}

/// The program `name` of this package, as it was built together with the running tests.
public func builtProgram(_ name: String) throws -> URL {
  let tests = URL(fileURLWithPath: CommandLine.arguments[0])
  for bundle in Bundle.allBundles.map(\.bundleURL) + [tests] {
    var folder = bundle
    // On macOS the tests are deep inside a bundle, on Linux a file beside the program.
    for _ in 0..<4 {
      folder = folder.deletingLastPathComponent()
      let program = folder.appendingPathComponent(name)
      if FileManager.default.isExecutableFile(atPath: program.path) { return program }
    }
  }
  throw CommandFailure.notBuilt(name)
}

/// Runs a program to its end, without anything to read unless `input` is given.
///
/// `environment` is added to that of the tests. `started` is called with the process identifier,
/// for those who send signals. After `seconds` the program is killed and the call throws.
public func runCommand(
  _ program: URL, _ arguments: [String], in folder: URL? = nil,
  environment: [String: String] = [:], input: String? = nil, seconds: Int = 300,
  started: ((Int32) throws -> Void)? = nil
) throws -> CommandResult {
  try withTemporaryFolder { scratch in
    let streams = try ["in", "out", "err"].map { name in
      let file = scratch.appendingPathComponent(name)
      try Data((name == "in" ? input ?? "" : "").utf8).write(to: file)
      return name == "in"
        ? try FileHandle(forReadingFrom: file) : try FileHandle(forUpdating: file)
    }
    // Left to Process they stay open, and from about 1,360 open files on its run() reads past what
    // the system says of them.
    defer { for stream in streams { try? stream.close() } }
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    // Pictures are never kept where the user's are.
    let cache = ["DNN_CACHE": scratch.appendingPathComponent("cache").path]
    process.environment = ProcessInfo.processInfo.environment.merging(cache) { $1 }
      .merging(environment) { $1 }
    process.standardInput = streams[0]
    process.standardOutput = streams[1]
    process.standardError = streams[2]
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    try started?(process.processIdentifier)
    guard ended.wait(timeout: .now() + .seconds(seconds)) == .success else {
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
      let line = ([program.lastPathComponent] + arguments).joined(separator: " ")
      throw CommandFailure.tookTooLong(line, seconds: seconds)
    }
    let texts = try ["out", "err"].map { name in
      String(decoding: try Data(contentsOf: scratch.appendingPathComponent(name)), as: UTF8.self)
    }
    let bySignal = process.terminationReason == .uncaughtSignal
    return CommandResult(
      stdout: texts[0], stderr: texts[1],
      status: bySignal ? -process.terminationStatus : process.terminationStatus)
  }
}

/// The `dnn` that is tested: that of this build, or another that DNN_COMMAND names by its path.
public func testedDNN() throws -> URL {
  if let path = ProcessInfo.processInfo.environment["DNN_COMMAND"] {
    return URL(fileURLWithPath: path)
  }
  return try builtProgram("dnn")
}

/// Runs the package's own `dnn`.
public func runDNN(
  _ arguments: [String], in folder: URL? = nil, environment: [String: String] = [:],
  input: String? = nil, seconds: Int = 300, started: ((Int32) throws -> Void)? = nil
) throws -> CommandResult {
  try runCommand(
    try testedDNN(), arguments, in: folder, environment: environment, input: input,
    seconds: seconds, started: started)
}

/// Runs a line of shell with the package's own `dnn` as `$dnn`: for closed streams and pipes.
public func runShell(
  _ line: String, in folder: URL? = nil, seconds: Int = 300
) throws -> CommandResult {
  try runCommand(
    URL(fileURLWithPath: "/bin/sh"), ["-c", line], in: folder,
    environment: ["dnn": try testedDNN().path], seconds: seconds)
}
