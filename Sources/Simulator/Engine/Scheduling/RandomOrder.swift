/// Draws which ready task goes next, each equally likely.
struct RandomOrder {
  private var stream: RandomStream

  init(streams: RandomStreams) {
    stream = streams.stream(.scheduler, at: "run", purpose: "order")
  }

  mutating func choose(_ candidates: some RandomAccessCollection<UInt64>) -> Int {
    Int(stream.below(UInt64(candidates.count)))
  }
}
