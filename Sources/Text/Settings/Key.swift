import Text

/// One key of an object: its name, the property that keeps its value, what may stand there, what it
/// means.
///
/// Reading, validation, writing back, the schema, the hints and the table of keys follow from this
/// one declaration.
struct Key<Root>: Sendable {
  /// The key as the validator, the schema and the table know it; its default is that of `root`.
  let form: @Sendable (_ root: Root) -> KeyForm
  /// Takes the value out of an object; false where it is missing.
  let read: @Sendable (_ object: JSONValue, _ root: inout Root, Surroundings) -> Bool
  /// The value in its place; nil where it stays away.
  let write: @Sendable (Root) -> JSONValue?

  let name: String

  /// A key whose default is what its property holds at first.
  init<Value>(
    _ name: String, _ property: WritableKeyPath<Root, Value> & Sendable, _ kind: Kind<Value>,
    _ meaning: String, presence: Presence = .optional, aliases: [String] = [],
    nearAliases: [String: String] = [:]
  ) {
    self.name = name
    form = { root in
      KeyForm(
        name: name, meaning: meaning, form: kind.form, presence: presence,
        fallback: presence == .optional ? kind.write(root[keyPath: property]) : nil,
        aliases: aliases, nearAliases: nearAliases)
    }
    read = { object, root, surroundings in
      guard let json = object[name] else { return presence != .required }
      guard let value = kind.read(json, surroundings) else { return false }
      root[keyPath: property] = value
      return true
    }
    write = { kind.write($0[keyPath: property]) }
  }

  /// A key that may stay away; what that means is said, if it is a value at all.
  init<Value>(
    _ name: String, _ property: WritableKeyPath<Root, Value?> & Sendable, _ kind: Kind<Value>,
    _ meaning: String, default fallback: JSONValue? = nil, presence: Presence = .optional,
    aliases: [String] = [], complement: [KeyForm] = [], isWritten: Bool = true
  ) {
    self.name = name
    form = { _ in
      KeyForm(
        name: name, meaning: meaning, form: kind.form, presence: presence, fallback: fallback,
        aliases: aliases, complement: complement)
    }
    read = { object, root, surroundings in
      guard let json = object[name] else { return true }
      guard let value = kind.read(json, surroundings) else { return false }
      root[keyPath: property] = value
      return true
    }
    write = { root in isWritten ? root[keyPath: property].flatMap(kind.write) : nil }
  }

  /// A key that is checked and not kept.
  init(_ name: String, _ kind: Kind<String>, _ meaning: String) {
    self.name = name
    form = { _ in
      KeyForm(name: name, meaning: meaning, form: kind.form, presence: .optional)
    }
    read = { _, _, _ in true }
    write = { _ in nil }
  }
}

extension Kind {
  /// An object that starts as `root` and takes the values of its keys.
  static func object(
    _ meaning: String, definition: String? = nil, keys: [Key<Value>], startingAs root: Value
  ) -> Kind where Value: Sendable {
    let form = ObjectForm(
      definition: definition, meaning: meaning, keys: keys.flatMap { $0.form(root).withComplement })
    return Kind(form: .object(form)) { object, surroundings in
      var root = root
      for key in keys {
        guard key.read(object, &root, surroundings) else { return nil }
      }
      return root
    } write: { root in
      JSONValue(keys.compactMap { key in key.write(root).map { JSONMember(key.name, $0) } })
    }
  }
}

// MARK: - Keys of values that are made at once

/// One key of a value that is made of all its parts at once, as a case of an enumeration is.
struct Field<Part>: Sendable {
  let form: KeyForm
  let read: @Sendable (_ object: JSONValue, Surroundings) -> Part?
  let write: @Sendable (Part) -> JSONValue?

  /// A key that must be there, or has a default.
  init(
    _ name: String, _ kind: Kind<Part>, _ meaning: String, default fallback: Part? = nil,
    aliases: [String] = [], complement: [KeyForm] = []
  ) where Part: Sendable {
    form = KeyForm(
      name: name, meaning: meaning, form: kind.form,
      presence: fallback == nil ? .required : .optional, fallback: fallback.flatMap(kind.write),
      aliases: aliases, complement: complement)
    read = { object, surroundings in
      object[name].map { kind.read($0, surroundings) } ?? fallback
    }
    write = kind.write
  }

  /// A key that may stay away; what that means is said, if it is a value at all.
  init<Value>(
    optional name: String, _ kind: Kind<Value>, _ meaning: String,
    default fallback: JSONValue? = nil, aliases: [String] = []
  ) where Part == Value? {
    form = KeyForm(
      name: name, meaning: meaning, form: kind.form, presence: .optional, fallback: fallback,
      aliases: aliases)
    read = { object, surroundings in
      guard let json = object[name] else { return .some(nil) }
      return kind.read(json, surroundings).map { .some($0) }
    }
    write = { $0.flatMap(kind.write) }
  }
}

/// One of the values that a word tells apart: what it is called, its keys, how it is made of their
/// values and taken apart into them.
struct Variant<Value>: Sendable {
  let form: VariantForms.Variant
  let read: @Sendable (_ object: JSONValue, Surroundings) -> Value?
  /// The members of a value; nil for another variant's.
  let write: @Sendable (Value) -> [JSONMember]?

  private struct Missing: Error {}

  init<each Part>(
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

  /// A variant without keys.
  init(_ name: String, _ summary: String, _ value: Value) where Value: Equatable & Sendable {
    self.init(name, summary, make: { value }, parts: { $0 == value ? () : nil })
  }
}

extension Kind {
  /// An object that is made of its parts at once; where it has a `marker`, this key tells it from
  /// other objects in its place.
  static func object<each Part>(
    _ meaning: String, marker: String? = nil, _ field: repeat Field<each Part>,
    make: @escaping @Sendable (repeat each Part) -> Value?,
    parts: @escaping @Sendable (Value) -> (repeat each Part)?
  ) -> Kind {
    let whole = Variant<Value>("", "", repeat each field, make: make, parts: parts)
    let form = ObjectForm(meaning: meaning, keys: whole.form.keys, marker: marker)
    return Kind(form: .object(form), read: whole.read) { whole.write($0).map { JSONValue($0) } }
  }

  /// Objects that the word at the key `tag` tells apart.
  static func variants(
    _ meaning: String, definition: String? = nil, tag: String, _ summary: String,
    _ all: [Variant<Value>]
  ) -> Kind {
    let forms = VariantForms(tag: tag, summary: summary, all: all.map(\.form))
    let form = ObjectForm(definition: definition, meaning: meaning, variants: forms)
    return Kind(form: .object(form)) { object, surroundings in
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
