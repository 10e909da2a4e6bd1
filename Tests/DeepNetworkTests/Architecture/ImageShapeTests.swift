import DeepNetwork
import Testing

@Suite struct ImageShapeTests {
  private let image = ImageShape(height: 7, width: 5, channels: 3)

  @Test(arguments: [
    (3, 1, Padding.valid, 5, 3), (3, 1, .same, 7, 5), (3, 2, .valid, 3, 2), (2, 2, .valid, 3, 2),
    (5, 1, .same, 7, 5), (5, 3, .zeros(4), 4, 3), (1, 4, .valid, 2, 2), (5, 1, .valid, 3, 1),
    (2, 1, .same, 7, 5), (3, 2, .same, 4, 3), (1, 3, .same, 3, 2), (9, 9, .same, 1, 1),
  ])
  func `a convolution has the sizes of the course`(
    _ kernel: Int, _ stride: Int, _ padding: Padding, _ height: Int, _ width: Int
  ) {
    #expect(
      image.convolved(filters: 8, kernel: kernel, stride: stride, padding: padding)
        == ImageShape(height: height, width: width, channels: 8))
  }

  @Test(arguments: [
    (8, 6, 1, Padding.valid), (8, 0, 1, .valid), (8, 3, 0, .valid), (0, 3, 1, .valid),
    (8, 3, 0, .same), (8, 0, 1, .same), (8, 3, 1, .zeros(3)), (8, 3, 1, .zeros(-1)),
    (8, Int.max, 1, .zeros(Int.max - 1)), (Int.max, 3, 1, .same), (8, Int.max, 1, .same),
    (8, -3, 1, .same), (8, 3, -1, .valid),
  ])
  func `a convolution that does not exist has no shape`(
    _ filters: Int, _ kernel: Int, _ stride: Int, _ padding: Padding
  ) {
    #expect(
      image.convolved(filters: filters, kernel: kernel, stride: stride, padding: padding) == nil)
  }

  @Test func `pooling rounds down`() {
    #expect(image.pooled(size: 2) == ImageShape(height: 3, width: 2, channels: 3))
    #expect(image.pooled(size: 3, stride: 1) == ImageShape(height: 5, width: 3, channels: 3))
    #expect(image.pooled(size: 1, stride: 9) == ImageShape(height: 1, width: 1, channels: 3))
    #expect(
      image.pooled(size: 2, padding: .zeros(1)) == ImageShape(height: 4, width: 3, channels: 3))
  }

  @Test func `pooling that keeps the edges rounds up`() {
    #expect(image.pooled(size: 2, padding: .same) == ImageShape(height: 4, width: 3, channels: 3))
    #expect(image.pooled(size: 9, stride: 3, padding: .same)?.height == 3)
  }

  @Test(arguments: [(6, 1), (0, 1), (2, 0), (-1, 1), (Int.max, 1), (Int.min, 1)])
  func `pooling that does not exist has no shape`(_ size: Int, _ stride: Int) {
    #expect(image.pooled(size: size, stride: stride) == nil)
    #expect(image.pooled(size: 2, padding: .zeros(2)) == nil)
    #expect(image.pooled(size: .max, stride: 1, padding: .same) == nil)
  }

  @Test func `images too large to count have no shape`() {
    for image in [
      ImageShape(height: .max, width: .max, channels: 1),
      ImageShape(height: 1 << 30, width: 1 << 30, channels: 1),
      ImageShape(height: 0, width: 5, channels: 1),
      ImageShape(height: 5, width: -5, channels: 1),
    ] {
      #expect(image.pooled(size: 1) == nil)
      #expect(image.convolved(filters: 1, kernel: 1, stride: 1, padding: .same) == nil)
    }
  }

  @Test func `sizes are printed with the channels last`() {
    #expect("\(image)" == "7x5x3" && image.count == 105)
  }
}
