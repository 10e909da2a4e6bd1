import ArrayFiles
import Images
import LinearAlgebra

/// Examples as a file has them, before anybody said what the labels mean.
struct Examples {
  /// The first axis counts the examples.
  var features: NumericArray
  var imageShape: ImageShape?
  /// The picture itself, as its file has it, where there is one alone.
  var image: Image?
  var pixelOrder = PixelOrder.interleaved
  var featureNames: [String]?
  /// The files that the examples come from, where each has its own.
  var exampleNames: [String]?
  var labels: RawLabels?
  /// The column or array that the labels come from, for messages.
  var labelPlace: String?
  /// Names of the classes 0, 1, … that the file carries.
  var classNames: [String]?
  /// The feature columns of a table.
  var columns: [InputFormat.Column]?
  /// How that table was written.
  var tableStyle: InputFormat.TableStyle?
  var labelColumns: [DataSource.Column] = []
  /// That table as it was read, where more than one set of examples may settle its features.
  var table: RawTable?
  /// The rows that are examples, in their order; nil: all.
  ///
  /// In the end labels are of these alone.
  var kept: [Int]?
  /// The number of the first example in messages: 0 in an array, 1 in a table.
  var firstRow = 0
  /// The same for labels; nil where they are folders of pictures.
  var firstLabelRow: Int? = 0
  /// What its reader wants people to know, a sentence each.
  var remarks: [String] = []

  init(features: NumericArray) { self.features = features }

  /// The number of examples, those that are left out too.
  var count: Int { features.shape.first ?? 0 }

  /// The number of features of an example, n[0].
  var width: Int { features.shape.dropFirst().reduce(1, *) }
}

extension Examples {
  /// Keeps the labels of the rows that are examples, alone.
  mutating func leaveOutLabels() {
    guard let kept, let labels, labels.count == count else { return }
    self.labels = labels.keeping(kept)
  }
}

extension RawLabels {
  /// The labels of the examples at `rows`, in their order; classes that none of them has are no more.
  fileprivate func keeping(_ rows: [Int]) -> RawLabels {
    switch self {
    case .numbers(let array):
      let step = array.count / max(array.shape.first ?? 1, 1)
      let numbers = array.doubles()
      let kept = rows.flatMap { numbers[$0 * step..<($0 + 1) * step] }
      return .numbers(
        NumericArray(shape: [rows.count] + array.shape.dropFirst(), values: kept))
    case .classes(let indices, let names):
      return RawLabels(texts: rows.map { names[indices[$0]] })
    }
  }
}
