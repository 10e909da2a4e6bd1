import Testing

@testable import Drawing

struct PageTests {
  private func page() -> Page {
    var page = Page(
      title: "<script>a</script>", subtitle: "\"><img src=x onerror=alert(1)>", colophon: "by us")
    page.warning = "<b>"
    page.keyFigures = [Page.KeyFigure("<i>", "</dl>", remark: "&")]
    page.sections = [
      Page.Section("<h1>", lead: "<p>", Page.listing("{\"name\": \"</pre><script>\"}")),
      Page.Section("nothing", .empty),
    ]
    return page
  }

  @Test func `what comes from outside is text`() {
    let html = page().html
    // The one script is ours, and so is every picture.
    #expect(html.components(separatedBy: "<script").count == 2)
    #expect(!html.contains("<img"))
    #expect(!html.contains("</pre><script>"))
    #expect(html.contains("<title>&lt;script&gt;a&lt;/script&gt;</title>"))
  }

  @Test func `nothing is fetched`() {
    let html = page().html
    #expect(html.contains("default-src &#39;none&#39;"))
    #expect(!html.contains("http://") && !html.contains("https://"))
  }

  @Test func `a section without content is left out`() {
    #expect(!page().html.contains("nothing"))
  }
}

extension String {
  fileprivate func components(separatedBy separator: String) -> [Substring] {
    split(separator: separator, omittingEmptySubsequences: false)
  }
}
