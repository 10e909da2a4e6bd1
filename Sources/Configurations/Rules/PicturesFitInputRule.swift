/// Pictures of a given size and number of channels have n[0] values, where n[0] is given.
enum PicturesFitInputRule: ConfigurationRule {
  static func problems(of draft: Draft) -> [ConfigurationProblem] {
    guard let input = draft.n?.first, input > 0 else { return [] }
    return draft.sources.compactMap { path, source in
      guard let size = source["imageSize"]?.integers, size.count == 2,
        let channels = source["channels"]?.integer
      else { return nil }
      let values = size[0] * size[1] * channels
      guard values != input else { return nil }
      return draft.conflict(
        "\(size[0]) · \(size[1]) · \(channels) = \(values) values a picture, but n[0] is \(input)",
        at: path.appending("imageSize"))
    }
  }
}
