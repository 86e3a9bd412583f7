import Engine
import Harness
import Reporting
import Testing

@Suite struct CausalityTests {
  @Test func `every event of the cone reaches the violation by an edge`() throws {
    for (path, seed) in [(SampleRun.unguarded, 7 as Seed), (SampleRun.hunt, SampleRun.huntSeed)] {
      let subject = try SampleRun.subject(path, seed: seed)
      let explanation = try #require(subject.explanation)
      var reaches = Set(explanation.roots)
      for edge in explanation.graph.edges.reversed() where reaches.contains(edge.to) {
        reaches.insert(edge.from)
      }
      #expect(Set(explanation.cone.events) == reaches, "\(path)")
      #expect(explanation.core.events.allSatisfy { explanation.cone.contains($0) }, "\(path)")
      #expect(explanation.core.count < subject.record.traceLength, "\(path)")
    }
  }

  @Test func `a message arrives after it was sent and never otherwise`() throws {
    let record = try SampleRun.subject(SampleRun.hunt, seed: SampleRun.huntSeed).record
    let graph = CausalGraph(record)
    let arrivals = record.trace.events.indices.prefix(record.traceLength).filter {
      record.trace.events[$0].kind == .messageDelivered
    }
    #expect(arrivals.count > 10)
    for arrival in arrivals {
      let sending = Int(record.trace.events[arrival].cause)
      #expect(graph.causes(of: arrival).contains { $0.event == sending && $0.kind == .message })
      #expect(record.trace.events[sending].kind == .messageSent)
    }
  }

  @Test func `the past of an event and its future meet in the event only`() throws {
    let record = try SampleRun.subject(SampleRun.unguarded, seed: 7).record
    let graph = CausalGraph(record)
    for event in 0..<record.traceLength {
      let past = graph.past(of: [event])
      let future = graph.future(of: event)
      #expect(
        (0..<record.traceLength).filter { past.contains($0) && future.contains($0) } == [event])
    }
  }

  @Test func `a commit follows from what its task did and from what it replaces`() throws {
    let subject = try SampleRun.subject(SampleRun.unguarded, seed: 7)
    let explanation = try #require(subject.explanation)
    let kinds = explanation.graph.causes(of: explanation.violation).map(\.kind)
    #expect(kinds.contains(.task) && kinds.contains(.record))
  }

  @Test func `the decisive fault is the one without which the run keeps the law`() throws {
    let subject = try SampleRun.subject(SampleRun.unguarded, seed: 7)
    let explanation = try #require(subject.explanation)
    #expect(explanation.decisive.ids == ["die-before-reply"])
    let other = try #require(subject.counterpart)
    #expect(other.firstViolation == nil)
    #expect(other.digest != subject.record.digest)
  }

  @Test func `the chain leads from the violation over the fault to the client's request`() throws {
    let subject = try SampleRun.subject(SampleRun.unguarded, seed: 7)
    let explanation = try #require(subject.explanation)
    let chain = explanation.chain
    let kinds = chain.map { subject.record.trace.events[$0.event].kind }
    #expect(chain.first?.event == explanation.violation)
    #expect(kinds.contains(.processCrashed))
    #expect(kinds.last == .operationInvoked)
    for (later, earlier) in zip(chain, chain.dropFirst()) {
      #expect(
        explanation.graph.causes(of: later.event).contains {
          $0.event == earlier.event && $0.kind == earlier.kind
        })
    }
  }

  @Test func `looking at a run in full changes nothing about it`() throws {
    let runner = try SampleRun.runner(SampleRun.hunt)
    for seed in 1...20 as ClosedRange<UInt64> {
      var full = ScenarioRunner.Options()
      full.level = .full
      let digest = runner.run(Seed(seed)).digest
      #expect(runner.run(Seed(seed), full).digest == digest, "seed \(seed)")
    }
  }
}
