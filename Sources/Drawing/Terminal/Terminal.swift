import Foundation

/// Where progress and remarks go, and what may be done there.
package struct Terminal: Sendable {
  /// Whether lines may be drawn over.
  package let canRedraw: Bool
  package let hasColor: Bool
  /// Whether characters beyond ASCII are shown.
  package let hasUnicode: Bool
  private let measure: @Sendable () -> Int
  private let send: @Sendable (String) -> Void

  package init(
    canRedraw: Bool, hasColor: Bool, hasUnicode: Bool,
    width: @escaping @Sendable () -> Int, write: @escaping @Sendable (String) -> Void
  ) {
    self.canRedraw = canRedraw
    self.hasColor = hasColor
    self.hasUnicode = hasUnicode
    measure = width
    send = write
  }

  /// What stands behind a descriptor, as it and the environment (`NO_COLOR`, `TERM`, `LANG`) say.
  package init(
    descriptor: Int32,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    let isTerminal = isatty(descriptor) == 1
    let kind = environment["TERM"] ?? ""
    canRedraw = isTerminal && !kind.isEmpty && kind != "dumb"
    hasColor = canRedraw && (environment["NO_COLOR"] ?? "").isEmpty
    hasUnicode = Self.isUnicode(environment)
    measure = { Self.width(of: descriptor, environment) }
    send = { text in Self.write(text, to: descriptor) }
  }

  package static let standardError = Terminal(descriptor: STDERR_FILENO)

  /// How finely colors can be told apart there, as the environment says.
  package enum Colors: Sendable {
    case few
    /// The 256 of xterm.
    case palette
    /// 24 bits.
    case all
  }

  package static func colors(
    _ environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Colors {
    if ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "") { return .all }
    let kind = environment["TERM"] ?? ""
    return kind.contains("256color") || kind.contains("kitty") ? .palette : .few
  }

  /// Columns in a line, at this moment: people resize windows.
  package var width: Int { measure() }

  /// Writes `text`; where that fails nobody is reading, which is no reason to stop.
  package func write(_ text: String) { send(text) }

  private static func isUnicode(_ environment: [String: String]) -> Bool {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"]
    let locale = names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    let encoding = locale.uppercased()
    return encoding.contains("UTF-8") || encoding.contains("UTF8")
  }

  /// The window's width, else that of the environment's `COLUMNS`, else 80.
  package static func width(
    of descriptor: Int32, _ environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Int {
    var size = winsize()
    if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    if let columns = environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 { return columns }
    return 80
  }

  private static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return }
      rest = rest.dropFirst(written)
    }
  }
}

extension String {
  /// The text without what steers a terminal or turns the direction of writing.
  ///
  /// Line ends and tabs stay. The last resort for a paragraph of our own that names files, classes
  /// or columns, which come from outside and may hold anything.
  package var printableLines: String {
    let kept = unicodeScalars.filter { $0 == "\n" || $0 == "\t" || $0.isShown }
    return String(String.UnicodeScalarView(kept))
  }
}

extension Unicode.Scalar {
  fileprivate var isShown: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: false
    default: !properties.isBidiControl
    }
  }
}
