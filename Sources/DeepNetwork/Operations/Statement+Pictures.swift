extension Statement {
  /// Pictures channel by channel, (batch, channels, height, width), as ONNX has them.
  ///
  /// They stay so from layer to layer until one takes numbers: nothing is turned back and forth.
  ///
  /// - Parameters:
  ///   - x: the pictures, in either order.
  ///   - image: their shape.
  /// - Returns: the pictures in ONNX's order.
  public mutating func picture(_ x: Tensor, _ image: ImageShape) -> Tensor {
    if x.image == image { return x }
    let x = flat(x)
    if let known = pictures[x.name], known.image == image { return known }
    let channelsFirst = [0, image.channels, image.height, image.width]
    let result =
      image.channels == 1
      ? apply(.reshape(channelsFirst), x)
      : apply(
        .transpose([0, 3, 1, 2]),
        apply(.reshape([0, image.height, image.width, image.channels]), x))
    pictures[x.name] = result
    rows[result.name] = x
    return result
  }

  /// The numbers of each example in the order of this library, (batch, n): pixels row by row, the channels
  /// of a pixel side by side.
  public mutating func flat(_ x: Tensor) -> Tensor {
    guard let image = x.image else { return x }
    if let known = rows[x.name] { return known }
    let isInOrder = image.channels == 1 || image.height * image.width == 1
    let result = apply(.flatten, isInOrder ? x : apply(.transpose([0, 2, 3, 1]), x))
    rows[x.name] = result
    pictures[result.name] = x
    return result
  }

  /// Two tensors of as many numbers in one order: that of pictures where one of them holds some.
  mutating func alike(_ a: Tensor, _ b: Tensor) -> [Tensor] {
    if a.image == b.image { return [a, b] }
    if let image = a.image, b.image == nil { return [a, picture(b, image)] }
    if let image = b.image, a.image == nil { return [picture(a, image), b] }
    return [flat(a), flat(b)]
  }
}
