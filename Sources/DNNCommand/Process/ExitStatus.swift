/// How the program ends, as the calling shell sees it.
struct ExitStatus: Equatable, Sendable {
  let code: Int32

  static let success = ExitStatus(code: 0)
  /// Something went wrong that the command line is not to blame for.
  static let failure = ExitStatus(code: 1)
  /// The command line makes no sense: `EX_USAGE` of `sysexits.h`.
  static let usage = ExitStatus(code: 64)

  /// Ended by a signal, after tidying up: 128 more than its number, as shells have it.
  static func signal(_ number: Int32) -> ExitStatus { ExitStatus(code: 128 + number) }
}
