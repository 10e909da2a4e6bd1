import ArrayFiles
import Datasets
import DeepNetwork
import Text

/// Features that float32 does not hold: for them the input of ONNX is float64.
extension ONNXExport {
  /// Above this mean in deviations a float32 may be off by so much that answers suffer.
  private static var maximumDistance: Double { 1e4 }
  /// How much answers may change where features are rounded.
  private static var tolerance: Double { 3e-4 }

  /// The features for which the input has to be float64: standardized ones so far from 0 that
  /// rounding to float32 would change answers; the farthest first.
  func farFeatures(_ raw: Matrix<Double>, _ rounded: Matrix<Float>) -> [Int] {
    guard case .standardize(let scaling) = input.normalization,
      !(input.elementType?.isHeldByFloat32 ?? false)
    else { return [] }
    let distances = zip(scaling.mean, scaling.deviation).map { abs($0) / $1 }
    let order = distances.indices.sorted { (distances[$0], $1) > (distances[$1], $0) }
    let far = order.prefix { distances[$0] > Self.maximumDistance }
    if !far.isEmpty { return Array(far) }
    let (exact, found) = (answers(raw).elements, answers(rounded).elements)
    let isSame = zip(exact, found).allSatisfy {
      abs(Double($0) - Double($1)) <= Self.tolerance * max(1, abs(Double($0)))
    }
    return isSame ? [] : Array(order.prefix(1))
  }

  func remark(on far: [Int]) -> String {
    guard case .standardize(let scaling) = input.normalization else { return "" }
    let names = far.prefix(3).map { feature in
      "\(input.name(ofFeature: feature)) (mean \(Float(scaling.mean[feature])), "
        + "deviation \(Float(scaling.deviation[feature])))"
    }
    let more = far.count > 3 ? ", and \(far.count - 3) more" : ""
    return "the input x is float64, since float32 would round features so far from 0: "
      + names.joined(separator: ", ") + more
  }
}

extension ElementType {
  /// Whether float32 holds every number of the type.
  fileprivate var isHeldByFloat32: Bool { size < 4 || self == .float32 }
}

extension InputFormat {
  /// What people call a feature: `column "age"`, else its number.
  fileprivate func name(ofFeature feature: Int) -> String {
    var first = 0
    for column in columns ?? [] {
      let width = column.width
      if let name = column.name, (first..<first + width).contains(feature) {
        return "column \(name.quoted)"
      }
      first += width
    }
    return "feature \(feature)"
  }
}
