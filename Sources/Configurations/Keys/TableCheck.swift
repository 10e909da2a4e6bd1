import Text

/// Checks a JSON value against its rule and collects every violation.
struct TableCheck {
  /// More problems than anyone reads are not kept.
  private static let most = 1000

  private(set) var problems: [ConfigurationProblem] = []
  private var isFull: Bool { problems.count >= TableCheck.most }

  /// The part of `value` that keeps the rule; nil where nothing does.
  ///
  /// An object comes back with the members that are right, a list only whole.
  mutating func valid(_ value: JSONValue, _ rule: ValueRule, at path: JSONPath) -> JSONValue? {
    switch (rule, value.content) {
    case (.object(let rule), .object(let members)):
      return JSONValue(
        .object(validMembers(members, of: value, rule, at: path)), origin: value.origin)
    case (.list(let rule), .list(let values)):
      return validList(values, of: value, rule, at: path)
    case (.recursive(let rule), _): return valid(value, rule(), at: path)
    case (.either(let rules), _):
      return validAlternative(value, rules, at: path)
    case (.choice(let words), .string(let word)):
      return words.contains(word) ? value : refuse(value, rule, path)
    case (.text(let rule), .string(let text)) where rule.accepts(text): return value
    case (.boolean, .boolean): return value
    case (.integer(let range), .number(let number)):
      guard let integer = number.integer, range.contains(integer) else { break }
      return value
    case (.integerChoice(let values), .number(let number)):
      guard let integer = number.integer, values.contains(integer) else { break }
      return value
    case (.number(let range), .number(let number)):
      guard let double = number.double, range.contains(double) else { break }
      return value
    default: break
    }
    return refuse(value, rule, path)
  }

  /// The value by the one rule it is meant for: of its JSON type, objects by their marker.
  private mutating func validAlternative(
    _ value: JSONValue, _ rules: [ValueRule], at path: JSONPath
  ) -> JSONValue? {
    let fitting = rules.filter { $0.hasType(of: value) }
    switch fitting.first(where: { $0.isMarked(in: value) }) ?? fitting.first {
    case .choice(let words):
      let isOne = value.string.map(words.contains) ?? false
      return isOne ? value : refuse(value, .either(rules), path)
    case .object(var rule):
      rule.siblings = rules.flatMap(\.markers)
      return valid(value, .object(rule), at: path)
    case let rule?: return valid(value, rule, at: path)
    case nil: return refuse(value, .either(rules), path)
    }
  }

  private mutating func refuse(
    _ value: JSONValue, _ rule: ValueRule, _ path: JSONPath
  ) -> JSONValue? {
    guard !isFull else { return nil }
    let nearest = value.string.flatMap { word in
      let alias = ConfigurationTable.layerAliases[word.lowercased()]
      return alias.flatMap { rule.words.contains($0) ? $0 : nil }
        ?? NearestName.of(word, among: rule.words)
    }
    note(
      .notAllowed(found: value.found, nearest: nearest), path, allowed: rule.sentence,
      value.origin)
    return nil
  }

  private mutating func note(
    _ fault: ConfigurationProblem.Fault, _ path: JSONPath, allowed: String? = nil,
    _ origin: JSONOrigin?
  ) {
    guard !isFull else { return }
    problems.append(ConfigurationProblem(fault, at: path, allowed: allowed, origin: origin))
  }

  // MARK: Lists

  private mutating func validList(
    _ values: [JSONValue], of value: JSONValue, _ rule: ListRule, at path: JSONPath
  ) -> JSONValue? {
    guard values.count >= rule.count.lowerBound, values.count == rule.exactCount ?? values.count
    else { return refuse(value, .list(rule), path) }
    var result: [JSONValue] = []
    for (index, element) in values.enumerated() {
      let elementRule = index == 0 ? rule.first ?? rule.element : rule.element
      if let element = valid(element, elementRule, at: path.appending(index)) {
        result.append(element)
      }
    }
    return result.count == values.count ? JSONValue(.list(result), origin: value.origin) : nil
  }

  // MARK: Objects

  private mutating func validMembers(
    _ members: [JSONMember], of object: JSONValue, _ rule: ObjectRule, at path: JSONPath
  ) -> [JSONMember] {
    let keys = rule.keys(for: object)
    var first: [String: JSONMember] = [:]
    var meant: Set<String> = []
    var result: [JSONMember] = []
    for member in members {
      let path = path.appending(member.name)
      if let earlier = first[member.name] {
        let line = earlier.nameOrigin.map { $0.source.line(at: $0.offset) } ?? 1
        note(.repeatedKey(firstLine: line), path, member.nameOrigin)
        continue
      }
      first[member.name] = member
      guard let known = keys.known[member.name] ?? rule.patternKey(member.name) else {
        if let name = noteUnknown(member, keys, rule, path) { meant.insert(name) }
        continue
      }
      guard let value = valid(member.value, known.rule, at: path) else { continue }
      guard let other = known.complement else {
        result.append(JSONMember(member.name, value, nameOrigin: member.nameOrigin))
        continue
      }
      guard object[other] == nil else {
        let text = "either \(other) or \(known.name), which is 1 - \(other), not both"
        note(.conflict(text), path, member.nameOrigin)
        continue
      }
      result.append(JSONMember(other, value.complement, nameOrigin: member.nameOrigin))
    }
    for key in keys.inOrder where key.isMissing(in: first.keys) && !meant.contains(key.name) {
      note(.missingKey, path.appending(key.name), allowed: key.rule.sentence, object.origin)
    }
    return result
  }

