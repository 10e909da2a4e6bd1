/// A parameter of a layer, or a matrix of its state, and how it lies in the files of other tools.
public struct ExchangedMatrix: Hashable, Sendable {
  /// How one tool has the matrix.
  public struct Form: Hashable, Sendable {
    /// The tool's name for it, such as `weight`.
    public let name: String
    /// The axes of the array in the file.
    public let shape: [Int]
    /// For each axis of the array, before neighbors become one, the axis of the matrix.
    let order: [Int]
    /// Whether the numbers lie as in the matrix.
    package var keepsOrder: Bool { order == order.sorted() }

    /// The matrix's axes in another order, and then those of the file.
    public init(_ name: String, order: [Int], shape: [Int]) {
      self.name = name
      self.order = order
      self.shape = shape
    }
  }

  /// The name in the layer, such as `W`, or in its state, such as `mean`.
  public let name: String
  /// Whether the matrix is one of the state.
  public let isState: Bool
  /// Rows and columns.
  public let matrixShape: Shape
  /// PyTorch's array.
  public let torch: Form
  /// Keras' array.
  public let keras: Form
  /// The axes as which rows and columns are seen: those of pictures, one by one.
  private let axes: [Int]

  /// A matrix with its forms in both tools.
  ///
  /// - Parameters:
  ///   - name: the name in the layer or in its state.
  ///   - isState: whether it is one of the state.
  ///   - shape: rows and columns.
  ///   - axes: the same numbers, row by row, with more axes.
  ///   - torch: PyTorch's array.
  ///   - keras: Keras' array.
  /// - Precondition: the forms have each of the axes once.
  public init(
    _ name: String, isState: Bool = false, _ shape: Shape, axes: [Int], torch: Form, keras: Form
  ) {
    self.name = name
    self.isState = isState
    matrixShape = shape
    self.axes = axes
    self.torch = torch
    self.keras = keras
    for form in [torch, keras] {
      require(
        form.order.sorted() == Array(axes.indices),
        "\(name) has the axes \(axes), not \(form.order)")
    }
  }

  /// A matrix that lies in other tools' files as it is, under its own name.
  public init(_ name: String, isState: Bool = false, _ shape: Shape) {
    let axes = [shape.rows, shape.columns]
    let form = Form(name, order: [0, 1], shape: axes)
    self.init(name, isState: isState, shape, axes: axes, torch: form, keras: form)
  }

  /// A number for each unit, (n, 1), or for each channel of pictures.
  ///
  /// - Parameters:
  ///   - name: the name in the layer or in its state.
  ///   - isState: whether it is one of the state.
  ///   - count: n.
  ///   - picture: the picture that the units are the numbers of; nil where they are none.
  ///   - torch: PyTorch's name.
  ///   - keras: Keras' name.
  public init(
    vector name: String, isState: Bool = false, _ count: Int, of picture: ImageShape? = nil,
    torch: String, keras: String
  ) {
    let axes = picture?.axes ?? [count]
    self.init(
      name, isState: isState, Shape(count, 1), axes: axes,
      torch: Form(torch, order: picture == nil ? [0] : [2, 0, 1], shape: [count]),
      keras: Form(keras, order: Array(axes.indices), shape: [count]))
  }

  /// The numbers of the matrix in the order of a tool's array.
  package func numbers<Scalar>(of matrix: Matrix<Scalar>, as form: Form) -> Matrix<Scalar> {
    let strides = axes.strides
    return TensorValue(axes, matrix)
      .read(form.order.map { axes[$0] }, strides: form.order.map { strides[$0] }).numbers
  }

  /// The matrix from the numbers of a tool's array.
  ///
  /// - Precondition: there are as many.
  package func matrix<Scalar>(of numbers: Matrix<Scalar>, as form: Form) -> Matrix<Scalar> {
    let ordered = form.order.map { axes[$0] }
    let strides = axes.indices.map { axis in
      ordered.strides[form.order.firstIndex(of: axis) ?? axis]
    }
    return TensorValue(ordered, numbers).read(axes, strides: strides).numbers
      .reshaped(rows: matrixShape.rows, columns: matrixShape.columns)
  }
}

extension ImageShape {
  /// Rows, columns and channels, as the numbers of a picture lie.
  var axes: [Int] { [height, width, channels] }
}
