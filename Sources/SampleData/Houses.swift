import LinearAlgebra

/// Prices of houses, in 100,000, from what a buyer can look up.
///
/// Size in 100 m² and bedrooms say how large a family fits; the postcode (a ring of the town, 0 in
/// the centre to 9 outside) how far one walks; postcode and wealth (of the neighbourhood, 0 to 1)
/// how good the schools are. The price follows from these three, so a network that finds them in its
/// hidden units predicts it. `noise` is the standard deviation of the price, in 100,000; what would
/// cost less than nothing is given away.
enum Houses {
  static let featureNames = ["size", "bedrooms", "postcode", "wealth"]

  static func draw(_ count: Int, noise: Double, from random: inout RandomState) -> DrawnData {
    var values: [Double] = []
    var prices: [Double] = []
    values.reserveCapacity(count * featureNames.count)
    prices.reserveCapacity(count)
    for _ in 0..<count {
      let size = 0.3 + 2.7 * random.rand()
      let bedrooms = (1 + 1.6 * size + 1.2 * random.rand()).rounded(.down)
      let postcode = Double(random.index(upTo: 9))
      let wealth = random.rand()
      let price = self.price(size: size, bedrooms: bedrooms, postcode: postcode, wealth: wealth)
      values += [size, bedrooms, postcode, wealth]
      prices.append(max(price + noise * random.randn(), 0))
    }
    return DrawnData(
      shape: [count, featureNames.count], values: .float64(values), labels: prices,
      classNames: nil, featureNames: featureNames)
  }

  private static func price(
    size: Double, bedrooms: Double, postcode: Double, wealth: Double
  ) -> Double {
    let family = min(1.6 * size, 0.9 * bedrooms)
    let walkability = max(1 - postcode / 6, 0)
    let schools = wealth * (0.4 + 0.6 * postcode / 9)
    return family * (0.6 + 0.7 * walkability + 0.9 * schools) + 1.2 * schools - 0.8
  }
}
