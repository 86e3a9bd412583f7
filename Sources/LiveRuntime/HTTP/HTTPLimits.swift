/// How much of a message is taken before it is refused.
package struct HTTPLimits: Hashable, Sendable {
  /// The longest first line in bytes.
  package var startLine: Int
  /// The longest head in bytes, the first line included.
  package var head: Int
  /// The most fields in a head.
  package var fields: Int
  /// The longest body in bytes.
  package var body: Int

  /// Limits; the usual ones where nothing is said.
  package init(
    startLine: Int = 2_048, head: Int = 16_384, fields: Int = 64, body: Int = 1_048_576
  ) {
    self.startLine = startLine
    self.head = head
    self.fields = fields
    self.body = body
  }
}
