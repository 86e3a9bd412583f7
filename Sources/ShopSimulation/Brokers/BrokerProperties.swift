import Checking
import Harness
import Messaging
import Primitives
import ServiceRuntime

/// Laws about messages: what was confirmed arrives, and takes effect once.
struct BrokerProperties {
  /// The mailbox's name in the scenario.
  let mailbox: ServiceName

  /// All of them.
  var all: [Property<SystemView>] {
    [confirmedArrive, arriveOnce]
  }

  /// A publication that the broker confirmed has reached the consumer in the end.
  ///
  /// Messages that were not confirmed may arrive or not.
  private var confirmedArrive: Property<SystemView> {
    Property(
      "confirmed-messages-arrive", .atEnd,
      "each message whose publication was confirmed is written down in the end",
      source: "patterns K69", reading: []
    ) { [mailbox] view, _ in
      let confirmed = view.operations.compactMap { operation -> String? in
        guard operation.command == BrokerCommands.publish,
          case .succeeded(let answer) = operation.result
        else { return nil }
        return String(answer.dropFirst("confirmed ".count))
      }
      let missing = confirmed.filter {
        view.value(of: Mailbox.mailTable, $0, in: mailbox) == nil
      }
      return .holding(
        missing.isEmpty, expected: "\(confirmed.count) confirmed messages written down",
        seen: "\(missing.count) of them missing",
        because: missing.map { "message \($0) was confirmed and never arrived" })
    }
  }

  /// No message takes effect twice.
  private var arriveOnce: Property<SystemView> {
    Property(
      "messages-take-effect-once", .always, "each message is written down at most once",
      source: "patterns K68",
      reading: [SystemView.subject(Mailbox.mailTable.name, in: mailbox)]
    ) { [mailbox] view, _ in
      let twice = view.entries(of: Mailbox.mailTable, in: mailbox).filter { $0.value.count > 1 }
      return .holding(
        twice.isEmpty, expected: "each message written down at most once",
        seen: "\(twice.first?.key ?? "") \(twice.first?.value.count ?? 0) times",
        because: twice.map { "message \($0.key) was written down \($0.value.count) times" })
    }
  }
}
