import LinearAlgebra

/// Small drawn pictures: faces of cats, and things that are not cats but share parts with them.
///
/// The first picture is no cat, the second is one, and so on in turns. A word of the set's generator seeds
/// the generator of each picture, so that the first pictures are the same however many are drawn.
///
/// What makes them hard for a linear classifier: cats and others are as often dark before something
/// light as light before something dark, in the same places, sizes and lights. So no pixel is lighter
/// for cats; only how parts go together tells them.
enum CatImages {
  /// Width and height.
  static let size = 64

  static func draw(_ count: Int, from random: inout RandomState) -> DrawnData {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * size * size * 3)
    for i in 0..<count {
      let own = RandomState(seed: random.nextWord())
      image(ofCat: i % 2 == 1, own).appendRGB(to: &bytes)
    }
    return DrawnData(
      shape: [count, size, size, 3], values: .uint8(bytes),
      labels: (0..<count).map { Double($0 % 2) }, classNames: ["non-cat", "cat"],
      featureNames: nil)
  }

  private static func image(ofCat isCat: Bool, _ random: RandomState) -> Canvas {
    var scene = Scene(random: random)
    scene.paintGround()
    if isCat {
      scene.paintCat()
    } else {
      scene.paintOther()
    }
    scene.paintForeground()
    scene.light()
    return scene.canvas
  }
}

extension Scene {
  /// Something that is not a cat: more often an animal with a face than a thing without.
  fileprivate mutating func paintOther() {
    switch random.index(upTo: 19) {
    case 0...5: paintDog()
    case 6...8: paintRabbit()
    case 9...11: paintOwl()
    case 12...13: paintBlossom()
    case 14...15: paintCar()
    case 16...17: paintCottage()
    default: paintPlainTexture()
    }
  }
}
