import Checking
import Primitives
import World

/// Judges every saga of a run from its definition and from what was committed.
final class SagaCompleteLaw: RunLaw {
  let id: String
  let documentation = "every saga ends completed or fully compensated"
  private let sources: [SagaSource]
  private let limit: Duration?
  private var records: [[SagaRecord]]

  init(id: String, _ sources: [SagaSource], within limit: Duration?) {
    self.id = id
    self.sources = sources
    self.limit = limit
    records = sources.map { _ in [] }
  }

  var interests: LawInterests { .commits }

  func committed(_ notice: ChangeNotice, on host: Host, _ run: RunJournal) {
    // What another store only follows has been told where it happened.
    guard notice.cause != .replicated else { return }
    // A commit that a crash took back has had no effect.
    let isTakenBack = notice.cause == .lost || notice.cause == .wiped
    for (position, source) in sources.enumerated() {
      // One commit is one effect, however many records of it speak of that.
      var told: [SagaNote] = []
      for change in notice.changes {
        let change = isTakenBack ? change.undone : change
        for note in source.reading(change, host.service, run.view) where !told.contains(note) {
          told.append(note)
          if isTakenBack {
            takeBack(note, of: position)
          } else {
            records[position].append(
              SagaRecord(
                note.saga, note.action, at: notice.instant, location: host.name,
                event: run.event))
          }
        }
      }
    }
  }

  private func takeBack(_ note: SagaNote, of position: Int) {
    let last = records[position].lastIndex { $0.saga == note.saga && $0.action == note.action }
    if let last { records[position].remove(at: last) }
  }

  func judge(_ run: RunJournal) throws -> RunJudgement {
    guard records.contains(where: { !$0.isEmpty }) else {
      return RunJudgement(.undecided(reason: "no saga was begun"), looks: 0)
    }
    var verdicts: [Verdict] = []
    for (source, records) in zip(sources, records) where !records.isEmpty {
      verdicts.append(SagaLaw(source.shape).judge(records, isAtRest: run.isAtRest))
      verdicts.append(late(records, source, run))
    }
    return RunJudgement(Verdict.all(of: verdicts), looks: records.reduce(0) { $0 + $1.count })
  }

  /// Whether some saga took longer than it may.
  private func late(_ records: [SagaRecord], _ source: SagaSource, _ run: RunJournal) -> Verdict {
    guard let limit else { return .holds }
    var first = OrderedDictionary<String, SagaRecord>()
    var ends: [String: Instant] = [:]
    for record in records {
      if first[record.saga] == nil { first[record.saga] = record }
      if case .ended = record.action { ends[record.saga] = record.instant }
    }
    for (saga, begin) in first {
      let span = (ends[saga] ?? run.now) - begin.instant
      guard span > limit else { continue }
      return .violated(
        Evidence(
          expected: "saga \(saga) of \(source.name) ends within \(limit.rounded)",
          seen: ends[saga] == nil
            ? "it had not ended after \(span.rounded)" : "it ended after \(span.rounded)",
          when: begin.instant + limit, location: begin.location, events: [begin.event]))
    }
    return .holds
  }
}
