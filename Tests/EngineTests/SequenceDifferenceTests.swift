import Engine
import Testing

@Suite struct SequenceDifferenceTests {
  @Test func `equal sequences do not part`() {
    let difference = SequenceDifference(["a", "b", "a"], ["a", "b", "a"])
    #expect(difference.parting == nil)
    #expect(difference.onlyFirst.isEmpty && difference.onlySecond.isEmpty)
  }

  @Test func `what only one has is found wherever it stands`() {
    let difference = SequenceDifference(["a", "x", "b", "c"], ["a", "b", "c", "y"])
    #expect(difference.parting == 1)
    #expect(difference.onlyFirst == [1])
    #expect(difference.onlySecond == [3])
  }

  @Test func `one that is longer parts where the other ends`() {
    let difference = SequenceDifference(["a"], ["a", "a"])
    #expect(difference.parting == 1)
    #expect(difference.onlyFirst == [])
    #expect(difference.onlySecond == [1])
  }

  @Test func `another order is a difference without anything that only one has`() {
    let difference = SequenceDifference(["a", "b"], ["b", "a"])
    #expect(difference.parting == 0)
    #expect(difference.onlyFirst.isEmpty && difference.onlySecond.isEmpty)
  }
}
