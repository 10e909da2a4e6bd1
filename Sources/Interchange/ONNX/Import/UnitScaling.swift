/// (x - center) · scale + shift, with a number of each for every unit (of pictures for every channel or
/// every feature), or one for all.
struct UnitScaling {
  var center: [Double]
  var scale: [Double]
  var shift: [Double]

  /// The scaling that changes nothing.
  static let identity = UnitScaling(center: [0], scale: [1], shift: [0])

  /// The units that have numbers of their own; 1 where all have the same.
  var count: Int { max(center.count, scale.count, shift.count) }

  var isFinite: Bool { (center + scale + shift).allSatisfy(\.isFinite) }

  /// x ↦ x + numbers.
  func adding(_ numbers: [Double]) -> UnitScaling {
    var result = self
    if scale == [1], shift == [0] {
      result.center = Self.zip(center, numbers) { $0 - $1 }
    } else {
      result.shift = Self.zip(shift, numbers) { $0 + $1 }
    }
    return result
  }

  /// x ↦ x · numbers.
  func multiplied(by numbers: [Double]) -> UnitScaling {
    var result = self
    result.scale = Self.zip(scale, numbers) { $0 * $1 }
    result.shift = Self.zip(shift, numbers) { $0 * $1 }
    return result
  }

  /// x ↦ x / numbers.
  func divided(by numbers: [Double]) -> UnitScaling {
    var result = self
    result.scale = Self.zip(scale, numbers) { $0 / $1 }
    result.shift = Self.zip(shift, numbers) { $0 / $1 }
    return result
  }

  /// The scaling and then another.
  func followed(by next: UnitScaling) -> UnitScaling {
    adding(next.center.map { -$0 }).multiplied(by: next.scale).adding(next.shift)
  }

  /// The same with `count` numbers of each: those of channels repeat from pixel to pixel.
  func stretched(to count: Int) -> UnitScaling {
    func stretched(_ numbers: [Double]) -> [Double] {
      numbers.count == count ? numbers : (0..<count).map { numbers[$0 % numbers.count] }
    }
    return UnitScaling(
      center: stretched(center), scale: stretched(scale), shift: stretched(shift))
  }

  /// Unit by unit, the shorter list again and again.
  private static func zip(
    _ a: [Double], _ b: [Double], _ function: (Double, Double) -> Double
  ) -> [Double] {
    let count = max(a.count, b.count)
    return (0..<count).map { function(a[$0 % a.count], b[$0 % b.count]) }
  }
}
