import Images
import Testing

@testable import Drawing

struct TerminalPlotTests {
  private func plot(_ values: [Double], width: Int = 60, hasColor: Bool = false) -> String? {
    TerminalPlot.text(
      of: values.enumerated().map { LineChart.Point(Double($0.offset) * 100, $0.element) },
      title: "cost", width: width, hasColor: hasColor)
  }

  @Test func `a falling curve begins above and ends below`() throws {
    let text = try #require(plot([0.8, 0.6, 0.4, 0.2, 0]))
    let lines = text.split(separator: "\n")
    #expect(lines[0].hasSuffix("cost"))
    #expect(lines[1].contains("0.8 \u{2524}"))
    #expect(lines[1].contains { $0 > "\u{2800}" && $0 < "\u{28FF}" })
    #expect(lines[8].hasSuffix("\u{28C0}") || lines[8].last != "\u{2800}")
    #expect(lines[10].hasSuffix("400"))
    #expect(lines.allSatisfy { $0.count <= 60 })
  }

  @Test func `a wide range is drawn in powers of ten`() throws {
    let text = try #require(plot([100, 1, 0.01]))
    #expect(text.contains("cost (logarithmic)"))
    #expect(text.contains("0.1 \u{2524}"))
  }

  @Test func `there is no plot where there is nothing to see`() {
    #expect(plot([]) == nil)
    #expect(plot([1]) == nil)
    #expect(plot([1, 1]) == nil)
    #expect(plot([.nan, 1]) == nil)
    #expect(plot([1, 2], width: 10) == nil)
  }

  @Test func `there is no escape without color`() throws {
    #expect(try !#require(plot([1, 2])).contains("\u{1B}"))
    #expect(try #require(plot([1, 2], hasColor: true)).contains("\u{1B}[34m"))
  }

  @Test func `two pixels are one character`() {
    let image = Image(width: 1, height: 3, channels: 3, pixels: [255, 0, 0, 0, 0, 255, 9, 9, 9])
    let lines = TerminalImage.lines(image, columns: 8, .all)
    #expect(
      lines == [
        "\u{1B}[38;2;255;0;0m\u{1B}[48;2;0;0;255m\u{2580}\u{1B}[0m",
        "\u{1B}[38;2;9;9;9m\u{1B}[49m\u{2580}\u{1B}[0m",
      ])
    let few = TerminalImage.lines(image, columns: 8, .palette)
    #expect(few[0] == "\u{1B}[38;5;196m\u{1B}[48;5;21m\u{2580}\u{1B}[0m")
  }

  @Test func `a large image is made small`() {
    let image = Image(
      width: 100, height: 50, channels: 1, pixels: [UInt8](repeating: 7, count: 5_000))
    let lines = TerminalImage.lines(image, columns: 20, .all)
    #expect(lines.count == 5)
    #expect(lines[0].count { $0 == "\u{2580}" } == 20)
  }
}
