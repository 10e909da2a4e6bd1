import Foundation
import Images

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
