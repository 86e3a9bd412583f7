import Engine
import Foundation
import Primitives
import Testing

@Suite struct SchedulingPolicyTests {
  private static let bound = 2000

  /// One line a bug: how many runs each policy needs to show it.
  private var table: String {
    var lines = [
      "| Bug | choices | `arrival` | `random` | `pct:1` | `pct:2` | `pct:3` |",
      "|---|---|---|---|---|---|---|",
    ]
    for bug in ConcurrencyBug.all {
      let steps = bug.steps
      var cells = [bug.name, "\(steps)"]
      cells.append(text(bug.runsNeeded({ _ in .arrivalOrder }, atMost: 1)))
      cells.append(text(bug.runsNeeded({ _ in .randomOrder }, atMost: Self.bound)))
      for changes in 1...3 {
        let policy = SchedulingPolicy.priorityChange(PriorityChange(changes: changes, steps: steps))
        cells.append(text(bug.runsNeeded({ _ in policy }, atMost: Self.bound)))
      }
      lines.append("| " + cells.joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n")
  }

  private func text(_ runs: Int?) -> String { runs.map { "\($0)" } ?? "–" }

  @Test func `the article tells how many runs each policy needs for each classic bug`() throws {
    let article = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Sources/Simulator/Engine/Engine.docc/Determinism.md")
    let text = try String(contentsOf: article, encoding: .utf8)
    #expect(text.contains(table), "the table is now\n\(table)")
  }

  @Test func `every classic bug is found by random order and by priority changes`() {
    for bug in ConcurrencyBug.all {
      #expect(bug.runsNeeded({ _ in .randomOrder }, atMost: Self.bound) != nil, "\(bug.name)")
      let policy = SchedulingPolicy.priorityChange(PriorityChange(changes: 3, steps: bug.steps))
      #expect(bug.runsNeeded({ _ in policy }, atMost: Self.bound) != nil, "\(bug.name)")
    }
  }

  @Test func `a policy is read back from its text`() {
    let policies: [SchedulingPolicy] = [
      .arrivalOrder, .randomOrder, .priorityChange(PriorityChange(changes: 3, steps: 420)),
      .recordedOrder(RecordedOrder([])), .recordedOrder(RecordedOrder([9, 9, 0xffff_ffff, 9])),
    ]
    for policy in policies { #expect(SchedulingPolicy(policy.description) == policy) }
    #expect(SchedulingPolicy("pct:3") == .priorityChange(PriorityChange(changes: 3)))
    #expect(
      policies.map(\.description) == [
        "arrival", "random", "pct:3@420", "recorded:;", "recorded:9,ffffffff;0x2,1,0",
      ])
  }

  @Test func `a text that is no policy is refused`() {
    let texts = [
      "", "arrivals", "arrival:", "random:1", "pct", "pct:", "pct:-1", "pct:1@0", "pct:1@2@3",
      "recorded", "recorded:", "recorded:9;1", "recorded:x;0", "recorded:9;0x0", "recorded:9;0x",
    ]
    for text in texts { #expect(SchedulingPolicy(text) == nil, "\(text)") }
  }

  @Test func `one seed makes the same choices again under every policy`() {
    for policy in [
      SchedulingPolicy.arrivalOrder, .randomOrder,
      .priorityChange(PriorityChange(changes: 2, steps: 20)),
    ] {
      func digest() -> Digest {
        let bench = BugBench(policy, 3)
        let check = ConcurrencyBug.deepOrder.start(bench)
        bench.simulation.run()
        _ = check()
        return bench.simulation.digest
      }
      #expect(digest() == digest(), "\(policy)")
    }
  }

  // MARK: Recorded order

  /// Three workers that note when they go on; `extra` tasks stand for code that was added.
  private func trail(
    _ policy: SchedulingPolicy, _ seed: Seed = 5, workers: [String] = ["a", "b", "c"],
    extra: Int = 0
  ) -> (trail: [String], order: RecordedOrder, following: Following?) {
    let bench = BugBench(policy, seed)
    bench.simulation.keepChoices()
    var trail: [String] = []
    for number in 0..<extra {
      bench.task("extra \(number)") { for _ in 0..<3 { await bench.pause() } }
    }
    for name in workers {
      bench.task(name) {
        for _ in 0..<4 {
          trail.append(name)
          await bench.pause()
        }
      }
    }
    bench.simulation.run()
    return (trail, bench.simulation.recordedOrder, bench.simulation.following)
  }

  @Test func `a recorded order is followed to its end`() {
    let first = trail(.randomOrder)
    let again = trail(.recordedOrder(first.order), 99)
    #expect(again.trail == first.trail)
    #expect(again.order == first.order)
    #expect(again.following?.isComplete == true)
    #expect(first.trail != trail(.arrivalOrder).trail)
  }

  @Test func `a recorded order is followed although unrelated tasks were added`() {
    for seed in 1...50 {
      let first = trail(.randomOrder, Seed(UInt64(seed)))
      let again = trail(.recordedOrder(first.order), extra: 2)
      #expect(again.trail == first.trail, "seed \(seed)")
      #expect(again.following?.parting == nil && again.following?.unknown ?? 0 > 0)
    }
  }

  @Test func `a recording that cannot be followed says where it parted and how far it came`() {
    let first = trail(.randomOrder)
    let again = trail(.recordedOrder(first.order), workers: ["a", "b"])
    let following = again.following
    #expect(following?.isComplete == false)
    #expect(following?.recorded == first.order.choices.count)
    let parting = following?.parting
    #expect(parting?.ready == ["program/1 a 1", "program/1 b 1"], "\(String(describing: parting))")
    #expect(parting?.description.hasPrefix("parted at event 0, 0.000 s, choice ") == true)
  }

  // MARK: Task paths

  @Test func `a task is known by place, life, label and occurrence`() {
    let simulation = Simulation(seed: 1)
    let home = TaskHome(simulation, place: "orders-1")
    let nextLife = TaskHome(simulation, place: "orders-1")
    let tasks = [
      SimulationTask("worker", executor: home.executor),
      SimulationTask("sweeper", executor: home.executor),
      SimulationTask("worker", executor: home.executor),
      SimulationTask("worker", executor: nextLife.executor),
    ]
    #expect(
      tasks.map(\.path.description) == [
        "orders-1/1 worker 1", "orders-1/1 sweeper 1", "orders-1/1 worker 2",
        "orders-1/2 worker 1",
      ])
    #expect(Set(tasks.map(\.path.word)).count == 4)
  }
}
