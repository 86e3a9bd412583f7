package import Harness

/// Puts the files of all shards together, into what one machine would have found.
///
/// The runs are taken in in the order of the seeds, one from each file in turn, so that whatever is
/// computed or written of them is the same as if there had been no shards.
package final class SweepMerge {
  /// What the merged file says of itself.
  package let header: SweepFileHeader
  private let readers: [SweepFileReader]

  /// The files of all shards, in any order.
  ///
  /// - Parameter expected: how many shards there must be; as many as the files say when absent.
  package init(_ paths: [String], expecting expected: Int? = nil) throws(SweepFileError) {
    var readers: [SweepFileReader] = []
    for path in paths { readers.append(try SweepFileReader(path)) }
    readers.sort { $0.header.shard.index < $1.header.shard.index }
    guard let first = readers.first else {
      throw SweepFileError(.incomplete, "merge", "there is no file")
    }
    let count = first.header.shard.count
    for reader in readers {
      if reader.header.with(.whole) != first.header.with(.whole) {
        throw SweepFileError(
          .foreign, reader.path, "another build of the program made it than \(first.path)")
      }
      if reader.header.shard.count != count {
        throw SweepFileError(
          .foreign, reader.path,
          "it is shard \(reader.header.shard), \(first.path) is one of \(count)")
      }
    }
    for (reader, next) in zip(readers, readers.dropFirst())
    where reader.header.shard == next.header.shard {
      throw SweepFileError(
        .foreign, next.path, "it is shard \(next.header.shard), as \(reader.path) is")
    }
    if let expected, expected != count {
      throw SweepFileError(
        .foreign, first.path, "it is one of \(count) shards, \(expected) are expected")
    }
    let present = readers.map(\.header.shard.index)
    let missing = (1...count).filter { !present.contains($0) }
    guard missing.isEmpty else {
      let names = missing.map { "\($0)/\(count)" }.joined(separator: ", ")
      throw SweepFileError(
        .incomplete, "merge", "shard\(missing.count == 1 ? "" : "s") \(names) missing")
    }
    header = first.header.with(.whole)
    self.readers = readers
  }

  /// The next scenario's part; nothing after the last.
  package func nextSection(
    for system: SystemUnderTest
  ) throws(SweepFileError) -> SweepSection? {
    let first = try readers[0].nextSection()
    for reader in readers.dropFirst() {
      let line = try reader.nextSection()
      guard line == first else {
        throw SweepFileError(
          .foreign, reader.path, "its scenarios are not those of \(readers[0].path)")
      }
    }
    guard let first else { return nil }
    guard let section = SweepSection(line: first, shard: .whole, system: system) else {
      throw SweepFileError(
        .bad, readers[0].path, "this program cannot read the scenario in it")
    }
    return section
  }

  /// Gives the runs of a part in the order of the seeds, and says why they end.
  ///
  /// - Parameter deliver: takes a run and says whether more are wanted.
  package func run(
    _ section: SweepSection, deliver: (RunResult) -> Bool
  ) throws(SweepFileError) -> SectionEnd {
    let total = section.job.seeds.countOfAll
    var position: UInt64 = 0
    var end = SectionEnd.complete
    while position < total {
      let reader = readers[Int(position % UInt64(readers.count))]
      guard let result = try reader.nextResult() else {
        throw SweepFileError(
          .incomplete, reader.path,
          "it ends before seed \(section.job.seeds.seed(at: position)) of \(section.path)"
            + (reader.end == .budget ? ", when its time was over" : ""))
      }
      guard result.position == position, result.seed == section.job.seeds.seed(at: position) else {
        throw SweepFileError(
          .bad, reader.path, "it holds seed \(result.seed) in the place of another")
      }
      position += 1
      if !deliver(result) {
        end = .stopped
        break
      }
    }
    for reader in readers { while try reader.nextResult() != nil {} }
    return end
  }
}
