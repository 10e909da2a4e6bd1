import Drawing
import Foundation
import Testing

struct TerminalTests {
  @Test func `a file is no terminal`() throws {
    let null = try #require(FileHandle(forWritingAtPath: "/dev/null"))
    let terminal = Terminal(
      descriptor: null.fileDescriptor, environment: ["TERM": "xterm", "LANG": "de_DE.UTF-8"])
    #expect(!terminal.canRedraw)
    #expect(!terminal.hasColor)
    #expect(terminal.hasUnicode)
    #expect(terminal.width == 80)
  }

  @Test func `the environment says what cannot be asked`() throws {
    let null = try #require(FileHandle(forWritingAtPath: "/dev/null"))
    func terminal(_ environment: [String: String]) -> Terminal {
      Terminal(descriptor: null.fileDescriptor, environment: environment)
    }
    #expect(terminal(["COLUMNS": "20"]).width == 20)
    #expect(terminal(["COLUMNS": "-3"]).width == 80)
    #expect(!terminal(["LANG": "C"]).hasUnicode)
    #expect(terminal(["LANG": "C", "LC_ALL": "C.utf8"]).hasUnicode)
    #expect(!terminal(["LC_ALL": "POSIX", "LANG": "C.UTF-8"]).hasUnicode)
  }

  @Test func `names lose what steers a terminal`() {
    #expect("\u{1B}[31mcat\u{7}\n\0".printableLines == "[31mcat\n")
    #expect("photo\u{202E}gpj.exe\u{2028}".printableLines == "photogpj.exe")
    #expect("Katze 🐈\u{200D}⬛ größer".printableLines == "Katze 🐈\u{200D}⬛ größer")
    #expect("a\tb\r\nc\u{9B}1m".printableLines == "a\tb\nc1m")
  }
}
