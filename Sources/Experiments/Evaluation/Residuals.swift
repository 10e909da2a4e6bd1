import DeepNetwork

/// How far off the values of one output are: the true ones less the predicted.
package struct Residuals: Sendable, Equatable {
  /// A residual each example.
  package let values: [Double]

  /// The mean: 0 where the predictions are as often too low as too high.
  package var mean: Double { values.reduce(0, +) / Double(values.count) }

  /// The standard deviation, as `np.std` has it.
  package var deviation: Double {
    let mean = mean
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
  }

  /// The values that these shares lie below, between two by the straight line, as `np.quantile` has it.
  package func quantiles(_ shares: [Double]) -> [Double] {
    let sorted = values.sorted()
    return shares.map { share in
      let place = share * Double(sorted.count - 1)
      let low = Int(place)
      let high = min(low + 1, sorted.count - 1)
      return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
    }
  }
}

extension Evaluation {
  /// The residuals of each output; nil where the network answers with classes.
  package var residuals: [Residuals]? {
    guard case .values = metrics.quality else { return nil }
    let outputs = predictions.outputs
    let truth = data.labelValues(0..<data.count)
    return (0..<outputs.width).map { output in
      Residuals(
        values: stride(from: output, to: truth.count, by: outputs.width).map {
          truth[$0] - outputs.values[$0]
        })
    }
  }
}
