/// A rule between several keys of a configuration.
///
/// It looks at what the keys' own rules left and stays silent where something it needs is missing.
protocol ConfigurationRule: SendableMetatype {
  static func problems(of draft: Draft) -> [ConfigurationProblem]
}

enum ConfigurationRules {
  /// The rules that every configuration keeps.
  static let all: [any ConfigurationRule.Type] = [
    LayersRule.self, LayerCountRule.self, DurationRule.self, LossFitsOutputRule.self,
    DropoutLengthRule.self,
    InitializationFitsLayersRule.self, ClassWeightsRule.self, AlphaDecayRule.self,
    EarlyStoppingRule.self, MonitorRule.self, DualLayerRule.self, SourceRule.self, FoldRule.self,
    LabelsFitOutputRule.self, PicturesFitInputRule.self, PrecisionRule.self,
  ]

  /// The rules that most configurations keep for good reasons.
  static let warnings: [any ConfigurationRule.Type] = [
    DoubtfulStartRule.self, UselessDropoutRule.self, EndlessPatienceRule.self,
    ScaledLabelsRule.self,
  ]
}
