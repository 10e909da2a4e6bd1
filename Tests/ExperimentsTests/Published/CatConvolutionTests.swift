import Foundation
import TestSupport
import Testing

@testable import Experiments

/// The shipped convolutional network against the dense one of `cat.json`.
struct CatConvolutionTests {
  @Test func `convolutions tell cats from others better than dense layers`() throws {
    let file = SharedData.repository.appendingPathComponent("Configs/cat-convolution.json")
    let configuration = try ConfigurationReader().read(contentsOf: file).configuration
    try withTemporaryFolder { folder in
      let ending = try TrainingRun(
        configuration, dataFolder: folder, folder: RunFolder(folder), entry: .new
      ).execute()
      guard case .finished(let metrics) = ending else {
        Issue.record("the training did not finish")
        return
      }
      #expect(try #require(metrics.test?.classMetrics?.accuracy) >= 0.985)
    }
  }
}
