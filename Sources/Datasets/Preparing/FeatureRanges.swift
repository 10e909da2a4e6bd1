/// The smallest and the largest value of each feature.
struct FeatureRanges {
  private var lowest: [Double]
  private var highest: [Double]

  init(_ data: Dataset) {
    let width = data.featureCount
    var lowest = [Double](repeating: .infinity, count: width)
    var highest = [Double](repeating: -.infinity, count: width)
    lowest.withUnsafeMutableBufferPointer { lowest in
      highest.withUnsafeMutableBufferPointer { highest in
        data.forEachExample { _, x in
          for i in 0..<width {
            lowest[i] = x[i] < lowest[i] ? x[i] : lowest[i]
            highest[i] = x[i] > highest[i] ? x[i] : highest[i]
          }
        }
      }
    }
    self.lowest = lowest
    self.highest = highest
  }

  /// The smallest and the largest of all.
  var all: ClosedRange<Double> {
    let low = lowest.min() ?? 0
    return low...max(highest.max() ?? 0, low)
  }

  /// The features that have one value only.
  var constant: [Int] { lowest.indices.filter { lowest[$0] == highest[$0] } }

  func normalized(by normalization: Normalization) -> ClosedRange<Double> {
    switch normalization {
    case .none: return all
    case .unit: return all.lowerBound / 255...all.upperBound / 255
    case .standardize(let scaling):
      var scaled = self
      for i in lowest.indices {
        scaled.lowest[i] = (lowest[i] - scaling.mean[i]) / scaling.deviation[i]
        scaled.highest[i] = (highest[i] - scaling.mean[i]) / scaling.deviation[i]
      }
      return scaled.all
    }
  }
}
