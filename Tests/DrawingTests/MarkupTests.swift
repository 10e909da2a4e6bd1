import Testing

@testable import Drawing

struct MarkupTests {
  @Test func `text cannot become markup`() {
    let name = "<script>alert(\"1\" & '2')</script>"
    #expect(
      Markup(name).source
        == "&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;")
    let element = Markup.element("a", ["title": name], Markup(name))
    #expect(!element.source.contains("<script"))
    #expect(!element.source.contains("\"1\""))
  }

  @Test func `no tag begins in the data of a script`() {
    let data = Markup.data(["name": "</script><!--", "size": 2], id: "model").source
    #expect(
      data == "<script type=\"application/json\" id=\"model\">"
        + #"{"name": "\u003c/script>\u003c!--", "size": 2}"# + "</script>")
  }

  @Test func `what no page may hold is replaced`() {
    #expect(Markup("a\u{0}b\u{1B}[31m\u{202E}c").source == "a\u{FFFD}b\u{FFFD}[31m\u{FFFD}c")
    #expect(Markup("two\nlines\tand é 猫 👍🏽").source == "two\nlines\tand é 猫 👍🏽")
  }

  @Test func `an element without children closes as its kind does`() {
    #expect(Markup.element("rect", ["x": 1, "y": 2.5]).source == "<rect x=\"1\" y=\"2.5\"/>")
    #expect(Markup.element("div", ["class": "a"]).source == "<div class=\"a\"></div>")
    #expect(Markup.element("p", [:], Markup("1 < 2")).source == "<p>1 &lt; 2</p>")
  }

  @Test func `an attribute without value is left out`() {
    let none: String? = nil
    #expect(Markup.element("g", ["class": none, "id": "x"]).source == "<g id=\"x\"></g>")
  }

  @Test(arguments: [
    (0.0, "0"), (-0.001, "0"), (1, "1"), (-1.5, "-1.5"), (2.049, "2.05"), (3.999, "4"),
    (.nan, "0"), (.infinity, "0"), (-12.34, "-12.34"), (1e300, "0"), (0.07, "0.07"),
  ])
  func `coordinates have two places at most`(value: Double, text: String) {
    #expect(value.coordinateText == text)
  }

  @Test func `a path joins its points`() {
    var path = PathData(line: [(0, 0), (10, 2.5)])
    path.curve(1, 2, 3, 4, 5, -6)
    path.close()
    #expect(path.attributeText == "M0 0L10 2.5C1 2 3 4 5 -6Z")
    #expect(PathData(line: []).attributeText == "")
  }

  @Test func `a drawing says what it shows`() {
    let drawing = SVG(width: 20, height: 10.5, alternative: "a \"b\"", content: .empty)
    #expect(
      drawing.inline.source
        == "<svg viewBox=\"0 0 20 10.5\" width=\"20\" height=\"10.5\" role=\"img\""
        + " aria-label=\"a &quot;b&quot;\"></svg>")
    #expect(drawing.file().source.contains("<title>a &quot;b&quot;</title>"))
    #expect(drawing.file().source.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
  }

  @Test func `longer text is wider`() {
    #expect(TextMeasure.width(of: "", size: 12) == 0)
    #expect(TextMeasure.width(of: "ab", size: 12) > TextMeasure.width(of: "a", size: 12))
    #expect(TextMeasure.width(of: "WW", size: 12) > TextMeasure.width(of: "ii", size: 12))
  }
}
