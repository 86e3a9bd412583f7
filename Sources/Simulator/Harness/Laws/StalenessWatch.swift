import Checking
import Primitives
import World

/// Watches versions at a source and at its copies, and judges how long copies lag.
final class StalenessWatch: RunLaw {
  let id: String
  let documentation: String
  private let lists: [ListedThings]
  private let by: String
  private let version: Expression
  private let limit: Duration
  private var source = OrderedDictionary<String, [StalenessLaw.VersionChange]>()
  private var copies = OrderedDictionary<String, [StalenessLaw.CopyChange]>()
  private var held = OrderedDictionary<String, Int>()
  private var breakdown: (any Error)?

  init(id: String, _ lists: [ListedThings], by: String, version: Expression, limit: Duration) {
    self.id = id
    self.lists = lists
    self.by = by
    self.version = version
    self.limit = limit
    documentation = "copies of \(lists[0].path) lag \(limit.rounded) at most"
  }

  var interests: LawInterests { .commits }

  func committed(_ notice: ChangeNotice, on host: Host, _ run: RunJournal) {
    let isConcerned = lists.contains { list in
      list.table.map { table in
        table.service == host.service
          && notice.changes.contains { $0.table == table.observation.table }
      } ?? false
    }
    guard isConcerned, breakdown == nil else { return }
    do { try look(run) } catch { breakdown = error }
  }

  private func look(_ run: RunJournal) throws {
    let system = SystemEnvironment(view: run.view, words: run.words)
    for (_, entry) in try lists[0].entries(in: system, where: nil) {
      let name = entry.plain(by)
      guard let version = try version.value(in: entry).integer,
        source[name]?.last?.version != version
      else { continue }
      source[name, default: []].append(.init(run.now, version))
    }
    for list in lists.dropFirst() {
      for (_, entry) in try list.entries(in: system, where: nil) {
        let (name, host) = (entry.plain(by), entry.plain("host"))
        guard let version = try version.value(in: entry).integer,
          held["\(host) \(name)"] != version
        else { continue }
        held["\(host) \(name)"] = version
        copies[name, default: []].append(.init(host, run.now, version, event: run.event))
      }
    }
  }

  func judge(_ run: RunJournal) throws -> RunJudgement {
    if let breakdown { throw breakdown }
    guard !source.isEmpty else {
      return RunJudgement(.undecided(reason: "\(lists[0].path) has no entry"), looks: 0)
    }
    var verdicts: [Verdict] = []
    var plots: [Plot] = []
    let hosts = lists.dropFirst().compactMap(\.table).flatMap {
      run.view.cluster.storeHosts(of: $0.service).map(\.name)
    }
    for (name, changes) in source {
      var applied = copies[name] ?? []
      // A copy that has never heard of the key holds the version before the first.
      for host in hosts where !applied.contains(where: { $0.copy == host }) {
        applied.insert(.init(host, .zero, 0), at: 0)
      }
      let measure = StalenessLaw(limit: limit).judge(
        source: changes, copies: applied, until: run.now)
      verdicts.append(measure.verdict.about(name))
      plots.append(measure.plot)
    }
    return RunJudgement(Verdict.all(of: verdicts), plots: plots, looks: source.count)
  }
}
