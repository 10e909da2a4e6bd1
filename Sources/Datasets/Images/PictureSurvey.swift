import Foundation
import Images

/// The sizes of the pictures in a folder, before all of them are read.
package struct PictureSurvey {
  /// More pictures tell little more and take long to decode.
  private static let mostPictures = 50

  /// The number of picture files.
  package let count: Int
  /// The sizes of up to 50 of them, spread over the folder; what cannot be read is passed over.
  package let sizes: Set<ImageSize>

  /// - Throws: for a folder that holds no pictures, pictures of no class, or an empty class.
  package init(_ folder: URL, name: String) throws(DataError) {
    let pictures = try PictureFolder(folder, name: name, isForTraining: true)
    try pictures.requireClasses(name)
    let files = pictures.files
    let step = max((files.count + Self.mostPictures - 1) / Self.mostPictures, 1)
    var sizes: Set<ImageSize> = []
    for index in stride(from: 0, to: files.count, by: step) {
      guard let picture = try? Image(contentsOf: files[index].url) else { continue }
      sizes.insert(ImageSize(height: picture.height, width: picture.width))
    }
    count = files.count
    self.sizes = sizes
  }
}
