public import Primitives

extension Simulation {
  /// State that every event touches.
  @usableFromInline
  struct Hot {
    @usableFromInline var now: UInt64 = 0
    @usableFromInline var queue = EventQueue()
    @usableFromInline var arrivals: UInt64 = 0
    @usableFromInline var digest = Digest()
    /// Whether what happens goes into the digest.
    @usableFromInline var takesDigest = true
    var ready = ReadyQueue()
    var events: UInt64 = 0
    var staleTimers = 0
    var parking = Suspension(index: 0, generation: 0)
    var lane: Unmanaged<SimulationExecutor>?
    @usableFromInline var task: Unmanaged<SimulationTask>?
    var job: UInt = 0
    @usableFromInline var slots = UnsafeMutablePointer<SuspensionSlot>.allocate(capacity: 64)
    @usableFromInline var slotCapacity = 64
    @usableFromInline var slotCount = 0
    @usableFromInline var firstFreeSlot: UInt32 = .max
    /// The task whose first job the runtime is handing over.
    var launching: Unmanaged<SimulationTask>?
    /// The youngest of the tasks that have not finished.
    var youngest: Unmanaged<SimulationTask>?

    /// Becomes what it was at the beginning, with the memory that it has.
    mutating func clear() {
      let (queue, ready, slots, slotCapacity) = (queue, ready, slots, slotCapacity)
      self = Hot(queue: queue, ready: ready, slots: slots, slotCapacity: slotCapacity)
      self.queue.removeAll()
      self.ready.removeAll()
    }

    /// Gives back the memory; the state must not be used afterwards.
    func deallocate() {
      queue.deallocate()
      ready.deallocate()
      slots.deallocate()
    }

    /// Whether it needs no more memory than most runs do.
    var isOrdinary: Bool { queue.isSmall && ready.mask < 1 << 12 && slotCapacity <= 1 << 12 }
  }
}
