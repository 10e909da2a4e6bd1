import ArrayFiles
import DeepNetwork

/// What is known of a tensor of a graph.
enum Signal {
  /// Numbers that do not depend on the examples.
  case constant(NumericArray)
  /// What a step gives.
  case flow(Flow)
  /// A decision that follows from what a step gives: the number or the name of a class.
  case decision(of: Flow)
  /// A part of a normalization of what a step gives.
  case part(LayerNormalizationParts.Part, of: Flow)
  /// Nothing, since a node on the way was refused.
  case refused
}

/// What a step gives, and how it lies in the graph.
struct Flow {
  let step: Int
  let shape: TensorShape
}

/// A step from the input to the answer.
struct NetworkStep {
  enum Work {
    case input
    case layer(ImportedLayer)
    /// x ↦ (x - center) · scale + shift; the units are those of a normalization, pictures' channels.
    case scaling(UnitScaling, units: Int)
    /// The sum of two flows.
    case sum
    /// Zeros around pictures: rows before, columns before, rows behind, columns behind.
    case padding([Int])
    /// A part of an activation that is not yet whole.
    case part
  }

  /// The node, for messages.
  let place: String
  let work: Work
  /// The steps that it takes.
  let inputs: [Int]
  /// The last step that all ways from the input go through before this one.
  let dominator: Int
  /// The steps from the input to here by their dominators.
  let depth: Int
  /// What this step computes of single numbers.
  let functions: ElementFunctions
}
