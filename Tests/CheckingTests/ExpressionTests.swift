import Checking
import Primitives
import Testing

private struct Order: ExpressionRecord {
  var id: String
  var total: Int
  var isPaid: Bool

  func value(of field: String) -> ExpressionValue? {
    switch field {
    case "id": .text(id)
    case "total": .integer(total)
    case "paid": .truth(isPaid)
    default: nil
    }
  }
}

private struct Wallet: ExpressionRecord {
  var balance: Int
  func value(of field: String) -> ExpressionValue? {
    field == "balance" ? .integer(balance) : nil
  }
}

private struct Shop: ExpressionEnvironment {
  var balance = 30
  var orders = [
    Order(id: "a", total: 10, isPaid: true), Order(id: "b", total: 20, isPaid: true),
    Order(id: "c", total: 5, isPaid: false),
  ]

  func value(named name: String) -> ExpressionValue? {
    switch name {
    case "wallet": .record(Wallet(balance: balance))
    case "orders": .list(orders.map { .record($0) })
    case "captured": .integer(30)
    case "phase": .text("quiet")
    case "isHealed": .truth(true)
    default: nil
    }
  }
}

private let schema = ExpressionSchema(
  names: [
    "wallet": .record("wallet"), "orders": .list(.record("order")), "captured": .integer,
    "phase": .text, "isHealed": .truth, "gone": .integer,
  ],
  records: [
    "wallet": ["balance": .integer],
    "order": ["id": .text, "total": .integer, "paid": .truth],
  ])

private func value(_ source: String) throws -> String {
  try Expression(source, schema: schema).value(in: Shop()).description
}

private func error(_ source: String) -> ExpressionError? {
  do {
    _ = try Expression(source, schema: schema).value(in: Shop())
    return nil
  } catch {
    return error
  }
}

@Suite struct ExpressionTests {
  @Test func `arithmetic binds as usual`() throws {
    #expect(try value("1 + 2 * 3") == "7")
    #expect(try value("(1 + 2) * 3") == "9")
    #expect(try value("10 - 4 - 3") == "3")
    #expect(try value("-7 / 2") == "-3")
    #expect(try value("7 % 4 + 1_000") == "1003")
    #expect(try value("-(2 - 5)") == "3")
  }

  @Test func `conditions join and compare`() throws {
    #expect(try value("wallet.balance >= 0") == "true")
    #expect(try value("1 < 2 && !(2 < 1) || false") == "true")
    #expect(try value("not isHealed or phase == 'quiet' and 'a' < \"b\"") == "true")
    #expect(try value("false -> false -> false") == "true")
    #expect(try value("isHealed -> captured != 30") == "false")
    #expect(try value("true || gone == 1") == "true")
  }

