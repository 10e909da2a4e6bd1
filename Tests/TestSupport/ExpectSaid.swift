import Testing

/// Expects that a program which stopped has said the text on standard error.
public func expectSaid(
  _ text: String, _ result: ExitTest.Result?, sourceLocation: SourceLocation = #_sourceLocation
) {
  let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  #expect(said.contains(text), sourceLocation: sourceLocation)
}
