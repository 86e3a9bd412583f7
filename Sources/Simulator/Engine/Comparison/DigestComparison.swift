import Primitives

/// Where two runs of one seed first did different things, and what is most likely to blame.
package struct DigestComparison: Hashable, Sendable {
  /// The position of the first event that differs.
  package let index: Int
  /// What the first run did there; nothing where it had ended.
  package let first: ComparedEvent?
  /// What the second run did there; nothing where it had ended.
  package let second: ComparedEvent?
  /// Whether the event is the same in both, and what orders or draws before it differs.
  package let isBeforeEvent: Bool
  /// What is most likely to blame.
  package let culprit: LeakClass

  /// The comparison of two full traces; nothing when they are the same.
  ///
  /// - Parameters:
  ///   - first: the events of one run.
  ///   - second: the events of the other.
  ///   - circumstances: what was different about the two, the fewer the better the judgement.
  ///   - escapes: what either run was found asking of the real world.
  package init?(
    _ first: [ComparedEvent], _ second: [ComparedEvent], under circumstances: Circumstances = [],
    escapes: [Escape.Kind] = []
  ) {
    let common = min(first.count, second.count)
    guard
      let index = (0..<common).first(where: { first[$0] != second[$0] })
        ?? (first.count == second.count ? nil : common)
    else { return nil }
    self.index = index
    self.first = index < first.count ? first[index] : nil
    self.second = index < second.count ? second[index] : nil
    isBeforeEvent = index < common && first[index].isSame(as: second[index])
    culprit =
      LeakEvidence(
        first: first, second: second, index: index, circumstances: circumstances, escapes: escapes
      ).culprit
  }

  /// Whether an event happened where the first one that differs did.
  ///
  /// What ran between the two on that host did what differs.
  package func isOfSamePlace(_ event: ComparedEvent) -> Bool {
    guard let differing = first ?? second, !differing.place.isEmpty else { return false }
    return event.place == differing.place
  }

  /// The instant, place and task of the first difference.
  package var whereabouts: String {
    let event = first ?? second
    let task = event?.task ?? ""
    let place = event?.place ?? ""
    return "\(event?.when ?? .zero) on \(place.isEmpty ? "no host" : place)"
      + (task.isEmpty ? "" : ", task \(task)")
  }
}

extension DigestComparison {
  /// What the first run did; nothing where it had ended.
  package var firstText: String { first.map(text) ?? "had ended" }
  /// What the second run did; nothing where it had ended.
  package var secondText: String { second.map(text) ?? "had ended" }

  /// An event with its numbers only where they differ.
  private func text(_ event: ComparedEvent) -> String {
    guard let first, let second, first.subject == second.subject, first.value == second.value,
      !event.text.isEmpty
    else { return event.description }
    let task = first.task == second.task || event.task.isEmpty ? "" : " by \(event.task)"
    return "\(event.kind)\(task) '\(event.text)'"
  }
}

extension DigestComparison: CustomStringConvertible {
  /// Four lines: where, what either run did, what to look for.
  package var description: String {
    let heading =
      isBeforeEvent
      ? "the runs part before event \(index + 1), by an order or a draw: \(whereabouts)"
      : "the runs part at event \(index + 1): \(whereabouts)"
    return """
      \(heading)
      first     \(firstText)
      second    \(secondText)
      likely    \(culprit.rawValue): \(culprit.advice)
      """
  }
}
