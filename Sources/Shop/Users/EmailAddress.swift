/// The form of email addresses.
enum EmailAddress {
  /// An address as accounts are found by it: capital letters do not matter.
  static func normal(_ text: String) -> String { text.lowercased() }

  /// Whether a text has the form of an address: a name, an at-sign and a domain with a dot.
  ///
  /// A check against slips of the hand. Whether somebody reads what is sent there, only a message
  /// to the address can tell.
  static func isWellFormed(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard text.utf8.count <= 254, parts.count == 2, (1...64).contains(parts[0].utf8.count),
      text.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
    else { return false }
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    return labels.count >= 2 && !labels.contains("")
  }
}
