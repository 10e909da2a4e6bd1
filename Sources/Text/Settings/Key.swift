/// One key of an object: its name, the property that keeps its value, what may stand there, what it
/// means.
///
/// Reading, validation, writing back, the schema, the hints and the table of keys follow from this
/// one declaration.
public struct Key<Root>: Sendable {
  /// The key as the validator, the schema and the table know it; its default is that of `root`.
  package let form: @Sendable (_ root: Root) -> KeyForm
  /// Takes the value out of an object; false where it is missing.
  package let read: @Sendable (_ object: JSONValue, _ root: inout Root, Surroundings) -> Bool
  package let name: String

  /// The value in its place; nil where it stays away.
  private let write: @Sendable (Root) -> JSONValue?
  private let isOmittedAtDefault: Bool

  /// A key whose default is what its property holds at first.
  ///
  /// - Parameters:
  ///   - name: the key.
  ///   - property: what keeps its value.
  ///   - range: the values that may stand there.
  ///   - meaning: a sentence on what it does.
  ///   - aliases: other tools' names for it, so that hints find it.
  ///   - isOmittedAtDefault: whether it stays away from what is written where it has its default, so
  ///     that a new setting of an old kind leaves the files of earlier versions as they were.
  public init<Value>(
    _ name: String, _ property: WritableKeyPath<Root, Value> & Sendable, _ range: KeyRange<Value>,
    _ meaning: String, aliases: [String] = [], isOmittedAtDefault: Bool = false
  ) {
    self.init(
      name, property, range, meaning, presence: .optional, aliases: aliases,
      isOmittedAtDefault: isOmittedAtDefault)
  }

  /// A key that must be given.
  ///
  /// - Parameters:
  ///   - name: the key.
  ///   - property: what keeps its value.
  ///   - range: the values that may stand there.
  ///   - meaning: a sentence on what it does.
  ///   - aliases: other tools' names for it, so that hints find it.
  public init<Value>(
    required name: String, _ property: WritableKeyPath<Root, Value> & Sendable,
    _ range: KeyRange<Value>, _ meaning: String, aliases: [String] = []
  ) {
    self.init(name, property, range, meaning, presence: .required, aliases: aliases)
  }

  package init<Value>(
    _ name: String, _ property: WritableKeyPath<Root, Value> & Sendable, _ range: KeyRange<Value>,
    _ meaning: String, presence: Presence, aliases: [String] = [],
    nearAliases: [String: String] = [:], complement: [KeyForm] = [],
    isOmittedAtDefault: Bool = false
  ) {
    self.name = name
    self.isOmittedAtDefault = isOmittedAtDefault
    form = { root in
      KeyForm(
        name: name, meaning: meaning, form: range.form, presence: presence,
        fallback: presence == .optional ? range.write(root[keyPath: property]) : nil,
        aliases: aliases, nearAliases: nearAliases, complement: complement)
    }
    read = { object, root, surroundings in
      guard let json = object[name] else { return presence != .required }
      guard let value = range.read(json, surroundings) else { return false }
      root[keyPath: property] = value
      return true
    }
    write = { range.write($0[keyPath: property]) }
  }

  /// A key that may stay away; what that means is said, if it is a value at all.
  package init<Value>(
    _ name: String, _ property: WritableKeyPath<Root, Value?> & Sendable, _ range: KeyRange<Value>,
    _ meaning: String, default fallback: JSONValue? = nil, presence: Presence = .optional,
    aliases: [String] = [], complement: [KeyForm] = [], isWritten: Bool = true
  ) {
    self.name = name
    isOmittedAtDefault = false
    form = { _ in
      KeyForm(
        name: name, meaning: meaning, form: range.form, presence: presence, fallback: fallback,
        aliases: aliases, complement: complement)
    }
    read = { object, root, surroundings in
      guard let json = object[name] else { return true }
      guard let value = range.read(json, surroundings) else { return false }
      root[keyPath: property] = value
      return true
    }
    write = { root in isWritten ? root[keyPath: property].flatMap(range.write) : nil }
  }

  /// A key that is checked and not kept.
  package init(_ name: String, _ range: KeyRange<String>, _ meaning: String) {
    self.name = name
    isOmittedAtDefault = false
    form = { _ in
      KeyForm(name: name, meaning: meaning, form: range.form, presence: .optional)
    }
    read = { _, _, _ in true }
    write = { _ in nil }
  }

  /// The member that keeps its value, of an object that starts as `start`; nil where it stays away.
  package func member(of root: Root, startingAs start: Root) -> JSONMember? {
    guard let json = write(root), !isOmittedAtDefault || json != write(start) else { return nil }
    return JSONMember(name, json)
  }
}

extension KeyRange {
  /// An object that starts as `root` and takes the values of its keys.
  package static func object(
    _ meaning: String, definition: String? = nil, keys: [Key<Value>], startingAs root: Value
  ) -> KeyRange where Value: Sendable {
    let form = ObjectForm(
      definition: definition, meaning: meaning, keys: keys.flatMap { $0.form(root).withComplement })
    return KeyRange(form: .object(form)) { object, surroundings in
      var root = root
      for key in keys {
        guard key.read(object, &root, surroundings) else { return nil }
      }
      return root
    } write: { value in
      JSONValue(keys.compactMap { $0.member(of: value, startingAs: root) })
    }
  }
}

