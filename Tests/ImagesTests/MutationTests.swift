import Foundation
import Images
import Testing

/// Damaged files are read or refused; anything else would end the test process.
@Suite struct MutationTests {
  private struct Generator {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  @Test(arguments: ["png", "jpeg", "malformed", "bmp", "gif", "webp"])
  func `damaged files are read or refused`(folder: String) throws {
    let folder = try fixture(folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    var generator = Generator(state: 1)
    for name in names {
      let whole = try [UInt8](Data(contentsOf: folder.appendingPathComponent(name)))
      for _ in 0..<40 {
        let damaged = damage(whole, &generator)
        guard let image = try? Image(decoding: damaged, name: name) else { continue }
        #expect(image.rgb.resized(width: 3, height: 2).pixels.count == 18)
      }
    }
  }

  private func damage(_ whole: [UInt8], _ generator: inout Generator) -> [UInt8] {
    var bytes = whole
    for _ in 0...generator.below(3) {
      let place = generator.below(bytes.count)
      switch generator.below(4) {
      case 0: bytes[place] ^= 1 << UInt8(generator.below(8))
      case 1: bytes[place] = [0, 1, 127, 128, 255][generator.below(5)]
      case 2: bytes.insert(UInt8(generator.below(256)), at: place)
      default: bytes.removeSubrange(place..<min(bytes.count, place + 1 + generator.below(4)))
      }
      if bytes.isEmpty { return bytes }
    }
    return bytes
  }
}
