import Text

extension SweepTable {
  /// Everything that is known: the rows in their order, and each trial with its folder.
  package var json: JSONValue {
    JSONValue([
      JSONMember("planned", JSONValue(planned)),
      JSONMember("ended", JSONValue(results.count)),
      JSONMember("sortedBy", JSONValue("\(sortPart) \(sortFigure.rawValue)")),
      JSONMember("rows", JSONValue(rows.map(json))),
    ])
  }

  private func json(_ row: Row) -> JSONValue {
    var members = [
      JSONMember(
        "settings", JSONValue(row.settings.map { JSONMember($0.key, $0.json) })),
      JSONMember("diverged", JSONValue(row.divergedCount)),
    ]
    for part in parts {
      let figures = figures.compactMap { figure in
        row.statistic(part, figure).map { JSONMember(figure.rawValue, $0.json) }
      }
      if !figures.isEmpty { members.append(JSONMember(part, JSONValue(figures))) }
    }
    members.append(JSONMember("trials", JSONValue(row.results.map(json))))
    return JSONValue(members)
  }

  private func json(_ result: TrialResult) -> JSONValue {
    var members = [JSONMember("folder", JSONValue(result.trial.name))]
    members.append(JSONMember("seed", JSONValue(Int(result.trial.configuration.seed))))
    members += result.trial.fold.map { [JSONMember("fold", JSONValue($0))] } ?? []
    members.append(JSONMember("iterations", JSONValue(result.iterations)))
    switch result.state {
    case .finished:
      members.append(JSONMember("state", "finished"))
      members += result.seconds.map { [JSONMember("seconds", JSONValue($0))] } ?? []
    case .diverged(let reason):
      members += [JSONMember("state", "diverged"), JSONMember("reason", JSONValue(reason))]
    }
    for part in parts {
      let figures = figures.compactMap { figure in
        result.figures[part]?[figure.rawValue].map { JSONMember(figure.rawValue, JSONValue($0)) }
      }
      if !figures.isEmpty { members.append(JSONMember(part, JSONValue(figures))) }
    }
    return JSONValue(members)
  }
}

extension Trial.Setting {
  /// The value as the configuration reads it: JSON, or else a bare word.
  fileprivate var json: JSONValue { JSONValue(text: value) ?? JSONValue(value) }
}

extension SweepTable.Statistic {
  fileprivate var json: JSONValue {
    var members = [JSONMember("mean", JSONValue(mean))]
    members += deviation.map { [JSONMember("deviation", JSONValue($0))] } ?? []
    return JSONValue(members)
  }
}
