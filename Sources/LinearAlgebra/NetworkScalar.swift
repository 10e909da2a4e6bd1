/// The number type of a network: `Float` or `Double`.
///
/// The kernels exist for these two; conforming another type is not supported.
public protocol NetworkScalar: BinaryFloatingPoint, LosslessStringConvertible, Sendable {}

extension Float: NetworkScalar {}
extension Double: NetworkScalar {}
