import Interposition
import Synchronization

/// What one run leaves to the next: memory for what is pending, and tasks that wait for work.
///
/// Nothing that happened in a run is in it, so that a run with it and one without are the same. At
/// most one run uses it at a time; another one that is given it meanwhile makes its own.
package final class RunMemory: @unchecked Sendable {
  private let isTaken = Atomic<Bool>(false)
  @exclusivity(unchecked) private var hot: UnsafeMutablePointer<Simulation.Hot>?
  @exclusivity(unchecked) private var homes: [TaskHome] = []
  /// How many of the homes, from the first on, have been handed out again.
  @exclusivity(unchecked) private var handed = 0
  /// Tasks that wait for work in homes that nobody will have again.
  @exclusivity(unchecked) private var strays: [(seat: TaskSeat, executor: SimulationExecutor)] = []

  /// How many homes are kept at most.
  private static let most = 256

  /// Memory that nothing has been left to yet.
  package init() {}

  deinit {
    if let hot {
      hot.pointee.deallocate()
      hot.deallocate()
    }
    for home in homes[handed...] { takeStrays(of: home.executor) }
    endStrays()
  }

  /// Takes in the tasks that wait for work in a home that is not kept; they end with the run.
  func takeStrays(of executor: SimulationExecutor) {
    for seat in executor.takeSeats() { strays.append((seat, executor)) }
  }

  /// Ends tasks that wait for work which will not come: each of them keeps its home alive.
  private func endStrays() {
    guard !strays.isEmpty else { return }
    let ended = strays
    strays = []
    Ground().run {
      for (seat, executor) in ended {
        seat.job?.runSynchronously(on: executor.asUnownedSerialExecutor())
      }
    }
  }

  /// Takes it for one run; false when another one has it.
  func take() -> Bool {
    !isTaken.exchange(true, ordering: .acquiring)
  }

  /// Memory for a run that has it to itself.
  static func taken() -> RunMemory {
    let memory = RunMemory()
    _ = memory.take()
    return memory
  }

  /// The hot state of a run at its beginning.
  func takeHot() -> UnsafeMutablePointer<Simulation.Hot> {
    if let hot {
      self.hot = nil
      hot.pointee.clear()
      return hot
    }
    let hot = UnsafeMutablePointer<Simulation.Hot>.allocate(capacity: 1)
    hot.initialize(to: Simulation.Hot())
    return hot
  }

  /// Gives everything back at the end of a run, but for what grew out of proportion.
  func giveBack(_ hot: UnsafeMutablePointer<Simulation.Hot>) {
    if hot.pointee.isOrdinary {
      self.hot = hot
    } else {
      hot.pointee.deallocate()
      hot.deallocate()
    }
    endStrays()
    isTaken.store(false, ordering: .releasing)
  }

  /// A home for the tasks of one life of a place.
  func takeHome(_ simulation: Simulation, place: String, incarnation: Int) -> TaskHome {
    guard handed < homes.count else {
      let home = TaskHome(simulation, place: place, incarnation: incarnation)
      home.executor.keeper = Unmanaged.passUnretained(home)
      return home
    }
    let home = homes[handed]
    handed += 1
    if handed == homes.count {
      homes.removeAll(keepingCapacity: true)
      handed = 0
    }
    home.executor.begin(simulation, place: place, incarnation: incarnation)
    return home
  }

  /// How many tasks of the runtime's wait for work in homes that nobody has.
  package var idleTaskCount: Int {
    homes[handed...].reduce(0) { $0 + $1.executor.seatCount }
  }

  /// Whether a home that is given back would be kept.
  var hasRoom: Bool { homes.count - handed < RunMemory.most }

  /// Keeps a home that nothing of its last process is left in.
  func giveBack(_ home: TaskHome) {
    homes.append(home)
  }
}
