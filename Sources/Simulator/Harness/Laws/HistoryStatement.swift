import Checking
import Primitives

/// What a law about a history needs to know of the commands in it.
struct HistoryStatement {
  let id: String
  let meanings: OrderedDictionary<String, OperationMeaning>
  let filter: Expression?
}
