import Images
import Testing

@Suite struct ResizeTests {
  /// Pillow's pixels, to the last bit, in both orders of the two directions.
  @Test(arguments: [
    (28, 28), (64, 64), (100, 20), (20, 60), (61, 13), (7, 47), (1, 1), (122, 94),
  ])
  func `pixels are those of Pillow`(width: Int, height: Int) throws {
    let original = try Image(contentsOf: fixture("resized/original.png"))
    let expected = try Image(contentsOf: fixture("resized/\(width)x\(height).png"))
    #expect(original.resized(width: width, height: height) == expected)
  }

  @Test func `the same size changes nothing`() {
    let image = gradient(width: 9, height: 7, channels: 3)
    #expect(image.resized(width: 9, height: 7) == image)
  }

  @Test func `halves are weighed means`() {
    // Weights of each output: 3, 3 and 1 of the input, or their mirror image, by 7.
    let image = Image(width: 4, height: 1, channels: 1, pixels: [0, 70, 140, 210])
    #expect(image.resized(width: 2, height: 1).pixels == [50, 160])
  }

  @Test func `a constant stays constant`() {
    let image = Image(
      width: 17, height: 11, channels: 3, pixels: [UInt8](repeating: 201, count: 17 * 11 * 3))
    for (width, height) in [(1, 1), (5, 40), (200, 3)] {
      #expect(image.resized(width: width, height: height).pixels.allSatisfy { $0 == 201 })
    }
  }

  @Test func `transparency is composed over white first`() {
    let image = Image(width: 2, height: 1, channels: 4, pixels: [0, 0, 0, 0, 255, 255, 255, 255])
    let resized = image.resized(width: 5, height: 3)
    #expect(resized.channels == 3)
    #expect(resized.pixels.allSatisfy { $0 == 255 })
    let grey = Image(width: 1, height: 1, channels: 2, pixels: [0, 0])
    #expect(grey.resized(width: 2, height: 2).channels == 1)
  }
}