  /// Notes a key that is not known here and returns the one that was meant.
  private mutating func noteUnknown(
    _ member: JSONMember, _ keys: ObjectRule.Keys, _ rule: ObjectRule, _ path: JSONPath
  ) -> String? {
    guard !isFull else { return nil }
    if keys.ofOtherVariants.contains(member.name) {
      // Where the variant itself is not known, that is the problem.
      if let variant = keys.variant, let tag = rule.variants?.tag {
        let text = "does not belong to \(tag) \(variant.quoted)"
        note(.conflict(text), path, member.nameOrigin)
      }
      return nil
    }
    var names = keys.inOrder.map { (spelling: $0.name, name: $0.name) }
    names += rule.siblings.map { ($0, $0) }
    var differences: [String: String] = [:]
    for key in keys.inOrder {
      names += (key.aliases + key.nearAliases.keys.sorted()).map { ($0, key.name) }
      differences.merge(key.nearAliases) { first, _ in first }
    }
    let nearest = NearestName.of(member.name, among: names.map(\.spelling))
    let name = names.first { $0.spelling == nearest }?.name
    if let name, let difference = nearest.flatMap({ differences[$0] }) {
      note(.otherMeaning(nearest: name, difference: difference), path, member.nameOrigin)
      return name
    }
    var known = keys.inOrder.map(\.name)
    known += rule.pattern?.prefixes.map { "\($0)1, \($0)2, …" } ?? []
    note(
      .unknownKey(nearest: name), path, allowed: known.joined(separator: ", "), member.nameOrigin)
    return name
  }
}

extension ValueRule {
  fileprivate func hasType(of value: JSONValue) -> Bool {
    switch (self, value.content) {
    case (.object, .object), (.list, .list), (.boolean, .boolean), (.text, .string),
      (.choice, .string), (.integer, .number), (.integerChoice, .number), (.number, .number):
      true
    case (.either(let rules), _): rules.contains { $0.hasType(of: value) }
    default: false
    }
  }

  /// Keys that tell this object from others.
  fileprivate var markers: [String] {
    guard case .object(let rule) = self else { return [] }
    return rule.marker.map { [$0] } ?? []
  }

  fileprivate func isMarked(in value: JSONValue) -> Bool {
    markers.contains { value[$0] != nil }
  }

  /// The words of the fixed sets in it.
  fileprivate var words: [String] {
    switch self {
    case .choice(let words): words
    case .either(let rules): rules.flatMap(\.words)
    default: []
    }
  }
}

extension ObjectRule {
  /// The keys that an object may have, given the variant it names.
  fileprivate struct Keys {
    var inOrder: [KeyRule]
    var known: [String: KeyRule]
    /// The variant that the object names; nil where it names none that exists.
    var variant: String?
    /// Keys of variants that this object is not.
    var ofOtherVariants: Set<String>
  }

  fileprivate func keys(for object: JSONValue) -> Keys {
    var inOrder = keys
    var others: Set<String> = []
    var variant: Variant?
    if let variants {
      inOrder.append(tagKey(variants))
      variant = variants.all.first { $0.name == object[variants.tag]?.string }
      inOrder += variant?.keys ?? []
      others = Set(variants.all.flatMap(\.keys).map(\.name)).subtracting(inOrder.map(\.name))
    }
    return Keys(
      inOrder: inOrder, known: Dictionary(inOrder.map { ($0.name, $0) }) { first, _ in first },
      variant: variant?.name, ofOtherVariants: others)
  }

  func tagKey(_ variants: Variants) -> KeyRule {
    KeyRule(
      variants.tag, .choice(variants.all.map(\.name)), variants.summary, presence: .required)
  }

  fileprivate func patternKey(_ name: String) -> KeyRule? {
    guard let pattern, pattern.contains(name) else { return nil }
    return KeyRule(name, pattern.value, "")
  }
}

extension KeyRule {
  fileprivate func isMissing(in given: some Collection<String>) -> Bool {
    switch presence {
    case .optional: false
    case .required: !given.contains(name)
    case .requiredWithout(let other): !given.contains(name) && !given.contains(other)
    }
  }
}

extension TextRule {
  /// Whether a text can serve: not empty, no control character, and no path where a name is meant.
  func accepts(_ text: String) -> Bool {
    guard !text.isEmpty,
      !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
    else { return false }
    return !isFileName
      || (text != "." && text != ".." && !text.contains("/")
        && text.utf8.count <= TextRule.longestFileName)
  }
}
