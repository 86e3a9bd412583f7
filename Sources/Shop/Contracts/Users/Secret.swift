package import Primitives

/// A text that must not be read by accident: a password or a token.
///
/// It travels and is compared like any text, and prints as three dots, so that a trace, a log and
/// a failing test show nothing. That is care, not protection: whoever has the value has the text.
package struct Secret: Hashable, Sendable, Fingerprinted {
  /// The text itself.
  package let text: String

  package init(_ text: String) {
    self.text = text
  }

  package func fingerprint(into digest: inout Digest) {
    digest.combine(text)
  }
}

extension Secret: Codable {
  package init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "•••" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
