import Images

/// A small picture in a terminal: upper half blocks, two pixels a character.
package enum TerminalImage {
  /// The picture as lines of text, at most `columns` wide and half as many lines high.
  package static func lines(
    _ image: Image, columns: Int, _ colors: Terminal.Colors
  ) -> [String] {
    let small = image.fitting(max(2, columns)).rgb
    func color(_ x: Int, _ y: Int) -> String {
      let pixel = (y * small.width + x) * 3
      let (red, green, blue) = (
        Int(small.pixels[pixel]), Int(small.pixels[pixel + 1]), Int(small.pixels[pixel + 2])
      )
      if colors == .all { return "2;\(red);\(green);\(blue)" }
      // The 6 × 6 × 6 cube of the 256 colors.
      return "5;\(16 + 36 * (red * 5 / 255) + 6 * (green * 5 / 255) + blue * 5 / 255)"
    }
    return stride(from: 0, to: small.height, by: 2).map { y in
      (0..<small.width).map { x in
        let below = y + 1 < small.height ? "\u{1B}[48;\(color(x, y + 1))m" : "\u{1B}[49m"
        return "\u{1B}[38;\(color(x, y))m\(below)\u{2580}"
      }.joined() + "\u{1B}[0m"
    }
  }
}
