/// Takes the job that became ready first.
///
/// The order that the hot path takes by itself; this one serves runs that record their choices.
struct ArrivalOrder {
  func choose(_ candidates: some RandomAccessCollection<UInt64>) -> Int { 0 }
}
