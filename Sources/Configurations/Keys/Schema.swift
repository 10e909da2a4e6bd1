import DeepNetwork
import Text

/// The JSON Schema (draft 2020-12) of the configuration file, made of the keys that the reader uses.
package enum ConfigurationSchema {
  /// The text of `Configs/dnn.schema.json`, which `dnn schema` prints.
  package static var text: String { json.prettyText }

  package static var json: JSONValue {
    var members: [JSONMember] = [
      JSONMember("$schema", "https://json-schema.org/draft/2020-12/schema"),
      JSONMember("title", "Configuration of a dnn run"),
      JSONMember(
        "description",
        "All hyperparameters of a deep network in one file. L layers, n[0] inputs, m examples."),
    ]
    members += ConfigurationKeys.root.form.schemaMembers
    members.append(
      JSONMember("oneOf", [["required": ["iterations"]], ["required": ["epochs"]]]))
    let forms: JSONValue = [
      ["required": ["n", "activations"], "not": ["required": ["layers"]]],
      [
        "required": ["layers"],
        "not": [
          "anyOf": [
            ["required": ["n"]], ["required": ["activations"]], ["required": ["keepProbability"]],
            ["required": ["dropout"]],
          ]
        ],
      ],
    ]
    members.append(JSONMember("anyOf", forms))
    let places: JSONValue = [
      ["required": ["path"]], ["required": ["builtin"]], ["required": ["xPath", "yPath"]],
    ]
    let source = DataKeys.source.form.definition + [JSONMember("oneOf", places)]
    members.append(
      JSONMember(
        "$defs",
        [
          "activation": JSONValue(KeyRange<Activation>.activationObjects.form.definition),
          "layer": JSONValue(KeyRange<LayerSpecification>.layer.form.definition),
          "source": JSONValue(source),
        ]))
    return JSONValue(members)
  }
}

extension Form {
  /// What the schema says of an object where it is defined.
  fileprivate var definition: [JSONMember] {
    guard case .object(let form) = self else { return schemaMembers }
    return form.schemaMembers
  }

  /// What JSON Schema says of the values that keep the form.
  var schemaMembers: [JSONMember] {
    switch self {
    case .text(let form): form.schemaMembers
    case .choice(let form) where form.words.count == 1:
      [JSONMember("const", JSONValue(form.words[0]))]
    case .choice(let form): [JSONMember("enum", JSONValue(form.words.map { JSONValue($0) }))]
    case .boolean: [JSONMember("type", "boolean")]
    case .integer(let range):
      [
        JSONMember("type", "integer"), JSONMember("minimum", JSONValue(range.lowerBound)),
        JSONMember("maximum", JSONValue(range.upperBound)),
      ]
    case .integerChoice(let values): [JSONMember("enum", JSONValue(values.map { JSONValue($0) }))]
    case .number(let range): range.schemaMembers
    case .list(let form): form.schemaMembers
    case .object(let form):
      form.definition.map { [JSONMember("$ref", JSONValue("#/$defs/\($0)"))] } ?? form.schemaMembers
    case .recursive(let form): form().schemaMembers
    case .either(let forms):
      [JSONMember("anyOf", JSONValue(forms.map { JSONValue($0.schemaMembers) }))]
    }
  }
}

extension TextForm {
  fileprivate var schemaMembers: [JSONMember] {
    let controls = "\\u0000-\\u001f\\u007f"
    let pattern = isFileName ? "^(?!\\.{1,2}$)[^/\(controls)]+$" : "^[^\(controls)]+$"
    let longest = JSONMember("maxLength", JSONValue(TextForm.maximumFileName))
    return [JSONMember("type", "string"), JSONMember("pattern", JSONValue(pattern))]
      + (isFileName ? [longest] : [])
  }
}

extension NumberRange {
  fileprivate var schemaMembers: [JSONMember] {
    var members = [JSONMember("type", "number")]
    switch lower {
    case .above(let bound): members.append(JSONMember("exclusiveMinimum", JSONValue(bound)))
    case .from(let bound): members.append(JSONMember("minimum", JSONValue(bound)))
    }
    switch upper {
    case .below(let limit): members.append(JSONMember("exclusiveMaximum", JSONValue(limit)))
    case .to(let limit): members.append(JSONMember("maximum", JSONValue(limit)))
    case .none: break
    }
    return members
  }
}

extension ListForm {
  fileprivate var schemaMembers: [JSONMember] {
    var members = [JSONMember("type", "array")]
    if let first {
      members.append(JSONMember("prefixItems", [JSONValue(first.schemaMembers)]))
    }
    members.append(JSONMember("items", JSONValue(element.schemaMembers)))
    if let exactCount {
      members.append(JSONMember("minItems", JSONValue(exactCount)))
      members.append(JSONMember("maxItems", JSONValue(exactCount)))
    } else if count.lowerBound > 0 {
      members.append(JSONMember("minItems", JSONValue(count.lowerBound)))
    }
    return members
  }
}

extension ObjectForm {
  fileprivate var schemaMembers: [JSONMember] {
    guard let variants else {
      return [JSONMember("type", "object")] + schemaMembers(of: keys)
    }
    let all = variants.all.map { variant in
      var tag = variants.tagKey
      tag.form = .choice(ChoiceForm(words: [variant.name]))
      return JSONValue(
        [JSONMember("description", JSONValue(variant.summary))]
          + schemaMembers(of: [tag] + keys + variant.keys))
    }
    return [JSONMember("type", "object"), JSONMember("oneOf", JSONValue(all))]
  }

  private func schemaMembers(of keys: [KeyForm]) -> [JSONMember] {
    var members: [JSONMember] = []
    if !keys.isEmpty {
      let properties = keys.map { JSONMember($0.name, JSONValue($0.schemaMembers)) }
      members.append(JSONMember("properties", JSONValue(properties)))
    }
    if let pattern {
      members.append(
        JSONMember(
          "patternProperties",
          JSONValue([JSONMember(pattern.expression, JSONValue(pattern.value.schemaMembers))])))
    }
    let required = keys.filter { $0.isRequired(among: keys) }.map { JSONValue($0.name) }
    if !required.isEmpty { members.append(JSONMember("required", JSONValue(required))) }
    members.append(JSONMember("additionalProperties", false))
    if let key = keys.first(where: { $0.complementOf != nil }), let other = key.complementOf {
      let both: JSONValue = ["required": [JSONValue(other), JSONValue(key.name)]]
      members.append(JSONMember("not", both))
    }
    return members
  }
}

extension KeyForm {
  fileprivate var schemaMembers: [JSONMember] {
    [JSONMember("description", JSONValue(meaning))] + form.schemaMembers
      + (fallback.map { [JSONMember("default", $0)] } ?? [])
  }

  /// Whether no other key can stand in for it.
  fileprivate func isRequired(among keys: [KeyForm]) -> Bool {
    switch presence {
    case .optional: false
    case .required: true
    case .requiredWithout(let other): !keys.contains { $0.name == other }
    }
  }
}
