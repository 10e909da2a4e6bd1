import Text

/// A list of scales has one number per layer, and names of weights are those of layers that exist.
enum InitializationFitsLayersRule: ConfigurationRule {
  static func problems(of draft: Draft) -> [ConfigurationProblem] {
    guard let L = draft.layerCount, let initialization = draft.valid["initialization"] else {
      return []
    }
    let path = JSONPath([.key("initialization")])
    var problems: [ConfigurationProblem] = []
    if let scales = initialization["scale"]?.doubles,
      let misfit = draft.misfit(
        scales.count, of: L, "L = \(L) numbers, one per layer", at: path.appending("scale"))
    {
      problems.append(misfit)
    }
    for member in initialization["names"]?.members ?? [] {
      guard let layer = Int(member.name.dropFirst()), layer > L else { continue }
      problems.append(
        draft.conflict(
          "there is no layer \(layer): L = \(L)",
          at: path.appending("names").appending(member.name)))
    }
    return problems
  }
}
