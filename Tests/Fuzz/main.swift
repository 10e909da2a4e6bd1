// Mutates real files and decodes them:
//
//     swift run -c release --sanitize=address fuzz [--count N] [--seconds S] [--seed K] [NAME]…
//
// Every execution must end in a value or an error; a trap, a hang or a finding of the sanitizer
// ends the program. Execution i of a target follows from seed + i alone, and that number is noted
// in a temporary file `fuzz-NAME` before: `fuzz --seed NUMBER --count 1 NAME` repeats it.
// Each target runs until its count (10,000 unless given) or its seconds are over: those of the
// processor, since a machine that is busy otherwise tells nothing.

import DeepNetwork
import Foundation
import Text

/// What the command line asks for.
struct Options {
  var count = 10_000
  var seconds = 1e9
  var seed: UInt64 = 1
  var names: [String] = []

  init?(_ arguments: [String]) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("--") else {
        names.append(argument)
        continue
      }
      guard let value = rest.popFirst() else { return nil }
      switch argument {
      case "--count": count = Int(value) ?? -1
      case "--seconds": seconds = Double(value) ?? -1
      case "--seed": seed = UInt64(value) ?? 0
      default: return nil
      }
    }
    let known = Set(allTargets.map(\.name))
    guard count >= 0, (0...1e9).contains(seconds), names.allSatisfy(known.contains) else {
      return nil
    }
  }
}

/// Runs one target and says how many files were decoded, refused, and the slowest.
func run(_ target: FuzzTarget, _ options: Options, tests: URL) {
  let seeds = target.seeds(below: tests)
  guard !seeds.isEmpty else {
    say("\(target.name): no files to start from")
    return
  }
  let words = target.words.map { Array($0.utf8) }
  let note = URL(fileURLWithPath: NSTemporaryDirectory())
    .appendingPathComponent("fuzz-\(target.name)")
  let descriptor = open(note.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  var (executions, refused) = (0, 0)
  var slowest = (time: 0.0, seed: options.seed)
  let start = processorSeconds()
  var now = start
  while executions < options.count, now - start < options.seconds {
    let seed = options.seed &+ UInt64(executions)
    _ = Array("\(seed)\n".utf8).withUnsafeBytes {
      pwrite(descriptor, $0.baseAddress, $0.count, 0)
    }
    var mutator = Mutator(seed: seed, words: words)
    let original = seeds[mutator.below(seeds.count)]
    let bytes = mutator.mutated(original, with: seeds[mutator.below(seeds.count)])
    let before = processorSeconds()
    do { try target.decode(bytes) } catch { refused += 1 }
    now = processorSeconds()
    if now - before > slowest.time { slowest = (now - before, seed) }
    executions += 1
  }
  close(descriptor)
  try? FileManager.default.removeItem(at: note)
  say(
    "\(target.name): \(executions) files, \(refused) refused, \((now - start).significant(3)) s, "
      + "slowest \(slowest.time.significant(3)) s with seed \(slowest.seed)")
}

/// What this process has had of the processors so far.
func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Prints a line at once, also where the output is a file.
func say(_ line: String) {
  FileHandle.standardOutput.write(Data((line + "\n").utf8))
}

guard let options = Options(Array(CommandLine.arguments.dropFirst())) else {
  let names = allTargets.map(\.name).joined(separator: " ")
  say("usage: fuzz [--count N] [--seconds S] [--seed K] [NAME]…   names: \(names)")
  exit(64)
}
let tests = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent()
for target in allTargets where options.names.isEmpty || options.names.contains(target.name) {
  run(target, options, tests: tests)
}
