import Checking
import Primitives
import Testing

private typealias Register = RegisterModel<Int>

/// Writes a history as moments: `invoke` and `end` in the order in which they happen.
private struct Script<Model: SequentialModel> {
  var history = History<Model.Input, Model.Output>()
  private var time: Int64 = 0
  private var open: [Int: Int] = [:]

  mutating func begin(_ client: Int, _ input: Model.Input) {
    time += 1
    open[client] = history.invoke(client, input, at: Instant(nanoseconds: time), event: Int(time))
  }

  mutating func end(_ client: Int, _ outcome: Outcome<Model.Output>) {
    time += 1
    if let number = open.removeValue(forKey: client) {
      history.end(number, outcome, at: Instant(nanoseconds: time))
    }
  }

  mutating func run(_ client: Int, _ input: Model.Input, _ output: Model.Output) {
    begin(client, input)
    end(client, .succeeded(output))
  }
}

@Suite struct LinearizabilityTests {
  private let checker = LinearizabilityChecker(Register(initial: 0))

  @Test func `a read during a write may see either value but not go back`() {
    var script = Script<Register>()
    script.begin(0, .write(1))
    script.run(1, .read, .value(0))
    script.run(1, .read, .value(1))
    script.end(0, .succeeded(.done))
    #expect(checker.check(script.history).verdict == .holds)
    script = Script()
    script.begin(0, .write(1))
    script.run(1, .read, .value(1))
    script.run(2, .read, .value(0))
    script.end(0, .succeeded(.done))
    #expect(checker.check(script.history).verdict.isViolated)
  }

  @Test func `a stale read after a write is named with what should have been read`() {
    var script = Script<Register>()
    script.run(0, .write(1), .done)
    script.run(1, .write(2), .done)
    script.run(2, .read, .value(1))
    let report = checker.check(script.history)
    #expect(report.order == [0, 1])
    #expect(report.blocked == 2)
    let evidence = report.verdict.evidence
    #expect(
      evidence?.seen == "at most 2 fit, and client 2: read → 1 cannot follow them")
    #expect(
      evidence?.because.contains("the state is then 2, and read would be answered 2") == true)
    #expect(evidence?.events == [1, 3, 5])
  }

  @Test func `an unknown write may take effect later, or never, but not twice`() {
    var script = Script<Register>()
    script.begin(0, .write(1))
    script.end(0, .unknown)
    script.run(1, .read, .value(0))
    script.run(1, .write(2), .done)
    script.run(1, .read, .value(1))
    #expect(checker.check(script.history).verdict == .holds)
    script.run(1, .write(3), .done)
    script.run(1, .read, .value(1))
    #expect(checker.check(script.history).verdict.isViolated)
  }

  @Test func `a failed write must not be seen`() {
    var script = Script<Register>()
    script.begin(0, .write(1))
    script.end(0, .failed)
    script.run(1, .read, .value(1))
    #expect(checker.check(script.history).verdict.isViolated)
  }

  @Test func `an operation that never ended is unknown`() {
    var script = Script<Register>()
    script.begin(0, .write(1))
    script.run(1, .read, .value(1))
    #expect(checker.check(script.history).verdict == .holds)
    #expect(script.history.operations[0].isUnknown)
  }

  @Test func `keys are judged apart and the failing one is named`() {
    typealias Keyed = KeyedModel<Register, String>
    var script = Script<Keyed>()
    script.run(0, .init("a", .write(1)), .done)
    script.run(0, .init("b", .read), .value(1))
    let verdict = LinearizabilityChecker(Keyed(Register(initial: 0), by: String.self))
      .check(script.history).verdict
    #expect(verdict.evidence?.expected.contains("1 operations on b") == true)
  }

  @Test func `a limit that is reached leaves the verdict open`() {
    var script = Script<Register>()
    for client in 0..<8 { script.begin(client, .write(client + 1)) }
    for client in 0..<8 { script.end(client, .succeeded(.done)) }
    script.run(0, .read, .value(99))
    let steps = LinearizabilityChecker(
      Register(initial: 0), limits: SearchLimits(steps: 50, memory: 1 << 20))
    let memory = LinearizabilityChecker(
      Register(initial: 0), limits: SearchLimits(steps: 1 << 40, memory: 2048))
    #expect(steps.check(script.history).verdict.description.contains("the limit on steps"))
    #expect(memory.check(script.history).verdict.description.contains("the limit on memory"))
    #expect(checker.check(script.history).verdict.isViolated)
  }

  @Test func `a right witness is enough and a wrong one is not held against the history`() {
    var script = Script<Register>()
    script.begin(0, .write(1))
    script.begin(1, .write(2))
    script.end(0, .succeeded(.done))
    script.end(1, .succeeded(.done))
    script.run(2, .read, .value(1))
    let right = checker.check(script.history, witness: [1, 0, 2])
    #expect(right.verdict == .holds)
    #expect(right.method == .witness)
    for (wrong, reason) in [
      ([0, 1, 2], "was answered 1, where it demands 2"), ([1, 0], "leaves out operation 2"),
      ([1, 0, 0, 2], "twice"), ([1, 0, 2, 7], "no operation 7"),
    ] {
      let report = checker.check(script.history, witness: wrong)
      #expect(report.verdict == .holds)
      guard case .search(let because) = report.method else {
        Issue.record("the witness \(wrong) was taken")
        continue
      }
      #expect(because?.contains(reason) == true)
    }
  }

  @Test func `a witness that breaks real time is not taken`() {
    var script = Script<Register>()
    script.run(0, .write(1), .done)
    script.run(1, .read, .value(0))
    let report = checker.check(script.history, witness: [1, 0])
    #expect(report.verdict.isViolated)
    #expect(
      report.method
        == .search(because: "operation 0 had ended before one that it puts earlier was invoked"))
  }

  @Test func `a long history with unknown writes is judged in few steps`() {
    var script = Script<Register>()
    for round in 1...2_000 {
      script.begin(round + 10, .write(round))
      if round % 100 == 0 {
        script.end(round + 10, .unknown)
      } else {
        script.end(round + 10, .succeeded(.done))
      }
      script.run(1, .read, .value(round))
    }
    let report = checker.check(script.history)
    #expect(report.verdict == .holds)
    #expect(report.steps < 20_000)
    #expect(report.memory < 2_000_000)
  }
}

