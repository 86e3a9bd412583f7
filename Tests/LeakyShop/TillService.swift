import ForeignSample
import ServiceRuntime

/// Puts code that was written without the seam behind a request.
///
/// The till knows nothing of the simulator: it starts plain tasks, sleeps, looks at dates, draws
/// from the system, makes identifiers and goes through sets. This service only hands it the
/// request.
final class TillService: AnsweringService {
  override func answer() async throws -> String {
    let lines = await ringUp(["apples", "bread", "cheese", "dates"])
    return (lines + hashOrder(["one", "two", "three", "four"])).joined(separator: "; ")
  }
}
