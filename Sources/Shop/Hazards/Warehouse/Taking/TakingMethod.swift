/// The ways in which a warehouse takes units, the naive ones and the careful ones.
package enum TakingMethod: String, Sendable, CaseIterable {
  /// Lock, compare, write; nothing is known of repetitions (patterns V2).
  case conditionalUpdate = "conditional-update"
  /// Keys are remembered in the memory of the process.
  case keyInMemory = "key-in-memory"
  /// The key is stored in a transaction of its own after that of the effect (patterns V6).
  case keyAfterEffect = "key-after-effect"
  /// The key is stored in a transaction of its own before that of the effect.
  case keyBeforeEffect = "key-before-effect"
  /// The key is looked up before the transaction that takes and stores it (patterns V7).
  case keyLookedUpOutside = "key-looked-up-outside"
  /// Key and effect are one transaction; another request under the key is not noticed.
  case keyNotCompared = "key-not-compared"
  /// Key and effect are one transaction; requests without a key share the empty one.
  case keyMayBeEmpty = "key-may-be-empty"
  /// Key and effect are one transaction, by the idempotent handler of the patterns.
  case keyInTransaction = "key-in-transaction"
  /// The key is written first, and a second one of its name cannot be.
  case uniqueKey = "unique-key"
  /// The order itself is the key: what has been taken for it is looked up among the movements.
  case uniqueOrder = "unique-order"
  /// The request says on which version of the shelf it was decided.
  case expectedVersion = "expected-version"
  /// Read, compare and write back a number, in two transactions (patterns V3).
  case readThenWrite = "read-then-write"
  /// Compare, and later lower by a number without looking again (patterns V4).
  case checkThenLower = "check-then-lower"
  /// Lock and lower without comparing.
  case lowerBlindly = "lower-blindly"
  /// Compare with what was read up to a minute ago.
  case cachedCheck = "cached-check"
  /// Read without a lock and write, in one transaction: its isolation decides.
  case plainTransaction = "plain-transaction"
  /// Lock, think, compare and write while others wait.
  case rowLock = "row-lock"
  /// Read, and write only if nobody has written since; otherwise begin anew.
  case optimisticVersion = "optimistic-version"
  /// Events appended to whatever the stream has become.
  case eventsUnchecked = "events-unchecked"
  /// Events appended to the version that they were decided on, once for each key.
  case eventStore = "event-store"
}

/// One way of taking units.
protocol UnitTaking {
  /// Takes the units of a request, or says why not.
  func take(_ request: TakeUnits, key: String?) async throws -> TakenUnits
}

extension TakingMethod {
  /// The code of a method.
  func taking(_ book: ShelfBook, keyLife: Duration) -> any UnitTaking {
    switch self {
    case .conditionalUpdate: ConditionalTaking(book)
    case .keyInMemory: RememberedTaking(book)
    case .keyAfterEffect: LateKeyTaking(book)
    case .keyBeforeEffect: EarlyKeyTaking(book)
    case .keyLookedUpOutside: OutsideKeyTaking(book)
    case .keyNotCompared: LooseKeyTaking(book, mayBeEmpty: false)
    case .keyMayBeEmpty: LooseKeyTaking(book, mayBeEmpty: true)
    case .keyInTransaction: HandledTaking(book, keyLife: keyLife)
    case .uniqueKey: UniqueKeyTaking(book)
    case .uniqueOrder: UniqueOrderTaking(book)
    case .expectedVersion: ExpectedVersionTaking(book)
    case .readThenWrite: ReadThenWriteTaking(book)
    case .checkThenLower: CheckThenLowerTaking(book)
    case .lowerBlindly: BlindTaking(book)
    case .cachedCheck: CachedTaking(book)
    case .plainTransaction: PlainTaking(book)
    case .rowLock: RowLockTaking(book)
    case .optimisticVersion: OptimisticTaking(book)
    case .eventsUnchecked: UncheckedEventTaking(book)
    case .eventStore: EventTaking(book)
    }
  }
}
