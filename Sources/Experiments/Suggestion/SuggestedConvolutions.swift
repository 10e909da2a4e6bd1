import Datasets
import DeepNetwork
import Text

/// A small convolutional network to start from, for pictures.
///
/// Convolutions halve the pictures until a side is small, with twice the filters each time; a dense layer
/// answers. On the built-in cats it is right more often than dense layers alone, in about the same time.
struct SuggestedConvolutions {
  /// A key of the configuration, its value, and why it has it.
  typealias Choice = (key: String, value: JSONValue, reason: String)

  /// Smaller pictures are left to dense layers.
  private static let smallestSide = 8
  /// Sides that are not halved once more.
  private static let smallSide = 8
  /// From this side on the first convolution halves the picture itself: in every second place it does as
  /// well, in a quarter of the time.
  private static let largeSide = 48

  let choices: [Choice]

  /// The pictures that examples are; nil where they are none or too small, and where their colors lie one
  /// after the other, which convolutions do not take.
  static func images(_ data: Dataset) -> ImageShape? {
    guard let image = data.format.imageShape, min(image.height, image.width) >= smallestSide,
      image.channels == 1 || data.format.pixelOrder == .interleaved
    else { return nil }
    return image
  }

  /// nil where examples are no pictures that convolutions take.
  init?(_ data: Dataset, _ answer: SuggestedAnswer) {
    guard let image = Self.images(data) else { return nil }
    let m = data.count
    let (layers, filters, end) = Self.layers(image, filters: m < 2000 ? 8 : m < 20_000 ? 16 : 32)
    let output: JSONValue = [
      "type": "dense", "units": JSONValue(answer.size),
      "activation": JSONValue(answer.activation.name),
    ]
    let counts =
      filters.dropLast().map(String.init).joined(separator: ", ")
      + " and \(filters[filters.count - 1])"
    let batchSize = m < 500 ? 16 : m < 20_000 ? 32 : 64
    choices = [
      (
        "layers", JSONValue(layers + [["type": "flatten"], output]),
        "convolutions of \(counts) filters make \(end.height)x\(end.width) of pictures of "
          + "\(image.height)x\(image.width); \(answer.sizeReason); \(answer.reason), so that the loss is "
          + Loss.standard(for: answer.activation).name
      ),
      ("alpha", 0.003, "a usual first step for adam with convolutions"),
      (
        "epochs", m < 500 ? 30 : m < 20_000 ? 10 : 5,
        "times through the data; watch the cost and change it"
      ),
      ("batchSize", JSONValue(batchSize), "many updates an epoch, for \(m) pictures"),
    ]
  }

  /// The convolutions, how many filters they have, and the size that they end with.
  private static func layers(
    _ image: ImageShape, filters first: Int
  ) -> (layers: [JSONValue], filters: [Int], end: ImageSize) {
    var (layers, filters, size) = ([JSONValue](), [Int](), image.size)
    while filters.count < 2 || min(size.height, size.width) > smallSide {
      let count = first << filters.count
      let isStrided = filters.isEmpty && min(size.height, size.width) >= largeSide
      layers.append(convolution(filters: count, stride: isStrided ? 2 : 1))
      // A stride rounds up, a pool down.
      let more = isStrided ? 1 : 0
      if !isStrided { layers.append(["type": "maxPool2D", "size": 2]) }
      size = ImageSize(height: (size.height + more) / 2, width: (size.width + more) / 2)
      filters.append(count)
    }
    return (layers, filters, size)
  }

  private static func convolution(filters: Int, stride: Int) -> JSONValue {
    JSONValue(
      [
        JSONMember("type", "convolution2D"), JSONMember("filters", JSONValue(filters)),
        JSONMember("kernel", 3),
      ] + (stride == 1 ? [] : [JSONMember("stride", JSONValue(stride))])
        + [JSONMember("activation", "relu")])
  }
}
