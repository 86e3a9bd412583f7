import Checking
import Harness
import Notifications
import Primitives
import ServiceRuntime
import ShopContracts
import Users

/// Laws about accounts and messages.
enum PeopleProperties {
  /// Two accounts never share an email.
  static func emailsBelongToOneAccount(in users: ServiceName) -> Property<SystemView> {
    Property(
      "emails-belong-to-one-account", .always, "no two accounts have the same email",
      source: "platform-1 I06",
      reading: [SystemView.subject(UsersService.accountTable.name, in: users)]
    ) { view, _ in
      var owners = OrderedDictionary<String, String>()
      for account in view.values(of: UsersService.accountTable, in: users) {
        if let other = owners[account.email] {
          return .broken(
            expected: "the email of account \(other) is its own",
            seen: "account \(account.id) has it, too",
            because: ["account \(account.id) was opened at \(account.createdAt)"])
        }
        owners[account.email] = account.id.text
      }
      return .satisfied
    }
  }

  /// No customer reads the same message twice.
  static func customersAreToldOnce(by notifications: ServiceName) -> Property<SystemView> {
    Property(
      "customers-are-told-once", .always, "no customer is sent the same message twice",
      source: "patterns K4",
      reading: [SystemView.subject(NotificationsService.logTable.name, in: notifications)]
    ) { view, _ in
      var first = OrderedDictionary<String, SentNotification>()
      for sent in view.values(of: NotificationsService.logTable, in: notifications) {
        let content = "\(sent.customer)/\(sent.id)"
        if let earlier = first[content] {
          let times = [earlier.at, sent.at].sorted()
          return .broken(
            expected: "\(sent.customer) is told once: \(sent.text)", seen: "told twice",
            because: ["it was sent at \(times[0]) and again at \(times[1])"])
        }
        first[content] = sent
      }
      return .satisfied
    }
  }
}
