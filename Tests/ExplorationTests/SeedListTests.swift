import Engine
import Exploration
import Harness
import Testing

@Suite struct SeedListTests {
  private func seeds(_ list: SeedList) -> [UInt64] {
    (0..<list.count).map { list.seed(at: list.position(of: $0)).value }
  }

  @Test func `a list holds the seeds of its selection in their order`() throws {
    let list = SeedList(try SeedSelection("3..5,9,0x10..0x11"))
    #expect(seeds(list) == [3, 4, 5, 9, 16, 17])
    #expect(list.text == "3..5,9,0x10..0x11")
  }

  @Test func `shards of any number share a list like cards`() throws {
    let selection = try SeedSelection("1..10,20..24")
    let all = seeds(SeedList(selection))
    for count in 1...20 {
      var dealt: [UInt64] = []
      for index in 1...count {
        let part = SeedList(selection, shard: Shard(index, of: count))
        #expect(part.countOfAll == 15)
        for number in 0..<part.count {
          let position = part.position(of: number)
          #expect(Int(position) % count == index - 1)
          #expect(part.seed(at: position).value == all[Int(position)])
          dealt.append(all[Int(position)])
        }
      }
      #expect(dealt.sorted() == all.sorted())
    }
  }

  @Test func `what is left to chance is drawn once and written down`() throws {
    let list = SeedList(try SeedSelection("7,random")) { 0x2A }
    #expect(seeds(list) == [7, 42])
    #expect(list.text == "7,0x000000000000002a")
    #expect(seeds(SeedList(try SeedSelection(list.text))) == [7, 42])
  }

  @Test func `a limit keeps the first seeds`() throws {
    #expect(seeds(SeedList(try SeedSelection("1..3,8..9"), limit: 4)) == [1, 2, 3, 8])
    #expect(SeedList(try SeedSelection("1..3"), limit: 0).count == 0)
  }

  @Test func `a list of all seeds there are has an end and a beginning`() {
    let list = SeedList(SeedSelection(0...UInt64.max))
    #expect(list.count == .max)
    #expect(list.seed(at: UInt64.max - 1).value == UInt64.max - 1)
  }
}
