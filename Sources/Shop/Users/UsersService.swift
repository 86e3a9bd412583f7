import Primitives
package import ServiceRuntime
package import ShopContracts
import Transactions

/// Knows who there is, how they are reached and whether they are who they say.
package final class UsersService: Service {
  /// The accounts, by id.
  package static let accountTable = Table<UserAccount>("accounts")
  /// The account of each email, so that an email belongs to one account.
  package static let emailTable = Table<CustomerID>("emails")
  /// Who is logged in.
  package static let sessionTable = Table<Session>("sessions")

  /// The named points in this service and what has happened when they are reached.
  package static let failpoints: [(name: FailpointName, meaning: String)] = [
    (beforeCommit, "the account is written, nothing is durable"),
    (afterCommit, "the account is durable, nobody knows yet"),
    ("idempotent-effect-before-commit", "the change is written, nothing is durable"),
    ("idempotent-effect-committed-before-reply", "the change is durable, nobody knows yet"),
  ]

  static let beforeCommit: FailpointName = "before-commit"
  static let afterCommit: FailpointName = "after-commit-before-reply"

  let context: ServiceContext
  let configuration: UsersConfiguration
  private let keys: IdempotencyStore
  private let changes: IdempotentHandler

  package init(
    _ context: ServiceContext, _ configuration: UsersConfiguration = UsersConfiguration()
  ) {
    self.context = context
    self.configuration = configuration
    keys = IdempotencyStore(
      context,
      retention: IdempotencyRetention(
        retries: .seconds(86_400), redelivery: .zero, margin: .seconds(3_600)))
    changes = IdempotentHandler(
      context, keys: keys, rules: IdempotencyRules(whileInProgress: .wait, keepsRefusals: false))
  }

  package func start() async throws {
    for request in configuration.initialAccounts { _ = try await open(request) }
    _ = try await keys.sweep { _ in true }
    context.handle(CreateUser.self) { request, _ in
      let profile = try await self.open(request)
      try await self.context.failpoint(Self.afterCommit)
      return profile
    }
    context.handle(AuthenticateUser.self) { request, _ in try await self.authenticate(request) }
    context.handle(CheckToken.self) { request, _ in try await self.check(request.token) }
    context.handle(GetUser.self) { request, _ in
      guard let account = try await self.account(request.user) else {
        throw Self.unknown(request.user)
      }
      return account.profile
    }
    context.handle(ValidateUser.self) { request, _ in
      ValidateUser.Reply(isValid: try await self.account(request.user)?.isActive == true)
    }
    changes.handle(UpdateUser.self) { request, transaction in
      try await self.change(request, in: transaction).profile
    }
  }

  // MARK: Opening and changing

  private func open(_ request: CreateUser) async throws -> UserProfile {
    try AccountRules.check(request)
    let hash = configuration.hashing.keep(
      request.password.text, salt: context.random.identifierText())
    if configuration.uniqueness == .lookedUp { try await lookUp(request) }
    let (account, isNew) = try await context.store.settlingTransaction { transaction in
      if let known = try await self.known(request, in: transaction) { return (known, false) }
      let account = UserAccount(request, password: hash, at: self.context.clock.wallTime)
      if self.configuration.uniqueness == .claimed {
        try await self.claim(account.email, for: account.id, in: transaction)
      }
      try await transaction.insertContended(Self.accountTable, account.id.text, account)
      try await self.context.failpoint(Self.beforeCommit)
      return (account, true)
    }
    if isNew { context.log(.info, "opens an account for \(account.id)") }
    return account.profile
  }

  /// The account that an earlier attempt of the same request has opened.
  private func known(
    _ request: CreateUser, in transaction: any StoreTransaction
  ) async throws -> UserAccount? {
    guard let account = try await transaction.getForUpdate(Self.accountTable, request.user.text)
    else { return nil }
    guard account.email == EmailAddress.normal(request.email),
      configuration.hashing.matches(request.password.text, account.password)
    else {
      throw RPCError(
        .alreadyExists, "there is another account \(request.user)", details: ["field": "user"])
    }
    return account
  }

  /// Makes an email an account's own.
  ///
  /// The email is a row of its own: of two who want it at once the store lets one through.
  private func claim(
    _ email: String, for user: CustomerID, in transaction: any StoreTransaction
  ) async throws {
    guard let owner = try await transaction.getForUpdate(Self.emailTable, email) else {
      return try await transaction.insertContended(Self.emailTable, email, user)
    }
    guard owner == user else {
      throw RPCError(
        .alreadyExists, "another account has this email", details: ["field": "email"])
    }
  }

  /// Refuses an email that an account has at the moment.
  ///
  /// The moment is over when the account is written: whoever asks in between finds the email free,
  /// too (patterns V12).
  private func lookUp(_ request: CreateUser) async throws {
    let accounts = try await context.store.transaction { transaction in
      try await transaction.list(Self.accountTable).map(\.value)
    }
    let email = EmailAddress.normal(request.email)
    guard let owner = accounts.first(where: { $0.email == email }), owner.id != request.user else {
      return
    }
    throw RPCError(
      .alreadyExists, "another account has this email", details: ["field": "email"])
  }

  private func change(
    _ request: UpdateUser, in transaction: any StoreTransaction
  ) async throws -> UserAccount {
    try AccountRules.check(request)
    guard
      var account = try await transaction.getForUpdate(Self.accountTable, request.user.text)
    else { throw Self.unknown(request.user) }
    let before = account.email
    account.change(by: request, at: context.clock.wallTime)
    if account.email != before, configuration.uniqueness == .claimed {
      try await claim(account.email, for: account.id, in: transaction)
      try await transaction.remove(Self.emailTable, before)
    }
    try await transaction.put(Self.accountTable, account.id.text, account)
    context.log(.info, "changes the account of \(account.id)")
    return account
  }

  func account(_ user: CustomerID) async throws -> UserAccount? {
    try await context.store.transaction { try await $0.get(Self.accountTable, user.text) }
  }

  private static func unknown(_ user: CustomerID) -> RPCError {
    RPCError(.notFound, "there is no user \(user)", details: ["user": user.text])
  }
}
