/// What each kind of fault does, what survives it, and what a caller may conclude.
///
/// One table, from which the page of the same name is written and against which a plan can be
/// checked: a part that does not support a kind is said so before a run, never found out in one.
package enum FailureModel {
  /// A kind of fault.
  package struct Row: Hashable, Sendable {
    /// The kind.
    package let kind: FaultKind
    /// What happens.
    package let does: String
    /// What is as before when it is over.
    package let survives: String
    /// What a caller may conclude that sees it.
    package let conclusion: String
    /// The parts of the world that support it.
    package let part: Part
  }

  /// Parts of the world that faults happen to.
  package enum Part: String, CaseIterable, Hashable, Sendable {
    case messages
    case links
    case hosts
    case clocks
    case disks
    case stores
    case outside = "outside parties"
    case code = "service code"
  }

  /// Every kind of fault, in the order of `FaultKind`.
  package static let rows: [Row] = messageRows + linkRows + hostRows + storageRows + otherRows

  /// The row of a kind.
  package static func row(of kind: FaultKind) -> Row {
    guard let row = rows.first(where: { $0.kind == kind }) else {
      preconditionFailure("the failure model has \(rows.count) rows and none for \(kind)")
    }
    return row
  }

  /// The rows of what scenarios call by one word, such as all that can happen to a `disk`.
  ///
  /// `broker` and `processor` are the words for parties outside.
  package static func rows(named word: String) -> [Row] {
    let parties = ["broker", "processor"]
    return rows.filter { row in
      if row.kind == .outside { return parties.contains(word) }
      return row.kind.rawValue == word || row.kind.rawValue.hasPrefix(word + " ")
    }
  }

  /// The kinds that a part supports.
  package static func kinds(of part: Part) -> [FaultKind] {
    rows.filter { $0.part == part }.map(\.kind)
  }

  private static let unsure = "Nothing: the request may have been carried out or not."

  private static let messageRows = [
    Row(
      kind: .drop, does: "The message is lost.", survives: "Both processes and the connection.",
      conclusion: unsure, part: .messages),
    Row(
      kind: .delay, does: "The message arrives later; at a failpoint, the code waits there.",
      survives: "Everything.", conclusion: "Nothing after its deadline; the work may be done yet.",
      part: .messages),
    Row(
      kind: .duplicate, does: "Copies of the message arrive as well.", survives: "Everything.",
      conclusion: "One reply; the work may have been done more than once.", part: .messages),
    Row(
      kind: .reorder, does: "The message is held up, so that later ones overtake it.",
      survives: "Everything.", conclusion: "No order between requests that overlap.",
      part: .messages),
    Row(
      kind: .corrupt,
      does: "The content is damaged: noticed, it is thrown away; unnoticed, it cannot be read.",
      survives: "Everything.",
      conclusion: "Noticed, nothing; an unreadable request was not carried out, for certain.",
      part: .messages),
    Row(
      kind: .refuse, does: "The request is answered with word that nobody listens.",
      survives: "Everything.", conclusion: "The request was not carried out, for certain.",
      part: .messages),
    Row(
      kind: .hang, does: "The request is taken in and never worked on; the connection stays open.",
      survives: "Everything.",
      conclusion:
        "Nothing until its deadline, or until the process ends and the connection breaks.",
      part: .messages),
    Row(
      kind: .loseReply, does: "The request is carried out and its reply is lost.",
      survives: "What the request did.", conclusion: unsure, part: .messages),
  ]

  private static let linkRows = [
    Row(
      kind: .partition,
      does: "Groups of hosts cannot reach each other, one way or both; what is in flight is lost.",
      survives: "All processes and their memory.", conclusion: unsure, part: .links),
    Row(
      kind: .heal, does: "Partitions, clogs and holds end.", survives: "Everything.",
      conclusion: "Nothing new.", part: .links),
    Row(
      kind: .clog, does: "Links add a delay or are narrow, once for what is in flight too.",
      survives: "Everything but what a full queue throws away.", conclusion: unsure, part: .links),
    Row(
      kind: .hold, does: "Envelopes are kept back, those in flight when they would arrive.",
      survives: "Every envelope, in order.", conclusion: unsure, part: .links),
    Row(
      kind: .release, does: "What was kept back goes on in its order.", survives: "Everything.",
      conclusion: "Nothing new.", part: .links),
  ]

  private static let hostRows = [
    Row(
      kind: .crash,
      does: "The process ends at once; callers lose their connections, unless the machine is down.",
      survives: "What was synced to the disk, unless it is wiped; the clocks.",
      conclusion: "A broken connection says nothing; a refused one, that nothing was done.",
      part: .hosts),
    Row(
      kind: .restart, does: "A new process starts with empty memory.",
      survives: "What was synced.", conclusion: "Nothing new.", part: .hosts),
    Row(
      kind: .stop,
      does: "The process takes no more requests, finishes those under way, and ends.",
      survives: "What was synced and every answer that was under way within the grace.",
      conclusion: "Refused requests were not carried out, for certain.", part: .hosts),
    Row(
      kind: .pause, does: "Nothing runs on the host; what reaches it waits.",
      survives: "Memory, connections and timers, which are late.", conclusion: unsure,
      part: .hosts),
    Row(
      kind: .resume, does: "The host goes on and takes in what waited.", survives: "Everything.",
      conclusion: "Nothing new.", part: .hosts),
    Row(
      kind: .slow, does: "Requests and every resumption of a task take so many times as long.",
      survives: "Everything.", conclusion: unsure, part: .hosts),
    Row(
      kind: .skew, does: "The wall clock jumps, drifts, is off or strobes.",
      survives: "The monotonic clock, timers and deadlines.",
      conclusion: "No order of events from wall times.", part: .clocks),
    Row(
      kind: .replace, does: "Hosts stop in peace and start with another version, batch by batch.",
      survives: "What was synced; both versions answer meanwhile.",
      conclusion: "Two calls in a row may meet two versions.", part: .hosts),
  ]

  private static let storageRows = [
    Row(
      kind: .diskStall, does: "Commits wait until the disk goes on.", survives: "Everything.",
      conclusion: "Nothing while it waits.", part: .disks),
    Row(
      kind: .diskError, does: "A share of commits cannot be written.",
      survives: "What was committed.",
      conclusion: "The transaction was not committed, for certain.",
      part: .disks),
    Row(
      kind: .diskFull, does: "No commit fits any more.", survives: "What was committed.",
      conclusion: "The transaction was not committed, for certain.", part: .disks),
    Row(
      kind: .diskLie, does: "Syncs report success and sync nothing.",
      survives: "Everything until the next crash, which takes what was not synced.",
      conclusion: "A commit that was reported may be gone.", part: .disks),
    Row(
      kind: .diskTorn, does: "The next crash leaves part of an unsynced commit.",
      survives: "Whole commits where recovery notices; parts where it does not.",
      conclusion: "Nothing about a commit that was under way.", part: .disks),
    Row(
      kind: .diskWipe, does: "Everything on the disk is gone.", survives: "Replicas and backups.",
      conclusion: "Nothing that was committed there is sure.", part: .disks),
    Row(
      kind: .storeFailover,
      does: "The primary is away for a time; then what the replica had is there.",
      survives: "What had arrived at the replica.",
      conclusion: "A commit just before may be gone; one that was under way may be there.",
      part: .stores),
    Row(
      kind: .storeLag, does: "The replica follows further behind.", survives: "Everything.",
      conclusion: "Nothing; a failover loses more.", part: .stores),
    Row(
      kind: .storeBackup, does: "The contents are set aside.", survives: "Everything.",
      conclusion: "Nothing.", part: .stores),
    Row(
      kind: .storeRestore, does: "What was set aside last comes back; connections break.",
      survives: "What was committed before the backup.",
      conclusion: "A commit after the backup is gone.", part: .stores),
  ]

  private static let otherRows = [
    Row(
      kind: .outside, does: "A party outside is told to go wrong, in its own word.",
      survives: "What the party keeps.", conclusion: "What the party documents.", part: .outside),
    Row(
      kind: .fail, does: "A failpoint throws.", survives: "Everything.",
      conclusion: "What the code makes of an error at that point.", part: .code),
  ]

  /// The table as a page for people.
  package static var page: String {
    var text = """
      # What can go wrong

      For each kind of fault: what it does, what survives it, and what a caller that sees it may
      conclude. "For certain" means an error whose certainty is definite; everywhere else a caller
      must expect that its request was carried out, or that it yet will be.

      Everything that is healed ends when a run settles, unless its `heal` says `never`. A process
      that has crashed has no effect from that instant on. A message that a fault stops has a
      verdict of its own in the trace.

      """
    for part in Part.allCases {
      text += "\n## \(part.rawValue.prefix(1).uppercased() + part.rawValue.dropFirst())\n\n"
      text += "| Fault | What it does | What survives | What a caller may conclude |\n"
      text += "|---|---|---|---|\n"
      for row in rows where row.part == part {
        text += "| `\(row.kind.rawValue)` | \(row.does) | \(row.survives) | \(row.conclusion) |\n"
      }
    }
    text += "\n## Faults that a nemesis draws\n\n" + NemesisPreset.table
    return text
  }
}
