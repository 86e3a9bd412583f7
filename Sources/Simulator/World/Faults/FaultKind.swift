/// The kinds of faults, by the words that scenarios use for them.
package enum FaultKind: String, CaseIterable, Hashable, Sendable {
  // To a message, or to every message of a link.
  case drop, delay, duplicate, reorder, corrupt, refuse, hang
  case loseReply = "lose-reply"
  // To links.
  case partition, heal, clog, hold, release
  // To hosts.
  case crash, restart, stop, pause, resume, slow, skew, replace
  // To what hosts rely on.
  case diskStall = "disk stall"
  case diskError = "disk error"
  case diskFull = "disk full"
  case diskLie = "disk lie"
  case diskTorn = "disk torn"
  case diskWipe = "disk wipe"
  case storeFailover = "store failover"
  case storeLag = "store lag"
  case storeBackup = "store backup"
  case storeRestore = "store restore"
  // To those outside.
  case outside
  // To code.
  case fail

  /// Whether it happens to messages one by one.
  package var concernsMessages: Bool {
    switch self {
    case .drop, .delay, .duplicate, .reorder, .corrupt, .refuse, .hang, .loseReply: true
    case .partition, .heal, .clog, .hold, .release, .crash, .restart, .stop, .pause, .resume,
      .slow, .skew, .replace, .diskStall, .diskError, .diskFull, .diskLie, .diskTorn, .diskWipe,
      .storeFailover, .storeLag, .storeBackup, .storeRestore, .outside, .fail:
      false
    }
  }

  /// Whether it happens to hosts, so that it must be said to which.
  package var concernsHosts: Bool {
    switch self {
    case .crash, .restart, .stop, .pause, .resume, .slow, .skew, .replace, .diskStall, .diskError,
      .diskFull, .diskLie, .diskTorn, .diskWipe, .storeFailover, .storeLag, .storeBackup,
      .storeRestore:
      true
    case .drop, .delay, .duplicate, .reorder, .corrupt, .refuse, .hang, .loseReply, .partition,
      .heal, .clog, .hold, .release, .outside, .fail:
      false
    }
  }
}
