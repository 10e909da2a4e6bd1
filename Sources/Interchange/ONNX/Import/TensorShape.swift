import DeepNetwork

/// The axes of an example's tensor in a graph, and which of a network's units each number is.
///
/// A network here has the pixels of a picture one after the other, each with its channels; a graph may
/// have the channels first, and keeps that order where it flattens a picture.
struct TensorShape: Equatable {
  /// The lengths of the axes behind that of the batch.
  let sizes: [Int]
  let layout: Layout

  enum Layout: Equatable {
    /// A picture whose axes lie in this order.
    case image(ImageShape, [ImageAxis])
    /// Numbers, in an order of their own.
    case numbers(FeatureOrder)
  }

  /// Numbers in the order of the network.
  init(count: Int) { self.init(numbers: .own, sizes: [count]) }

  init(numbers order: FeatureOrder, sizes: [Int]) {
    self.sizes = sizes
    layout = .numbers(order)
  }

  init(_ image: ImageShape, _ axes: [ImageAxis]) {
    sizes = axes.map { image[$0] }
    layout = .image(image, axes)
  }

  /// The numbers of an example.
  var count: Int { sizes.reduce(1, *) }

  /// The picture; nil where there are numbers.
  var image: ImageShape? {
    guard case .image(let image, _) = layout else { return nil }
    return image
  }

  /// The order of the numbers in the graph.
  var order: FeatureOrder {
    switch layout {
    case .image(let image, let axes): FeatureOrder(image, axes)
    case .numbers(let order): order
    }
  }

  /// Where a channel's axis lies, from 0; nil where there are numbers.
  var channelAxis: Int? {
    guard case .image(_, let axes) = layout else { return nil }
    return axes.firstIndex(of: .channel)
  }
}

enum ImageAxis: Equatable, CaseIterable { case row, column, channel }

extension ImageShape {
  /// The length of an axis.
  subscript(_ axis: ImageAxis) -> Int {
    switch axis {
    case .row: height
    case .column: width
    case .channel: channels
    }
  }

  /// A picture with these lengths.
  init(_ sizes: [Int], _ axes: [ImageAxis]) {
    func size(_ axis: ImageAxis) -> Int { axes.firstIndex(of: axis).map { sizes[$0] } ?? 1 }
    self.init(height: size(.row), width: size(.column), channels: size(.channel))
  }
}

/// The order of an example's numbers in a graph: the network's own, or that of a picture's axes.
struct FeatureOrder: Equatable {
  /// nil: the network's own.
  private let picture: Picture?

  private struct Picture: Equatable {
    let image: ImageShape
    let axes: [ImageAxis]
  }

  static let own = FeatureOrder(picture: nil)

  private init(picture: Picture?) { self.picture = picture }

  /// That of a picture with its axes in this order, the last the fastest.
  init(_ image: ImageShape, _ axes: [ImageAxis]) {
    // An axis of length 1 may lie anywhere.
    let long = axes.filter { image[$0] > 1 }
    let isOwn = long == ImageAxis.allCases.filter(long.contains)
    picture = isOwn ? nil : Picture(image: image, axes: axes)
  }

  var isOwn: Bool { picture == nil }

  /// The network's place of each number of the graph; nil where it is the same.
  var places: [Int]? {
    guard let picture else { return nil }
    let (image, axes) = (picture.image, picture.axes)
    var places: [Int] = []
    places.reserveCapacity(image.count)
    let steps: [Int] = axes.map { axis in
      switch axis {
      case .row: image.width * image.channels
      case .column: image.channels
      case .channel: 1
      }
    }
    for first in 0..<image[axes[0]] {
      for second in 0..<image[axes[1]] {
        for third in 0..<image[axes[2]] {
          places.append(first * steps[0] + second * steps[1] + third * steps[2])
        }
      }
    }
    return places
  }
}

// MARK: - Other axes

extension TensorShape {
  /// The same numbers with other axes: flattened, as a picture again, or with more or fewer of length 1.
  ///
  /// - Parameters:
  ///   - sizes: the axes behind that of the batch.
  ///   - axes: how those of a picture lie that raw features are said to be.
  /// - Returns: nil where other numbers would come together.
  func reshaped(_ sizes: [Int], pictures axes: [ImageAxis]?) -> TensorShape? {
    guard sizes != self.sizes else { return self }
    guard sizes.reduce(1, *) == count else { return nil }
    if sizes.filter({ $0 > 1 }).count <= 1 { return TensorShape(numbers: order, sizes: sizes) }
    switch layout {
    case .numbers(let order):
      if sizes.filter({ $0 > 1 }) == self.sizes.filter({ $0 > 1 }) {
        return TensorShape(numbers: order, sizes: sizes)
      }
      guard let axes, order.isOwn, self.sizes.count == 1 else { return nil }
      return Self.picture(sizes, axes)
    case .image(let image, let axes):
      guard sizes.filter({ $0 > 1 }) == self.sizes.filter({ $0 > 1 }), sizes.count == 3 else {
        return nil
      }
      var long = axes.filter { image[$0] > 1 }[...]
      var short = ImageAxis.allCases.filter { image[$0] == 1 || !axes.contains($0) }[...]
      let next = sizes.compactMap { $0 > 1 ? long.popFirst() : short.popFirst() }
      return next.count == 3 ? TensorShape(image, next) : nil
    }
  }

  /// A picture of two axes or three; nil for any other number.
  static func picture(_ sizes: [Int], _ axes: [ImageAxis]) -> TensorShape? {
    switch sizes.count {
    case 2:
      let plane: [ImageAxis] = [.row, .column]
      return TensorShape(numbersAs: ImageShape(sizes, plane), sizes, plane)
    case 3: return TensorShape(ImageShape(sizes, axes), axes)
    default: return nil
    }
  }

  private init(numbersAs image: ImageShape, _ sizes: [Int], _ axes: [ImageAxis]) {
    self.sizes = sizes
    layout = .image(image, axes)
  }

  /// The axes in another order.
  func transposed(_ order: [Int]) -> TensorShape? {
    guard order.sorted() == Array(sizes.indices) else { return nil }
    let moved = order.map { sizes[$0] }
    switch layout {
    case .numbers(let numbers):
      guard moved.filter({ $0 > 1 }) == sizes.filter({ $0 > 1 }),
        sizes.filter({ $0 > 1 }).count <= 1
      else { return order == Array(sizes.indices) ? self : nil }
      return TensorShape(numbers: numbers, sizes: moved)
    case .image(let image, let axes): return TensorShape(image, order.map { axes[$0] })
    }
  }
}
