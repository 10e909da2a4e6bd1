/// A color of the page: by name, so that it suits light and dark, or a fixed one that suits both.
package struct Ink: Sendable, Equatable {
  /// As a style sheet has it.
  package let css: String
  /// The color in pictures, which cannot change with the page.
  let red, green, blue: UInt8

  /// What matters.
  package static let accent = Ink("var(--accent)", 0x3A6CF0)
  /// What is set against it: validation against training, one class against the other.
  package static let counter = Ink("var(--counter)", 0xE8763F)
  /// What is only there to compare with.
  package static let muted = Ink("var(--muted)", 0x6B7280)

  /// The color of one of `count` things of equal rank: told apart up to eight, ordered beyond.
  package static func series(_ index: Int, of count: Int) -> Ink {
    if count <= several.count { return several[index % several.count] }
    return ramp(Double(index) / Double(max(1, count - 1)))
  }

  /// A color from the first, 0, to the last, 1, of an order.
  package static func ramp(_ position: Double) -> Ink {
    let place = min(1, max(0, position)) * Double(stops.count - 1)
    let index = min(stops.count - 2, Int(place))
    let share = place - Double(index)
    func mixed(_ shift: Int) -> Int {
      let (from, to) = (stops[index] >> shift & 255, stops[index + 1] >> shift & 255)
      return Int((Double(from) + share * Double(to - from)).rounded())
    }
    return Ink(fixed: mixed(16) << 16 | mixed(8) << 8 | mixed(0))
  }

  private static let stops = [0x6A5FD8, 0x2A85CE, 0x1F9E94, 0x86AE3C, 0xE3A02F]
  private static let several = [
    accent, counter, Ink(fixed: 0x2B9A66), Ink(fixed: 0x8E5BD0), Ink(fixed: 0xC9A000),
    Ink(fixed: 0x1A9DB0), Ink(fixed: 0xD1435B), Ink(fixed: 0x7A828C),
  ]

  private init(fixed color: Int) {
    let digits = String(color, radix: 16)
    self.init("#" + String(repeating: "0", count: 6 - digits.count) + digits, color)
  }

  private init(_ css: String, _ color: Int) {
    self.css = css
    red = UInt8(color >> 16 & 255)
    green = UInt8(color >> 8 & 255)
    blue = UInt8(color & 255)
  }
}
