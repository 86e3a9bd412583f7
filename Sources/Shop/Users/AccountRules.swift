import ServiceRuntime
import ShopContracts

/// What an account must be like; the rules alone, without a store.
enum AccountRules {
  /// Refuses an account that must not be opened.
  static func check(_ request: CreateUser) throws(RPCError) {
    try check(name: request.firstName, "firstName")
    try check(name: request.lastName, "lastName")
    try check(email: request.email)
    try check(address: request.address)
    guard isStrong(request.password.text) else {
      throw refusal(
        "password", "a password has 8 to 256 characters, a letter and a digit among them")
    }
  }

  /// Refuses a change that must not be made.
  static func check(_ request: UpdateUser) throws(RPCError) {
    if let name = request.firstName { try check(name: name, "firstName") }
    if let name = request.lastName { try check(name: name, "lastName") }
    if let email = request.email { try check(email: email) }
    try check(address: request.address)
  }

  /// Whether a password is not among the first that somebody would try.
  static func isStrong(_ password: String) -> Bool {
    (8...256).contains(password.count) && password.contains { $0.isLetter }
      && password.contains { $0.isNumber }
  }

  private static func check(name: String, _ field: String) throws(RPCError) {
    guard (1...200).contains(name.count), name.contains(where: { !$0.isWhitespace }) else {
      throw refusal(field, "a name has 1 to 200 characters and is not blank")
    }
  }

  private static func check(email: String) throws(RPCError) {
    guard EmailAddress.isWellFormed(email) else {
      throw refusal("email", "an email address looks like name@domain.tld")
    }
  }

  private static func check(address: PostalAddress?) throws(RPCError) {
    guard address?.isComplete != false else {
      throw refusal("address", "an address needs every part and a country of two letters")
    }
  }

  private static func refusal(_ field: String, _ message: String) -> RPCError {
    RPCError(.invalidArgument, message, details: ["field": field])
  }
}
