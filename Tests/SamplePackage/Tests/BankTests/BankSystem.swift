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
      failpoints: [Ledger.booked.text],
      observations: [
        Observation(
          "bookings", "what is booked", of: Ledger.bookings,
          [.text("deposit", \.deposit), .number("amount", \.amount)])
      ]
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
    bank.command("balance", "asks how much there is") { context, request throws(RPCError) in
      let total = try await context.call(Balance(), to: "ledger", deadline: request.deadline)
      return "\(total.amount)"
    }
    bank.law(bookedOnce)
    bank.law(oneAccount)
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

  /// What clients were told could have come from one account, asked one client at a time.
  ///
  /// It judges the history alone: what was asked, what was answered, and what may have been done
  /// although nobody was told.
  private static let oneAccount = Checker.linearizable("one-account", Account())
    .pulled { (run: FinishedRun) in
      run.history(of: ["deposit", "balance"]) { operation in
        operation.command == "balance"
          ? .balance : .deposit(operation.given.integer("amount") ?? 1)
      } answered: { operation, answer in
        operation.command == "balance" ? Int(answer) : nil
      }
    }
}

/// An account as one client at a time would see it.
private struct Account: SequentialModel {
  let initial = 0

  enum Input {
    case deposit(Int)
    case balance
  }

  func apply(_ input: Input, to balance: inout Int) -> Int? {
    switch input {
    case .deposit(let amount):
      balance += amount
      return nil
    case .balance: return balance
    }
  }
}
