import Checking

/// A law that a run is judged by.
enum StatedLaw {
  /// One that looks at states while the run goes on.
  case state(Property<SystemView>)
  /// One that is judged over everything that the run left.
  case run(any RunLaw)
}
