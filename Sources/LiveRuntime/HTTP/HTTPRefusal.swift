/// Why a message is not taken, and the status that says so.
package struct HTTPRefusal: Error, Hashable, Sendable {
  /// The status.
  package let status: Int
  /// What is wrong, in a sentence for people.
  package let message: String

  /// The method that would have been taken, where another one came.
  package let allowed: String?

  /// A refusal with a status; bad request where nothing is said.
  package init(_ message: String, status: Int = 400, allowed: String? = nil) {
    self.status = status
    self.message = message
    self.allowed = allowed
  }
}
