import Bank
import Checking
import Harness
import ServiceRuntime

/// The bank as its scenarios see it: what may be named in a file, and what must always hold.
enum BankSystem {
  static let system: HostedSystem = {
    var bank = HostedSystem("bank")
    bank.service(
      "Ledger", "books deposits", config: ["checks": .flag],
      failpoints: [Ledger.booked.text]
    ) { context, setup in
      Ledger(context, checks: setup.config.flag("checks") ?? true)
    }
    bank.service("Teller", "takes deposits from customers") { context, _ in Teller(context) }
    bank.command("deposit", "puts money into the bank", arguments: ["amount": .integer]) {
      context, request throws(RPCError) in
      let id = "\(request.client)-\(request.occurrence + 1)"
      _ = try await context.call(
        Deposit(id: id, amount: request.arguments.integer("amount") ?? 1), to: "teller",
        deadline: request.deadline)
      return "deposit \(id) is booked"
    }
    bank.law(bookedOnce)
    return bank
  }()

  /// No deposit is booked twice, whatever happens in between.
  private static let bookedOnce = Property<SystemView>(
    "booked-once", .always, "a deposit is booked at most once",
    reading: [SystemView.subject(Ledger.bookings.name, in: "ledger")]
  ) { view, _ in
    let deposits = view.values(of: Ledger.bookings, in: "ledger").map(\.deposit)
    for (index, deposit) in deposits.enumerated() where deposits[..<index].contains(deposit) {
      return .broken(
        expected: "deposit \(deposit) is booked once", seen: "it is booked twice", because: [])
    }
    return .satisfied
  }
}
