import Foundation
import Images

/// Small pictures side by side, each with what is to be said of it.
package struct Gallery: Sendable {
  package struct Item: Sendable {
    package var image: Image
    /// A picture beside it, and what that shows.
    package var companion: (image: Image, alternative: String)?
    package var title: String
    package var detail: String

    package init(
      _ image: Image, beside companion: (image: Image, alternative: String)? = nil, title: String,
      detail: String = ""
    ) {
      self.image = image
      self.companion = companion
      self.title = title
      self.detail = detail
    }
  }

  package var items: [Item]
  /// Whether pixels stay squares when the pictures are shown larger than they are.
  package var showsPixels: Bool

  package init(_ items: [Item], showsPixels: Bool = false) {
    self.items = items
    self.showsPixels = showsPixels
  }

  package var markup: Markup {
    .element(
      "ul", ["class": showsPixels ? "gallery pixels" : "gallery"],
      items.map { item in
        let said = [item.title, item.detail].filter { !$0.isEmpty }.joined(separator: ", ")
        let image = Self.element(item.image, alternative: said)
        return .element(
          "li", [:],
          item.companion.map {
            .element(
              "span", ["class": "pair"], image,
              Self.element($0.image, alternative: $0.alternative))
          } ?? image,
          .element("b", [:], Markup(item.title)),
          item.detail.isEmpty ? .empty : .element("small", [:], Markup(item.detail)))
      })
  }

  private static func element(_ image: Image, alternative: String) -> Markup {
    .element(
      "img",
      [
        "src": image.dataURL, "width": image.width, "height": image.height, "alt": alternative,
      ])
  }
}

/// The weights of one unit as a picture of what it looks for.
package enum WeightImage {
  /// The picture of `weights`, which lie as the pixels do: `height` rows of `width` pixels of
  /// `channels` values.
  ///
  /// Three channels become colors around grey; one becomes the accent where the weight is positive
  /// and the counter color where it is negative, the more opaque the larger it is. Values are cut to
  /// 32 levels: more cannot be seen, and the file stays small.
  ///
  /// - Precondition: `weights` has `width * height * channels` elements.
  package static func image(
    _ weights: [Double], width: Int, height: Int, channels: Int
  ) -> Image {
    let largest = weights.reduce(0) { $1.isFinite ? max($0, $1.magnitude) : $0 }
    let scale = largest > 0 ? 1 / largest : 0
    func share(_ weight: Double) -> Double { weight.isFinite ? weight * scale : 0 }
    guard channels == 1 else {
      let pixels = (0..<width * height).flatMap { pixel in
        (0..<3).map { color in
          level(0.5 + 0.5 * share(weights[pixel * channels + min(color, channels - 1)]))
        }
      }
      return Image(width: width, height: height, channels: 3, pixels: pixels)
    }
    let pixels = weights.flatMap { weight -> [UInt8] in
      let value = share(weight)
      let ink = value < 0 ? Ink.counter : Ink.accent
      return [ink.red, ink.green, ink.blue, level(value.magnitude)]
    }
    return Image(width: width, height: height, channels: 4, pixels: pixels)
  }

  private static func level(_ value: Double) -> UInt8 {
    UInt8((min(1, max(0, value)) * 31).rounded() * 255 / 31)
  }
}

extension Image {
  /// The picture as a PNG inside a page.
  package var dataURL: String {
    "data:image/png;base64," + Data(pngData()).base64EncodedString()
  }

  /// The picture, made smaller where a side is longer than `limit`.
  package func fitting(_ limit: Int) -> Image {
    let longest = max(width, height)
    guard longest > limit else { return self }
    return resized(
      width: max(1, width * limit / longest), height: max(1, height * limit / longest))
  }
}
