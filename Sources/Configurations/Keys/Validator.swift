import Text

/// Checks a JSON value against its form and collects every violation.
struct Validator {
  /// More problems than anyone reads are not kept.
  private static let most = 1000

  private(set) var problems: [ConfigurationProblem] = []
  private var isFull: Bool { problems.count >= Validator.most }

  /// The part of `value` that keeps the form; nil where nothing does.
  ///
  /// An object comes back with the members that are right, a list only whole.
  mutating func valid(_ value: JSONValue, _ form: Form, at path: JSONPath) -> JSONValue? {
    switch (form, value.content) {
    case (.object(let form), .object(let members)):
      return JSONValue(
        .object(validMembers(members, of: value, form, at: path)), origin: value.origin)
    case (.list(let form), .list(let values)):
      return validList(values, of: value, form, at: path)
    case (.recursive(let form), _): return valid(value, form(), at: path)
    case (.either(let forms), _):
      return validAlternative(value, forms, at: path)
    case (.choice(let choice), .string(let word)) where choice.words.contains(word): return value
    case (.text(let form), .string(let text)) where form.accepts(text): return value
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
    return refuse(value, form, path)
  }

  /// The value by the one form it is meant for.
  private mutating func validAlternative(
    _ value: JSONValue, _ forms: [Form], at path: JSONPath
  ) -> JSONValue? {
    guard let index = forms.index(for: value) else { return refuse(value, .either(forms), path) }
    switch forms[index] {
    case .choice(let form):
      let isOne = value.string.map(form.words.contains) ?? false
      return isOne ? value : refuse(value, .either(forms), path)
    case .object(var form):
      form.siblings = forms.compactMap(\.marker)
      return valid(value, .object(form), at: path)
    case let form: return valid(value, form, at: path)
    }
  }

  private mutating func refuse(
    _ value: JSONValue, _ form: Form, _ path: JSONPath
  ) -> JSONValue? {
    guard !isFull else { return nil }
    note(
      .notAllowed(found: value.found, nearest: value.string.flatMap(form.nearestWord)), path,
      allowed: form.sentence, value.origin)
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
    _ values: [JSONValue], of value: JSONValue, _ form: ListForm, at path: JSONPath
  ) -> JSONValue? {
    guard values.count >= form.count.lowerBound, values.count == form.exactCount ?? values.count
    else { return refuse(value, .list(form), path) }
    var result: [JSONValue] = []
    for (index, element) in values.enumerated() {
      let elementForm = index == 0 ? form.first ?? form.element : form.element
      if let element = valid(element, elementForm, at: path.appending(index)) {
        result.append(element)
      }
    }
    return result.count == values.count ? JSONValue(.list(result), origin: value.origin) : nil
  }

  // MARK: Objects

  private mutating func validMembers(
    _ members: [JSONMember], of object: JSONValue, _ form: ObjectForm, at path: JSONPath
  ) -> [JSONMember] {
    let keys = form.keys(for: object, guessing: !isFull)
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
      guard let known = keys.known[member.name] ?? form.patternKey(member.name) else {
        if let name = noteUnknown(member, keys, form, path) { meant.insert(name) }
        continue
      }
      guard let value = valid(member.value, known.form, at: path) else { continue }
      guard let other = known.complementOf else {
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
      note(.missingKey, path.appending(key.name), allowed: key.form.sentence, object.origin)
    }
    return result
  }

  /// Notes a key that is not known here and returns the one that was meant.
  private mutating func noteUnknown(
    _ member: JSONMember, _ keys: ObjectForm.Keys, _ form: ObjectForm, _ path: JSONPath
  ) -> String? {
    guard !isFull else { return nil }
    var names = keys.inOrder.map { (spelling: $0.name, name: $0.name) }
    names += form.siblings.map { ($0, $0) }
    var differences: [String: String] = [:]
    for key in keys.inOrder {
      names += (key.aliases + key.nearAliases.keys.sorted()).map { ($0, key.name) }
      differences.merge(key.nearAliases) { first, _ in first }
    }
    func isLike(_ name: String) -> Bool { NearestName.areAlike(name, member.name) }
    if keys.ofOtherVariants.contains(where: isLike), !names.contains(where: { isLike($0.spelling) })
    {
      // Where the variant itself is not known, that is the problem.
      if let variant = keys.variant, let tag = form.variants?.tag {
        let text = "does not belong to \(tag) \(variant.quoted)"
        note(.conflict(text), path, member.nameOrigin)
      }
      return nil
    }
    let nearest = NearestName.of(member.name, among: names.map(\.spelling))
    let name = names.first { $0.spelling == nearest }?.name
    if let name, let difference = nearest.flatMap({ differences[$0] }) {
      note(.otherMeaning(nearest: name, difference: difference), path, member.nameOrigin)
      return name
    }
    var known = keys.inOrder.map(\.name)
    known += form.pattern.map { _ in [KeyPattern.examples] } ?? []
    note(
      .unknownKey(nearest: name), path, allowed: known.joined(separator: ", "), member.nameOrigin)
    return name
  }
}

extension Form {
  /// The word of a fixed set that another one most likely meant.
  fileprivate func nearestWord(to word: String) -> String? {
    let spellings = choices.flatMap { choice in
      choice.words.map { (spelling: $0, word: $0) } + choice.aliases
    }
    let nearest = NearestName.of(word, among: spellings.map(\.spelling))
    return spellings.first { $0.spelling == nearest }?.word
  }

  private var choices: [ChoiceForm] {
    switch self {
    case .choice(let form): [form]
    case .either(let forms): forms.flatMap(\.choices)
    default: []
    }
  }
}

extension ObjectForm {
  /// The keys that an object may have, given the variant it names.
  struct Keys {
    var inOrder: [KeyForm]
    var known: [String: KeyForm]
    /// The variant that the object names; nil where it names none that exists.
    var variant: String?
    /// Keys of variants that this object is not.
    var ofOtherVariants: Set<String>
  }

  /// The keys that belong to an object, guessing at the variant that a name which does not exist means.
  func keys(for object: JSONValue, guessing: Bool = false) -> Keys {
    var inOrder = keys
    var others: Set<String> = []
    var variant: VariantForms.Variant?
    if let variants {
      let (tag, word) = (variants.tagKey, object[variants.tag]?.string)
      inOrder.append(tag)
      variant = variants.all.first { $0.name == word }
      let meant = guessing && variant == nil ? word.flatMap(tag.form.nearestWord) : nil
      inOrder +=
        variant?.keys ?? variants.all.first { $0.name == meant }?.keys.map(\.asOptional) ?? []
      others = Set(variants.all.flatMap(\.keys).map(\.name)).subtracting(inOrder.map(\.name))
    }
    return Keys(
      inOrder: inOrder, known: Dictionary(inOrder.map { ($0.name, $0) }) { first, _ in first },
      variant: variant?.name, ofOtherVariants: others)
  }

  fileprivate func patternKey(_ name: String) -> KeyForm? {
    guard let pattern, pattern.contains(name) else { return nil }
    return KeyForm(name: name, meaning: "", form: pattern.value, presence: .optional)
  }
}

extension KeyForm {
  /// The key of a variant that is guessed at, of which none is missed.
  fileprivate var asOptional: KeyForm {
    var key = self
    key.presence = .optional
    return key
  }

  fileprivate func isMissing(in given: some Collection<String>) -> Bool {
    switch presence {
    case .optional: false
    case .required: !given.contains(name)
    case .requiredWithout(let other): !given.contains(name) && !given.contains(other)
    }
  }
}
