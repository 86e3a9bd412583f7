import Checking
import Engine
import Primitives
import ServiceRuntime
import World

/// Learns from a run what must not be shown, and leaves it out of what the run has left.
///
/// Learning changes nothing and is seen by nobody: a run has one digest with and without it.
final class RunRedaction: MessageRule {
  private let redaction: Redaction
  private let names: [String]

  /// What a scenario wants left out; nothing where it wants nothing left out.
  init?(_ scenario: Scenario, _ cluster: Cluster) {
    guard let redaction = Redaction(scenario.record.redact) else { return nil }
    self.redaction = redaction
    names = scenario.record.redact
    for service in scenario.services.values {
      for node in [service.config, service.seed] { redaction.learn(from: node) }
    }
    cluster.network.rules.append(self)
    for host in cluster.hosts where host.storeHost === host { watch(host) }
  }

  /// How many values of each field were met.
  var counts: [RedactedField] { zip(names, redaction.counts).map(RedactedField.init) }

  func judge(_ message: MessageInfo, _ fate: inout MessageFate) {
    let reader = FieldReader(redaction: redaction)
    if message.isReply {
      if message.call.hasReply { try? message.call.encodeReply(to: reader) }
    } else {
      try? message.call.encodeRequest(to: reader)
    }
  }

  private func watch(_ host: Host) {
    host.disk.database.observe { [redaction] notice in
      for change in notice.changes {
        try? change.new?.encode(to: FieldReader(redaction: redaction))
      }
    }
  }

  // MARK: Leaving out

  /// Learns what clients asked for, which is the last that a run tells.
  func learn(from operations: [ClientOperation]) {
    for operation in operations { redaction.learn(from: operation.values) }
  }

  /// The text without what must not be shown.
  func redacted(_ text: String) -> String { redaction.redacted(text) }

  func redacted(_ operation: ClientOperation) -> ClientOperation {
    let values = redaction.redacted(operation.values)
    var copy = ClientOperation(
      client: operation.client, command: operation.command,
      arguments: redaction.redacted(JSONText.phrase(values)), values: values,
      invoked: operation.invoked, ended: operation.ended, result: operation.result)
    copy.attempts = operation.attempts
    switch operation.result {
    case .pending: break
    case .succeeded(let answer): copy.result = .succeeded(redacted(answer))
    case .failed(let reason): copy.result = .failed(redacted(reason))
    case .unknown(let reason): copy.result = .unknown(redacted(reason))
    }
    return copy
  }

  func redacted(_ change: StateChange) -> StateChange {
    StateChange(
      event: change.event, instant: change.instant, place: change.place,
      key: redacted(change.key), old: change.old.map(redacted), new: change.new.map(redacted))
  }

  func redacted(_ draw: RunDraw) -> RunDraw {
    let name = draw.subject.split(separator: ".").last.map(String.init) ?? draw.subject
    let isHidden = redaction.field(named: name) != nil
    return RunDraw(draw.subject, isHidden ? Redaction.mark : redacted(draw.value))
  }
}

/// A field whose values a scenario wants left out, and how often one was met.
package struct RedactedField: Hashable, Sendable {
  /// The name in the scenario.
  package let name: String
  /// How many values were met: in commands, configurations, messages and stored records.
  package let count: Int

  /// A field and a number of values.
  package init(_ name: String, _ count: Int) {
    self.name = name
    self.count = count
  }
}
