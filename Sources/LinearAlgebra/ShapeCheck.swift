/// Stops the program with `message` unless `condition` holds, in every build.
///
/// For a programmer's mistake only. `precondition` would lose its message in a release build.
@inlinable
package func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError(message()) }
}
