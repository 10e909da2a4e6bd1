import Datasets

/// Says how far the reading of many pictures is.
package enum PictureProgress {
  /// So many pictures are read before anybody wonders.
  private static let most = 500
  /// Lines for a folder, of whatever size.
  private static let lines = 4

  /// A progress that writes a few notes for a folder of many pictures and none for others.
  package static func notes(to note: @escaping (String) -> Void) -> LoadingProgress {
    { done, total in
      guard total > most, done * lines / total > (done - 1) * lines / total else { return }
      note("read \(done) of \(total) pictures")
    }
  }
}
