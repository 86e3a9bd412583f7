import Engine
import Primitives
import Testing
import World

/// A recorded failure, done again by code that was edited meanwhile.
@Suite struct ReplayAcrossEditsTests {
  private static let seeds = (1...20 as ClosedRange<UInt64>).map { Seed($0) }
  private static let harmless = EditedSystem.Edit.allCases.filter { $0 != .noRetry }

  @Test func `the recordings are of runs in which faults struck and orders were deducted twice`()
    throws
  {
    let runs = try Self.seeds.map { try EditedSystem.run($0) }
    #expect(runs.allSatisfy { $0.strikes.contains { $0.hasSuffix("die: crash") } })
    #expect(runs.count { $0.deductions.contains(2) } > 5)
    #expect(runs.allSatisfy { $0.strikes.count > 1 })
  }

  @Test(arguments: harmless)
  func `faults, draws and failures are the same after an edit elsewhere`(
    _ edit: EditedSystem.Edit
  ) throws {
    for seed in Self.seeds {
      let recorded = try EditedSystem.run(seed)
      let again = try EditedSystem.run(seed, edit)
      let following = OutlineFollowing(recorded.recording.outline, again.trace)
      #expect(again.strikes == recorded.strikes, "\(edit), seed \(seed)")
      #expect(again.draws == recorded.draws, "\(edit), seed \(seed)")
      #expect(again.deductions == recorded.deductions, "\(edit), seed \(seed)")
      #expect(following.isComplete, "\(edit), seed \(seed): \(following)")
      #expect(following.faultsStruck == recorded.strikes.count, "\(edit), seed \(seed)")
      #expect((following.added > 0) == [.call, .host, .table].contains(edit), "\(edit)")
    }
  }

  @Test(arguments: harmless)
  func `recorded choices are followed after an edit elsewhere`(_ edit: EditedSystem.Edit) throws {
    for seed in Self.seeds.prefix(8) {
      let recorded = try EditedSystem.run(seed, policy: .randomOrder)
      let again = try EditedSystem.run(seed, edit, policy: recorded.recording.replayPolicy)
      let following = OutlineFollowing(recorded.recording.outline, again.trace)
      #expect(following.isComplete, "\(edit), seed \(seed): \(following)")
      #expect(again.deductions == recorded.deductions, "\(edit), seed \(seed)")
      if edit == .none { #expect(again.recording.digest == recorded.recording.digest) }
    }
  }

  @Test func `an edit that changes the course is told, with how far it was followed`() throws {
    let seed = try #require(
      Self.seeds.first { try EditedSystem.run($0).draws.count > 1 })
    let recorded = try EditedSystem.run(seed)
    let following = OutlineFollowing(
      recorded.recording.outline, try EditedSystem.run(seed, .noRetry).trace)
    let parting = try #require(following.parting)
    #expect(!following.isComplete)
    #expect(following.followed > 0 && following.followed < following.recorded)
    #expect(parting.expected != parting.seen)
    #expect(
      following.description.contains("parted at step \(parting.step + 1), after "), "\(following)")
    #expect(following.description.hasPrefix("followed \(following.followed) of "), "\(following)")
  }

  @Test func `a recording is read back from its text`() throws {
    for policy in [SchedulingPolicy.arrivalOrder, .randomOrder] {
      let recording = try EditedSystem.run(3, policy: policy).recording
      #expect(RunRecording(recording.description) == recording)
    }
  }

  @Test func `a text that is no recording is refused`() throws {
    let text = try EditedSystem.run(3).recording.description
    let broken = [
      "", "orrery recording 2\n", text.replacing("recording 1", with: "recording 2"),
      text.replacing("steps 0", with: "steps x"), text.replacing("steps 0", with: "steps 9999,0"),
      text.replacing("policy arrival", with: "policy none"), text + "what\n",
      text.replacing("steps 0", with: "steps 0x0,0"),
    ]
    for text in broken { #expect(RunRecording(text) == nil, "\(text.prefix(40))") }
  }
}