  @Test func `lists are counted, summed and searched`() throws {
    #expect(try value("count(orders)") == "3")
    #expect(try value("count(o in orders where o.paid)") == "2")
    #expect(try value("sum(o.total for o in orders where o.paid) == captured") == "true")
    #expect(try value("sum(orders.total)") == "35")
    #expect(try value("max(orders.total) - min(orders.total)") == "15")
    #expect(try value("forall o in orders where o.paid: o.total >= 10") == "true")
    #expect(try value("forall o in orders: o.total >= 10") == "false")
    #expect(try value("exists o in orders: !o.paid && o.id == 'c'") == "true")
    #expect(try value("distinct(orders.id)") == "true")
    #expect(try value("distinct(o.total % 5 for o in orders)") == "false")
    #expect(
      try value("forall o in orders: exists p in orders: p.total >= o.total * 1") == "true")
  }

  @Test func `a mistake is placed and a better word suggested`() {
    for (source, offset, length, message, suggestion) in [
      ("wallet.balanse >= 0", 7, 7, "a wallet has no field 'balanse'", "balance"),
      ("walet.balance >= 0", 0, 5, "there is no 'walet'", "wallet"),
      ("1 + true", 4, 4, "'+' needs a number, but here is true or false", nil),
      ("captured = 3", 9, 1, "'=' means nothing here", "=="),
      ("suum(orders.total)", 0, 4, "'suum' is no function", "sum"),
      ("(1 + 2", 6, 0, "expected ')' to close the bracket at 0, found the end", nil),
      ("1 < 2 < 3", 6, 1, "comparisons do not chain", nil),
      ("250ms > 3", 0, 5, "numbers have no unit here", "250"),
      ("'abc", 0, 4, "the text is never closed", nil),
      ("99999999999999999999", 0, 20, "the number does not fit", nil),
      ("forall o orders: true", 9, 6, "expected 'in' and a list", nil),
      ("sum(orders)", 4, 6, "'sum' needs numbers, but here is an order", nil),
      ("phase < 3", 8, 1, "it is compared with a text", nil),
      ("orders == orders", 0, 6, "cannot be compared", nil),
      ("count(wallet)", 6, 6, "needs a list, but here is a wallet", nil),
      ("captured captured", 9, 8, "expected an operator or the end", nil),
      ("exists o in orders: o.total", 20, 7, "needs a condition", nil),
      ("", 0, 0, "expected a value, found the end", nil),
    ] as [(String, Int, Int, String, String?)] {
      let found = error(source)
      #expect(found?.offset == offset, "\(source)")
      #expect(found?.length == length, "\(source)")
      #expect(found?.message.contains(message) == true, "\(source): \(found?.message ?? "")")
      #expect(found?.suggestion == suggestion, "\(source)")
    }
  }

  @Test func `what cannot be worked out throws instead of lying`() {
    #expect(error("1 / (captured - 30)")?.message == "division by zero")
    #expect(error("9223372036854775807 + captured")?.message.contains("64 bits") == true)
    #expect(error("gone == 1")?.message == "'gone' has no value now")
    #expect(error("min(o.total for o in orders where false)")?.message.contains("nothing") == true)
  }

  @Test func `size, depth and cost are bounded`() {
    let deep = String(repeating: "(", count: 100) + "1" + String(repeating: ")", count: 100)
    #expect(error(deep)?.message.contains("64 deep") == true)
    #expect(error(String(repeating: "!", count: 100) + "true")?.message.contains("deep") == true)
    #expect(error(String(repeating: "1+", count: 3000) + "1")?.message.contains("4096") == true)
    var shop = Shop()
    shop.orders = Array(repeating: shop.orders[0], count: 200)
    let costly = "forall a in orders: forall b in orders: forall c in orders: a.total == b.total"
    #expect(throws: ExpressionError.self) {
      try Expression(costly, schema: schema).value(in: shop)
    }
  }

  @Test func `a condition is a law that reads what it names`() throws {
    let condition = try Expression(
      condition: "forall o in orders: o.total <= wallet.balance", schema: schema)
    #expect(condition.reads == ["orders", "wallet"])
    let finding = try condition.finding(in: Shop(balance: 15))
    #expect(
      finding
        == .broken(
          expected: condition.source, seen: "for element 1 of the list 20 <= 15 is false",
          because: []))
    var monitor = PropertyMonitor([Property<Shop>.stating("rich", .always, condition)])
    monitor.begin(with: Shop(), at: .zero)
    if let key = monitor.key(of: "wallet") { monitor.changed(key) }
    monitor.look(at: Shop(balance: 15), Instant(nanoseconds: 4), event: 4)
    let report = monitor.finish(with: Shop(), at: Instant(nanoseconds: 5), event: 5)[0]
    #expect(report.verdict.evidence?.events == [4])
    #expect(throws: ExpressionError.self) {
      try Expression(condition: "1 + 1", schema: schema)
    }
  }

  @Test func `a law whose expression cannot be worked out is undecided`() throws {
    let condition = try Expression(condition: "gone >= 0", schema: schema)
    var monitor = PropertyMonitor([
      Property<Shop>.stating("gone", .always, condition),
      Property<Shop>.stating(
        "quiet", .never, try Expression(condition: "phase == 'quiet'", schema: schema)),
    ])
    monitor.begin(with: Shop(), at: .zero)
    let reports = monitor.finish(with: Shop(), at: Instant(nanoseconds: 1), event: 1)
    #expect(!reports[0].verdict.isHolding && !reports[0].verdict.isViolated)
    #expect(reports[1].verdict.isViolated)
  }
}
