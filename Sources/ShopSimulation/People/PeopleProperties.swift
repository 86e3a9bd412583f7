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
      let pair = NamesakeBook.namesakes(
        for: "emails-belong-to-one-account", among: UsersService.accountTable, in: users, of: view
      ) { $0.email }
      if let (first, second) = pair {
        return .broken(
          expected: "the email of account \(first.id) is its own",
          seen: "account \(second.id) has it, too",
          because: ["account \(second.id) was opened at \(second.createdAt)"])
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
      let pair = NamesakeBook.namesakes(
        for: "customers-are-told-once", among: NotificationsService.logTable, in: notifications,
        of: view
      ) { "\($0.customer)/\($0.id)" }
      if let (first, second) = pair {
        let times = [first.at, second.at].sorted()
        return .broken(
          expected: "\(second.customer) is told once: \(second.text)", seen: "told twice",
          because: ["it was sent at \(times[0]) and again at \(times[1])"])
      }
      return .satisfied
    }
  }
}
