import Bytes
import Drawing
import Foundation

/// Results go to standard output, and it matters whether they arrive.
enum StandardOutput {
  /// Nobody reads any more, as in `dnn … | head`: there is nothing to say about it.
  struct BrokenPipe: Error {}

  /// The output is closed or full.
  struct Failure: Error, CustomStringConvertible {
    let code: Int32

    var description: String {
      let cause = code == EBADF ? "it is closed" : FileFailure(.write, "", code: code).cause
      return "cannot write to standard output: \(cause); send it elsewhere"
    }
  }

  /// Writes `text` whole; throws ``BrokenPipe`` or ``Failure``.
  static func write(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes {
        Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if written < 0, errno == EINTR { continue }
      if written < 0 { throw errno == EPIPE ? BrokenPipe() : Failure(code: errno) }
      rest = rest.dropFirst(written)
    }
  }

  static func writeLine(_ text: String) throws { try write(text + "\n") }
}

/// Progress, remarks and errors go to standard error, where nothing depends on who reads them.
enum StandardError {
  static func write(_ text: String) { Terminal.standardError.write(text.printableLines) }

  /// The one paragraph that a failure ends with; `place` says where, if not here.
  static func writeError(_ error: any Error, of place: String? = nil) {
    let text = (error as? any LocalizedError)?.errorDescription ?? "\(error)"
    write("error: \(place.map { "\($0): " } ?? "")\(text)\n")
  }
}

enum StandardStreams {
  /// Puts something in the place of standard streams that were closed by whoever started us.
  ///
  /// Otherwise the next file to be opened would get a stream's number and, with it, what is meant
  /// for the stream.
  static func fillGaps() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(descriptor, F_GETFD) == -1 {
      // Standard output stays closed for writing, so that lost results are an error.
      _ = open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}
