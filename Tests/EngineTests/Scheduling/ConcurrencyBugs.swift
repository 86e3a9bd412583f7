import Engine
import Primitives

extension ConcurrencyBug {
  static let all = [
    lostUpdate, checkThenAct, orderViolation, atomicityViolation, doubleChecked, sameValueAgain,
    lostWakeUp, lockOrder, dining, starvation, deepOrder,
  ]

  /// Two tasks read, pause and write back: one of two increments is lost.
  static let lostUpdate = ConcurrencyBug(name: "lost update between awaits") { bench in
    var stock = 0
    func add() async {
      let seen = stock
      await bench.pause()
      stock = seen + 1
    }
    bench.task("first") { await add() }
    bench.task("second") {
      for _ in 0..<3 { await bench.pause() }
      await add()
    }
    return { stock != 2 }
  }

  /// A reader assumes that what it needs has been set up in time.
  static let orderViolation = ConcurrencyBug(name: "order violation") { bench in
    var configuration: String?
    var missed = false
    bench.task("setup") {
      await bench.pause()
      configuration = "ready"
    }
    bench.task("reader") {
      await bench.pause()
      await bench.pause()
      missed = configuration == nil
    }
    return { missed }
  }

  /// Check and use are two steps, and somebody comes in between.
  static let atomicityViolation = ConcurrencyBug(name: "atomicity violation") { bench in
    var session: Int? = 1
    var failed = false
    bench.task("user") {
      for _ in 0..<4 { await bench.pause() }
      guard session != nil else { return }
      await bench.pause()
      failed = session == nil
    }
    bench.task("closer") { session = nil }
    return { failed }
  }

  /// A value that has changed twice looks as if it had not changed (ABA).
  static let sameValueAgain = ConcurrencyBug(name: "same value again (ABA)") { bench in
    var top = "a"
    var changes = 0
    var wasFooled = false
    bench.task("swap") {
      let seen = top
      let version = changes
      await bench.pause()
      if top == seen { wasFooled = changes != version }
    }
    bench.task("pop") {
      await bench.pause()
      top = "b"
      changes += 1
      await bench.pause()
      top = "a"
      changes += 1
    }
    return { wasFooled }
  }

  /// A signal that nobody waits for yet is forgotten.
  static let lostWakeUp = ConcurrencyBug(name: "lost wake-up") { bench in
    let condition = BugCondition(bench)
    var isFull = false
    bench.task("consumer") {
      guard !isFull else { return }
      await bench.pause()
      await condition.wait()
    }
    bench.task("producer") {
      await bench.pause()
      await bench.pause()
      isFull = true
      condition.signal()
    }
    return { false }
  }

  /// Two tasks take the same two locks in opposite order.
  static let lockOrder = ConcurrencyBug(name: "deadlock by lock order") { bench in
    let orders = BugLock(bench)
    let stock = BugLock(bench)
    bench.task("buy") {
      await orders.lock()
      await bench.pause()
      await stock.lock()
      stock.unlock()
      orders.unlock()
    }
    bench.task("restock") {
      for _ in 0..<3 { await bench.pause() }
      await stock.lock()
      await bench.pause()
      await orders.lock()
      orders.unlock()
      stock.unlock()
    }
    return { false }
  }

  /// A task that tries again and again never gets the lock that others pass on.
  static let starvation = ConcurrencyBug(name: "starvation") { bench in
    var isHeld = false
    var gaveUp = false
    for name in ["first", "second"] {
      bench.task(name) {
        for _ in 0..<6 {
          while isHeld { await bench.giveWay() }
          isHeld = true
          await bench.pause()
          isHeld = false
          await bench.pause()
        }
      }
    }
    bench.task("patient") {
      for _ in 0..<12 {
        if !isHeld { return }
        await bench.pause()
      }
      gaveUp = true
    }
    return { gaveUp }
  }

  /// Three tasks must interleave in one of very many ways: needs three constraints at once.
  static let deepOrder = ConcurrencyBug(name: "three constraints at once") { bench in
    var stage = 0
    bench.task("a") {
      for _ in 0..<4 { await bench.pause() }
      if stage == 0 { stage = 1 }
      for _ in 0..<4 { await bench.pause() }
      if stage == 2 { stage = 3 }
    }
    bench.task("b") {
      if stage == 1 { stage = 2 }
      for _ in 0..<8 { await bench.pause() }
      if stage == 3 { stage = 4 }
    }
    return { stage == 4 }
  }

  /// Two tasks see the last seat free, and both take it.
  static let checkThenAct = ConcurrencyBug(name: "check, then act") { bench in
    var seats = 1
    func book() async {
      guard seats > 0 else { return }
      await bench.pause()
      seats -= 1
    }
    bench.task("first") { await book() }
    bench.task("second") {
      for _ in 0..<3 { await bench.pause() }
      await book()
    }
    return { seats < 0 }
  }

  /// A reader that looks without the lock finds what is being set up.
  static let doubleChecked = ConcurrencyBug(name: "double-checked set-up") { bench in
    let lock = BugLock(bench)
    var instance: (isReady: Bool, Int)?
    var sawHalf = false
    bench.task("setup") {
      guard instance == nil else { return }
      await lock.lock()
      if instance == nil {
        instance = (false, 0)
        await bench.pause()
        instance?.isReady = true
      }
      lock.unlock()
    }
    bench.task("reader") {
      for _ in 0..<3 { await bench.pause() }
      if let instance { sawHalf = !instance.isReady }
    }
    return { sawHalf }
  }

  /// Three at a table take the fork on their left, then the one on their right.
  static let dining = ConcurrencyBug(name: "dining philosophers") { bench in
    let forks = (0..<3).map { _ in BugLock(bench) }
    for seat in 0..<3 {
      bench.task("philosopher \(seat)") {
        for _ in 0..<3 * seat { await bench.pause() }
        await forks[seat].lock()
        await bench.pause()
        await forks[(seat + 1) % 3].lock()
        forks[(seat + 1) % 3].unlock()
        forks[seat].unlock()
      }
    }
    return { false }
  }
}
