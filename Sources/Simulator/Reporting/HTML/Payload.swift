import Primitives

/// Content as a report shows it: whole when it is short, its beginning and its digest otherwise.
enum Payload {
  /// The most bytes of a content that a report keeps.
  static let limit = 4096

  /// The content, cut where it is longer than the limit, with the command that shows all of it.
  static func shown(_ text: String, limit: Int = limit, command: String) -> String {
    let size = text.utf8.count
    guard size > limit else { return text }
    var digest = Digest()
    digest.combine(text)
    // A prefix of bytes may end inside a character; decoding repairs that.
    let head = String(decoding: text.utf8.prefix(limit), as: UTF8.self)
    return head + "… [cut: \(limit) of \(size) bytes, digest \(digest); all of it: \(command)]"
  }
}
