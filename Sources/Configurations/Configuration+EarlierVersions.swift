import Text

/// What runs of earlier versions have saved of their configuration.
extension JSONValue {
  /// A run's resolved configuration as this version writes it.
  ///
  /// A split without a seed of its own was drawn from the run's: earlier versions had no other, and
  /// this one always writes it down.
  package var withSplitSeeds: JSONValue {
    let validation = self["data"]?["validation"]
    guard let validation, validation["fraction"] != nil || validation["fold"] != nil,
      validation["seed"] == nil
    else { return self }
    let seed = JSONMember("seed", self["seed"] ?? 1)
    return replacing("data") { data in
      data.replacing("validation") {
        JSONValue(.object(($0.members ?? []) + [seed]), origin: $0.origin)
      }
    }
  }

  private func replacing(_ name: String, _ change: (JSONValue) -> JSONValue) -> JSONValue {
    let members = (members ?? []).map { member in
      member.name != name
        ? member : JSONMember(name, change(member.value), nameOrigin: member.nameOrigin)
    }
    return JSONValue(.object(members), origin: origin)
  }
}