/// Histories known from the literature and from checkers' own examples, told anew.
@Suite struct PublishedHistoryTests {
  @Test func `a queue may swap what was put concurrently but not what was put in turn`() {
    // Herlihy and Wing's example of a queue: both orders of overlapping puts are fine.
    let checker = LinearizabilityChecker(QueueModel<String>())
    var script = Script<QueueModel<String>>()
    script.begin(0, .put("x"))
    script.begin(1, .put("y"))
    script.end(0, .succeeded(nil))
    script.end(1, .succeeded(nil))
    script.run(1, .take, "y")
    script.run(0, .take, "x")
    #expect(checker.check(script.history).verdict == .holds)
    script = Script()
    script.run(0, .put("x"), nil)
    script.run(1, .put("y"), nil)
    script.run(1, .take, "y")
    #expect(checker.check(script.history).verdict.isViolated)
    script = Script()
    script.begin(0, .put("x"))
    script.run(1, .take, "x")
    script.run(1, .take, "x")
    script.end(0, .succeeded(nil))
    #expect(checker.check(script.history).verdict.isViolated)
  }

  @Test func `a swap that timed out explains a later value`() {
    // The compare-and-set register of Knossos' documentation: an unknown swap may have happened.
    let checker = LinearizabilityChecker(RegisterModel(initial: 0))
    var script = Script<RegisterModel<Int>>()
    script.run(0, .write(1), .done)
    script.begin(1, .swap(from: 1, to: 2))
    script.end(1, .unknown)
    script.run(2, .swap(from: 2, to: 3), .done)
    script.run(3, .read, .value(3))
    #expect(checker.check(script.history).verdict == .holds)
    script.run(3, .swap(from: 1, to: 4), .done)
    #expect(checker.check(script.history).verdict.isViolated)
  }

  @Test func `two clients cannot both win one swap`() {
    let checker = LinearizabilityChecker(RegisterModel(initial: 0))
    var script = Script<RegisterModel<Int>>()
    script.begin(0, .swap(from: 0, to: 1))
    script.begin(1, .swap(from: 0, to: 2))
    script.end(0, .succeeded(.done))
    script.end(1, .succeeded(.done))
    #expect(checker.check(script.history).verdict.isViolated)
  }

  @Test func `the last unit cannot be sold to two people`() {
    let checker = LinearizabilityChecker(StockModel(onHand: 1))
    var script = Script<StockModel>()
    script.begin(0, .reserve("o-1", quantity: 1))
    script.begin(1, .reserve("o-2", quantity: 1))
    script.end(0, .succeeded(.done))
    script.end(1, .succeeded(.refused))
    script.run(0, .confirm("o-1"), .done)
    script.run(1, .read, .available(0))
    #expect(checker.check(script.history).verdict == .holds)
    script.run(1, .reserve("o-3", quantity: 1), .done)
    let verdict = checker.check(script.history).verdict
    #expect(verdict.description.contains("0 on hand, 0 reserved"))
  }

