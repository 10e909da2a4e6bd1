import Datasets
import DeepNetwork

extension InputFormat {
  /// The picture that the features of an example are, pixel by pixel; nil where they are none.
  var picture: PictureShape? { imageShape?.picture(in: pixelOrder) }
}

extension SourceHeader {
  /// The picture that the features of an example are, pixel by pixel; nil where they are none.
  var picture: PictureShape? { imageShape?.picture(in: pixelOrder) }
}

extension ImageShape {
  /// The shape of pictures whose pixels lie interleaved; nil for pictures in another order.
  func picture(in order: PixelOrder) -> PictureShape? {
    let (area, isTooLarge) = height.multipliedReportingOverflow(by: width)
    guard order == .interleaved || channels == 1, !isTooLarge,
      !area.multipliedReportingOverflow(by: channels).overflow
    else { return nil }
    return PictureShape(height: height, width: width, channels: channels)
  }
}
