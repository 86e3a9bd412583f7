import Primitives
import ServiceRuntime
import ShopContracts
import Transactions

/// Logging in, and telling by a token who has.
extension UsersService {
  /// Logs somebody in.
  ///
  /// A hash is compared also for an unknown email, and whether the account is active is said after
  /// that: neither the time nor the answer tells a stranger who has an account.
  func authenticate(_ request: AuthenticateUser) async throws -> AuthenticateUser.Reply {
    guard !request.email.isEmpty, !request.password.text.isEmpty else {
      throw RPCError(.invalidArgument, "email and password must be given")
    }
    let found = try await account(withEmail: EmailAddress.normal(request.email))
    let isRight = configuration.hashing.matches(request.password.text, found?.password)
    guard let found, isRight else {
      throw RPCError(.unauthenticated, "email or password is wrong")
    }
    guard found.isActive else { throw Self.inactive }
    let token = try await openSession(for: found.id)
    context.log(.info, "\(found.id) logs in")
    return AuthenticateUser.Reply(token: token, profile: found.profile)
  }

  /// Who a token belongs to.
  func check(_ token: Secret) async throws -> UserProfile {
    let now = context.clock.wallTime
    let account = try await context.store.transaction { transaction -> UserAccount? in
      guard let place = SessionToken.place(of: token),
        let session = try await transaction.get(Self.sessionTable, place), now < session.expiresAt
      else { return nil }
      return try await transaction.get(Self.accountTable, session.user.text)
    }
    guard let account else {
      throw RPCError(.unauthenticated, "the token is not known or too old")
    }
    guard account.isActive else { throw Self.inactive }
    return account.profile
  }

  private func account(withEmail email: String) async throws -> UserAccount? {
    try await context.store.transaction { transaction in
      guard let user = try await transaction.get(Self.emailTable, email) else { return nil }
      return try await transaction.get(Self.accountTable, user.text)
    }
  }

  /// Writes a session down and drops those of the same account that are over.
  private func openSession(for user: CustomerID) async throws -> Secret {
    let token = SessionToken.new(for: user, context.random)
    guard let place = SessionToken.place(of: token) else {
      preconditionFailure("a token must name a place, got one for \(user) that does not")
    }
    let now = context.clock.wallTime
    let session = Session(user: user, expiresAt: now + configuration.sessionLife)
    try await context.store.settlingTransaction { transaction in
      let present = try await transaction.list(Self.sessionTable, KeyRange(prefix: "\(user)/"))
      for (place, old) in present where old.user == user && old.expiresAt <= now {
        try await transaction.remove(Self.sessionTable, place)
      }
      try await transaction.insert(Self.sessionTable, place, session)
    }
    return token
  }

  private static var inactive: RPCError {
    RPCError(.permissionDenied, "the account is not active")
  }
}