  @Test func `a transfer moves money at one instant`() {
    let checker = LinearizabilityChecker(BankModel(opening: ["a": 5, "b": 0]))
    var script = Script<BankModel>()
    script.begin(0, .transfer(from: "a", to: "b", 3))
    script.run(1, .balances, .balances(["a": 5, "b": 0]))
    script.end(0, .succeeded(.done))
    script.run(1, .balance("b"), .balance(3))
    script.run(1, .withdraw("a", 3), .refused)
    #expect(checker.check(script.history).verdict == .holds)
    script.run(1, .balances, .balances(["a": 2, "b": 0]))
    #expect(checker.check(script.history).verdict.description.contains("a: 2, b: 3"))
  }

  @Test func `a counter counts every addition once`() {
    let checker = LinearizabilityChecker(CounterModel())
    var script = Script<CounterModel>()
    script.begin(0, .add(1))
    script.begin(1, .add(1))
    script.end(0, .succeeded(2))
    script.end(1, .succeeded(1))
    script.run(0, .read, 2)
    #expect(checker.check(script.history).verdict == .holds)
    script.run(0, .read, 1)
    #expect(checker.check(script.history).verdict.isViolated)
  }

  @Test func `a model of one's own takes a few lines`() {
    struct Switch: SequentialModel {
      let initial = false
      func apply(_ input: Bool, to isOn: inout Bool) -> Bool {
        defer { isOn = input }
        return isOn
      }
    }
    var script = Script<Switch>()
    script.run(0, true, false)
    script.run(1, false, true)
    #expect(LinearizabilityChecker(Switch()).check(script.history).verdict == .holds)
    script.run(1, false, true)
    #expect(LinearizabilityChecker(Switch()).check(script.history).verdict.isViolated)
  }

  @Test func `an operation that ends first need not wait for one that is alike`() {
    var script = Script<Register>()
    script.begin(0, .write(1))
    script.run(1, .write(1), .done)
    script.run(1, .write(2), .done)
    script.begin(1, .read)
    script.end(0, .succeeded(.done))
    script.end(1, .succeeded(.value(1)))
    let report = LinearizabilityChecker(Register(initial: 0)).check(script.history)
    #expect(report.verdict == .holds)
    #expect(report.order == [1, 2, 0, 3])
  }

  @Test func `an unknown operation that is alike may still come first, or never`() {
    var script = Script<Register>()
    script.begin(0, .write(1))
    script.end(0, .unknown)
    script.begin(1, .write(1))
    script.end(1, .unknown)
    for value in [0, 1, 2, 1, 2] {
      if value == 2 { script.run(2, .write(2), .done) }
      script.run(2, .read, .value(value))
    }
    let checker = LinearizabilityChecker(Register(initial: 0))
    #expect(checker.check(script.history).verdict == .holds)
    script.run(2, .read, .value(1))
    #expect(checker.check(script.history).verdict.isViolated)
  }

  @Test func `operations that are alike are tried in one order only`() {
    typealias Queue = QueueModel<Int>
    var script = Script<Queue>()
    // Takes of an unknown end, which any order of the puts may have served or not.
    for client in 0..<12 {
      script.begin(client, .take)
      if client % 2 == 0 { script.end(client, .unknown) }
    }
    for item in 0..<4 { script.run(20, .put(item), nil) }
    for client in 0..<12 where client % 2 == 1 { script.end(client, .succeeded(nil)) }
    script.run(20, .take, 4)
    let report = LinearizabilityChecker(Queue()).check(script.history)
    #expect(report.verdict.isViolated)
    #expect(report.steps < 1_000, "\(report.steps)")
  }

  @Test func `a refusal leaves the state as it is`() {
    let swap = Register.Input.swap(from: 1, to: 2)
    let register = Register(initial: 0)
    #expect(register.isReadOnly(swap, answered: .refused))
    #expect(!register.isReadOnly(swap, answered: .done))
    let queue = QueueModel<Int>()
    #expect(queue.isReadOnly(.take, answered: nil) && !queue.isReadOnly(.take, answered: 1))
    #expect(!queue.isReadOnly(.put(1), answered: nil))
    let stock = StockModel(onHand: 1)
    #expect(stock.isReadOnly(.confirm("a"), answered: .refused))
    #expect(!stock.isReadOnly(.confirm("a"), answered: .done))
    let bank = BankModel(opening: ["a": 1])
    #expect(bank.isReadOnly(.withdraw("a", 2), answered: .refused))
    #expect(!bank.isReadOnly(.withdraw("a", 1), answered: .done))
    let keyed = KeyedModel(register, by: String.self)
    #expect(keyed.isReadOnly(.init("x", swap), answered: .refused))
    #expect(!keyed.isReadOnly(.init("x", swap), answered: .done))
  }
}
