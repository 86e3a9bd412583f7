import Engine
import Harness

/// The texts of a page by number: those of its events and those of the records that change.
struct PageTexts {
  /// By shown event: its line, its content and its task's label; -1 for none.
  private(set) var labels: [Int32] = []
  private(set) var details: [Int32] = []
  private(set) var tasks: [Int32] = []
  /// By change of a record: its key, and its words before and after; -1 for none.
  private(set) var changes: [(key: Int32, old: Int32, new: Int32)] = []
  /// The forms of all of them.
  private(set) var forms = TextForms(StringTable(), least: 0)

  /// Collects the texts of events and of changes.
  ///
  /// - Parameter bounded: what is shown of a text.
  init(
    _ record: RunRecord, _ words: EventWords, events: [Int], changes: [StateChange],
    bounded: (String) -> String
  ) {
    let trace = record.trace
    var table = StringTable()
    labels.reserveCapacity(events.count)
    details.reserveCapacity(events.count)
    tasks.reserveCapacity(events.count)
    for event in events {
      let entry = trace.events[event]
      labels.append(table.number(of: bounded(words.label(event))))
      details.append(table.number(of: bounded(trace.text(entry.detail))))
      tasks.append(table.number(of: trace.text(entry.task)))
    }
    for change in changes {
      self.changes.append(
        (
          table.number(of: bounded(change.key)), table.number(of: change.old.map(bounded)),
          table.number(of: change.new.map(bounded))
        ))
    }
    forms = TextForms(table, least: max(2, events.count / PageTexts.rarest))
  }

  /// One form at most for so many events, so that the list of forms stays short beside them.
  private static let rarest = 8192
}
