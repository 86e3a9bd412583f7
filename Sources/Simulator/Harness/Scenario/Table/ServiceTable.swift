/// Services and the hosts they run on.
extension ScenarioLanguage {
  /// A service.
  static let service = ScenarioFields<ScenarioService>(
    "Service", "A service: what it runs, on how many hosts, and how good these are.",
    [
      .required(
        "kind", \.kind, .name, "the registered kind of service", example: "\"Wallet\""),
      .value(
        "replicas", \.replicas, .integer(1...1000),
        "on how many hosts it runs; these are called wallet-1, wallet-2 and so on",
        example: "3"),
      .optional("zone", \.zone, .name, "the zone its hosts stand in", example: "\"a\""),
      .optional(
        "version", \.version, .text, "the version its code says it has", example: "\"1.4\""),
      .value(
        "versions", \.versions, .map(.object(version)),
        "other versions that a fault can replace it with, by name",
        example: "{ \"1.5\": { \"config\": { \"debitTimeout\": \"1s\" } } }"),
      .value(
        "config", \.config, .anything, "what the service itself is configured with",
        example: "{ \"debitTimeout\": \"250ms\" }"),
      .value(
        "seed", \.seed, .anything, "what its store holds before the run begins",
        example: "{ \"accounts\": { \"alice\": 100 } }"),
      .value(
        "slips", \.slips, .list(.slip),
        "mistakes planted where its code meets its surroundings, to see whether they are found: "
          + Slip.Kind.explanation,
        example: "[\"skip-write stock-ledger\", \"skip-call payments.cancel\"]"),
      .optional(
        "concurrency", \.concurrency, .count,
        "how many requests a host works on at a time; as many as come when absent",
        example: "8"),
      .optional(
        "queue", \.queue,
        .object(queue).short(.count) { ScenarioQueue(limit: $0) },
        "where requests wait; without a bound when absent",
        example: "{ \"limit\": 100, \"overflow\": \"reject\" }"),
      .value("cpu", \.cpu, .distribution, "processing time of each request", example: "\"2ms\""),
      .value(
        "handlers", \.handlers, .map(.distribution),
        "processing time by message type, in place of 'cpu'",
        example: "{ \"Debit\": \"1ms..3ms\" }"),
      .value(
        "startup", \.startup, .distribution, "time from the start of a host until it answers",
        example: "\"2s\""),
      .value(
        "restart", \.restart, .object(restart).short(.word()) { ScenarioRestart(policy: $0) },
        "what happens after a crash", example: "\"never\""),
      .value("disk", \.disk, .object(disk), "the disk of each host"),
      .value("store", \.store, .object(store), "the store of each host"),
      .value("clock", \.clock, .object(clock), "the wall clock of each host"),
    ])

  private static let version = ScenarioFields<ScenarioVersion>(
    "Version", "Another version of a service.",
    [
      .value(
        "config", \.config, .anything,
        "what differs in its configuration; the rest is as in the version that runs first",
        example: "{ \"debitTimeout\": \"1s\" }")
    ])

  /// A queue of requests.
  static let queue = ScenarioFields<ScenarioQueue>(
    "Queue", "Where requests wait that a host does not work on yet.",
    [
      .required("limit", \.limit, .count, "how many may wait", example: "100"),
      .value("overflow", \.overflow, .word(), "what happens to one too many"),
    ])

  /// What happens after a crash.
  static let restart = ScenarioFields<ScenarioRestart>(
    "Restart", "When a crashed host starts again.",
    [
      .value(
        "policy", \.policy, .word(),
        "never, always after the delay, or with backoff: after a delay that doubles each time"),
      .value("delay", \.delay, .distribution, "how long after the crash"),
      .value("longest", \.longest, .duration, "the longest delay when delays double"),
    ])

  /// A disk.
  static let disk = ScenarioFields<ScenarioDisk>(
    "Disk", "The disk of a host; without fields it is perfect except that crashes lose data.",
    [
      .value("write", \.write, .distribution, "how long a write takes", example: "\"100us\""),
      .value("commit", \.commit, .distribution, "how long a commit takes, beside its sync"),
      .value("fsync", \.fsync, .distribution, "how long a sync takes", example: "\"1ms..6ms\""),
      .value(
        "loseUnsyncedOnCrash", \.loseUnsyncedOnCrash, .flag,
        "whether a crash loses what was not synced"),
      .value(
        "tornWrites", \.tornWrites, .flag, "whether a crash may leave the last write half done"),
      .value(
        "lyingFsync", \.lyingFsync, .flag, "whether a sync may say it is done before it is"),
      .value("ioErrors", \.ioErrors, .probability, "how many operations fail"),
      .value(
        "corruption", \.corruption, .probability,
        "how many reads come back damaged; the store notices and fails them"),
      .optional(
        "capacity", \.capacity, .size, "how much fits; any amount when absent",
        example: "\"64MiB\""),
    ])

  /// A store.
  static let store = ScenarioFields<ScenarioStore>(
    "Store", "The transactional store of a host.",
    [
      .value("isolation", \.isolation, .word(), "what transactions may see of each other"),
      .value(
        "lockTimeout", \.lockTimeout, .duration, "how long a transaction waits for a lock"),
      .optional(
        "connections", \.connections, .count,
        "how many transactions may be open; any number when absent", example: "10"),
      .value(
        "shared", \.shared, .flag,
        "whether all hosts of the service use one store, as processes in front of a database do"),
      .optional(
        "replica", \.replica, .object(replica),
        "the copy that follows it, to be read from or to fail over to; none when absent",
        example: "{ \"lag\": \"50ms..2s\" }"),
    ])

  private static let replica = ScenarioFields<ScenarioReplica>(
    "Replica", "The copy that follows a store.",
    [
      .value(
        "lag", \.lag, .distribution, "how long a change takes from its commit to its arrival",
        example: "\"50ms..2s\"")
    ])

  /// A wall clock.
  static let clock = ScenarioFields<ScenarioClock>(
    "Clock", "The wall clock of a host; without fields it is exact.",
    [
      .value(
        "offset", \.offset, .signedDuration,
        "how far it is ahead at the beginning, negative when behind", example: "\"-200ms\""),
      .value(
        "drift", \.drift, .drift, "how much too fast it is, negative when too slow",
        example: "\"200ppm\""),
      .value(
        "steps", \.steps, .list(.object(clockStep)), "its jumps",
        example: "[{ \"at\": \"5s\", \"by\": \"-1s\" }]"),
    ])

  private static let clockStep = ScenarioFields<ScenarioClockStep>(
    "ClockStep", "A jump of a wall clock.",
    [
      .required("at", \.at, .duration, "when it jumps", example: "\"5s\""),
      .required("by", \.by, .signedDuration, "by how much, negative is back", example: "\"-1s\""),
    ])
}