// MARK: - Keys of values that are made at once

/// One key of a value that is made of all its parts at once, as a case of an enumeration is.
package struct Field<Part>: Sendable {
  package let form: KeyForm
  package let read: @Sendable (_ object: JSONValue, Surroundings) -> Part?
  package let write: @Sendable (Part) -> JSONValue?

  /// A key that must be there, or has a default.
  package init(
    _ name: String, _ range: KeyRange<Part>, _ meaning: String, default fallback: Part? = nil,
    aliases: [String] = [], complement: [KeyForm] = []
  ) where Part: Sendable {
    form = KeyForm(
      name: name, meaning: meaning, form: range.form,
      presence: fallback == nil ? .required : .optional, fallback: fallback.flatMap(range.write),
      aliases: aliases, complement: complement)
    read = { object, surroundings in
      object[name].map { range.read($0, surroundings) } ?? fallback
    }
    write = range.write
  }

  /// A key that may stay away; what that means is said, if it is a value at all.
  package init<Value>(
    optional name: String, _ range: KeyRange<Value>, _ meaning: String,
    default fallback: JSONValue? = nil, aliases: [String] = []
  ) where Part == Value? {
    form = KeyForm(
      name: name, meaning: meaning, form: range.form, presence: .optional, fallback: fallback,
      aliases: aliases)
    read = { object, surroundings in
      guard let json = object[name] else { return .some(nil) }
      return range.read(json, surroundings).map { .some($0) }
    }
    write = { $0.flatMap(range.write) }
  }
}

/// One of the values that a word tells apart: what it is called, its keys, how it is made of their
/// values and taken apart into them.
package struct Variant<Value>: Sendable {
  package let form: VariantForms.Variant
  package let read: @Sendable (_ object: JSONValue, Surroundings) -> Value?
  /// The members of a value; nil for another variant's.
  package let write: @Sendable (Value) -> [JSONMember]?

  private struct Missing: Error {}

  init(
    form: VariantForms.Variant,
    read: @escaping @Sendable (_ object: JSONValue, Surroundings) -> Value?,
    write: @escaping @Sendable (Value) -> [JSONMember]?
  ) {
    self.form = form
    self.read = read
    self.write = write
  }

  package init<each Part>(
    _ name: String, _ summary: String, _ field: repeat Field<each Part>, aliases: [String] = [],
    make: @escaping @Sendable (repeat each Part) -> Value?,
    parts: @escaping @Sendable (Value) -> (repeat each Part)?
  ) {
    var keys: [KeyForm] = []
    for field in repeat each field { keys += field.form.withComplement }
    form = VariantForms.Variant(name: name, summary: summary, aliases: aliases, keys: keys)
    read = { object, surroundings in
      func part<One>(_ field: Field<One>) throws(Missing) -> One {
        guard let part = field.read(object, surroundings) else { throw Missing() }
        return part
      }
      do throws(Missing) {
        return make(repeat try part(each field))
      } catch {
        return nil
      }
    }
    write = { value in
      guard let parts = parts(value) else { return nil }
      var members: [JSONMember] = []
      for (field, part) in repeat (each field, each parts) {
        if let json = field.write(part) { members.append(JSONMember(field.form.name, json)) }
      }
      return members
    }
  }
}

extension KeyRange {
  /// An object that is made of its parts at once; where it has a `marker`, this key tells it from
  /// other objects in its place.
  package static func object<each Part>(
    _ meaning: String, marker: String? = nil, _ field: repeat Field<each Part>,
    make: @escaping @Sendable (repeat each Part) -> Value?,
    parts: @escaping @Sendable (Value) -> (repeat each Part)?
  ) -> KeyRange {
    let whole = Variant<Value>("", "", repeat each field, make: make, parts: parts)
    let form = ObjectForm(meaning: meaning, keys: whole.form.keys, marker: marker)
    return KeyRange(form: .object(form), read: whole.read) { whole.write($0).map { JSONValue($0) } }
  }

  /// Objects that the word at the key `tag` tells apart.
  package static func variants(
    _ meaning: String, definition: String? = nil, tag: String, _ summary: String,
    _ all: [Variant<Value>]
  ) -> KeyRange {
    let forms = VariantForms(tag: tag, summary: summary, all: all.map(\.form))
    let form = ObjectForm(definition: definition, meaning: meaning, variants: forms)
    return KeyRange(form: .object(form)) { object, surroundings in
      let name = object[tag]?.string
      return all.first { $0.form.name == name }?.read(object, surroundings)
    } write: { value in
      all.lazy.compactMap { variant in
        variant.write(value).map { members in
          JSONValue([JSONMember(tag, JSONValue(variant.form.name))] + members)
        }
      }.first
    }
  }
}
