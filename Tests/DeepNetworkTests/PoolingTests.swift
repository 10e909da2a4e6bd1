import DeepNetwork
import TestSupport
import Testing

@Suite struct PoolingTests {
  @Test(arguments: [(2, 2), (3, 1), (1, 2), (2, 3)])
  func gradientsAreThoseOfForward(_ size: Int, _ stride: Int) {
    let picture = PictureShape(height: 5, width: 6, channels: 2)
    expectSound(MaxPool2D<Double>(picture, size: size, stride: stride))
    expectSound(AveragePool2D<Double>(picture, size: size, stride: stride))
  }
}
