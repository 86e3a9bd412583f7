import Primitives
import Testing

@Suite struct OrderedCollectionTests {
  @Test func `a dictionary iterates in order of insertion`() {
    var dictionary = OrderedDictionary<String, Int>()
    for number in (0..<100).reversed() { dictionary["key \(number)"] = number }
    #expect(dictionary.values == Array((0..<100).reversed()))
  }

  @Test func `replacing a value keeps its place and removing one closes the gap`() {
    var dictionary: OrderedDictionary = ["a": 1, "b": 2, "c": 3]
    dictionary["a"] = 10
    dictionary["b"] = nil
    dictionary["d", default: 0] += 4
    #expect(dictionary.keys == ["a", "c", "d"])
    #expect(dictionary.values == [10, 3, 4])
    #expect(dictionary["c"] == 3)
    #expect(dictionary["b"] == nil)
  }

  @Test func `a set drops repetitions and iterates in order of insertion`() {
    var set: OrderedSet = [3, 1, 3, 2]
    #expect(Array(set) == [3, 1, 2])
    let inserted = set.insert(1)
    let removed = set.remove(3)
    #expect(!inserted && removed)
    #expect(!set.contains(3))
    #expect(Array(set) == [1, 2])
  }
}
