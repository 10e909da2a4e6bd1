import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite(.enabled(if: SharedData.isPresent)) struct IDXDataTests {
  @Test func `MNIST is read from two files`() throws {
    let source = DataSource(
      .files(
        x: "mnist-10k/t10k-images-idx3-ubyte.gz", y: "mnist-10k/t10k-labels-idx1-ubyte.gz"))
    let data = try Dataset(source, relativeTo: SharedData.folder, labels: .oneHot)
    #expect(data.shape == [10000, 28, 28])
    #expect(data.labels?.width == 10)
    #expect((0..<5).map { data.labels?.classIndex(of: $0) } == [7, 2, 1, 0, 4])
  }
}
