/// How the weights start; b starts at 0.
public enum Initializer: Hashable, Sendable {
  /// `randn · scale`; one scale for all layers or one per layer.
  case normal(scale: [Double] = [0.01])
  case zeros
  /// Variance 2 / n[l-1]. Kaiming He and others, 2015.
  case he
  /// Variance 2 / (n[l-1] + n[l]). Xavier Glorot and Yoshua Bengio, 2010.
  case xavier
  /// Variance 1 / n[l-1]. Yann LeCun and others, 1998.
  case lecun
}
