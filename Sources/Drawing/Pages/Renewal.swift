import Foundation

/// What a page says while it is written again and again, and what makes it look for its successor.
///
/// The page reloads itself, in a browser without scripts too. It is the reader's clock that tells how old it is: a
/// page whose writer is gone says since when there is no news.
package struct Renewal: Sendable {
  /// When the page was written, in seconds since 1970.
  package var written: Double
  /// Seconds until it is written again.
  package var interval: Double
  /// What goes on, such as `the training`.
  package var subject: String

  /// A page that was written then, and will be again after so many seconds.
  package init(written: Double, interval: Double, subject: String) {
    self.written = written
    self.interval = interval
    self.subject = subject
  }

  /// The seconds after which the page is loaded again.
  private var wait: Int { Int(min(3600, max(2, interval)).rounded(.up)) }

  var headMarkup: Markup {
    .element(
      "noscript", [:],
      .element("meta", ["http-equiv": "refresh", "content": wait]))
  }

  var markup: Markup {
    let text =
      "Written at \(Self.time(written)). This page loads itself again while \(subject) goes on."
    return .element(
      "p",
      [
        "class": "news", "data-written": "\(Int(written * 1000))", "data-wait": wait,
        "data-subject": subject,
      ], Markup(text))
  }

  var scriptMarkup: Markup { .element("script", [:], .verbatim(Self.script)) }

  /// A time as `2026-12-01 09:14:05 UTC`.
  private static func time(_ seconds: Double) -> String {
    let style = Date.ISO8601FormatStyle(dateTimeSeparator: .space)
    return style.format(Date(timeIntervalSince1970: seconds)).dropLast() + " UTC"
  }

  private static let script: StaticString = #"""
    {
      const news = document.querySelector(".news");
      const written = Number(news.dataset.written), wait = Number(news.dataset.wait) * 1000;
      const subject = news.dataset.subject, opened = performance.now();
      const span = milliseconds => {
        const seconds = Math.round(milliseconds / 1000);
        return seconds < 120 ? `${seconds} s` : seconds < 7200 ? `${Math.round(seconds / 60)} min`
          : `${Math.round(seconds / 3600)} h`;
      };
      // Who reads a value under the pointer or marks a text is not to lose it.
      const isBusy = () => document.hidden || !getSelection().isCollapsed
        || document.querySelector(".tip:not([hidden])") !== null;
      const look = () => {
        const age = Math.max(0, Date.now() - written);
        const isOld = age > 4 * wait + 20000;
        news.classList.toggle("warning", isOld);
        news.textContent = isOld
          ? `No news since ${new Date(written).toLocaleString()}, for ${span(age)}: ${subject} was stopped or `
            + "killed, or takes much longer than before."
          : `Written ${span(age)} ago. This page loads itself again while ${subject} goes on.`;
        if (!isBusy() && performance.now() - opened > (isOld ? Math.max(wait, 30000) : wait)) loadAgain();
      };
      setInterval(look, 500);
      look();
    }
    """#
}
