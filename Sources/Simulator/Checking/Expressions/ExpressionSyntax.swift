/// The tree of an expression; every part knows where it stands.
struct ExpressionSyntax: Sendable {
  let form: Form
  /// Where it stands, in UTF-8 bytes.
  let span: Range<Int>

  /// What a part of an expression is.
  indirect enum Form: Sendable {
    case integer(Int)
    case text(String)
    case truth(Bool)
    /// A name of the environment or a bound variable.
    case name(String)
    case field(ExpressionSyntax, String, Range<Int>)
    case negated(ExpressionSyntax)
    case opposite(ExpressionSyntax)
    case binary(Operator, ExpressionSyntax, ExpressionSyntax)
    /// A value gathered from the elements of a list.
    case gathered(Gathering, Binding)
    /// The elements of a list as they are: `count(orders)`, `sum(orders.total)`.
    case summary(Gathering, ExpressionSyntax)
  }

  /// A variable that runs over a list, and what is asked of each element.
  struct Binding: Sendable {
    let variable: String
    let list: ExpressionSyntax
    let filter: ExpressionSyntax?
    /// What is taken of each element; nothing for a count.
    let body: ExpressionSyntax?
    /// The list, where it is one from which the value can be kept up to date.
    var standing: StandingList?
  }

  /// How the elements of a list become one value.
  enum Gathering: String, CaseIterable, Sendable {
    case forall
    case exists
    case count
    case sum
    case min
    case max
    case distinct
  }

  /// An operator between two parts.
  enum Operator: String, Sendable {
    case implies = "->"
    case or = "||"
    case and = "&&"
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case plus = "+"
    case minus = "-"
    case times = "*"
    case divided = "/"
    case remainder = "%"

    /// How tightly it binds; implication least.
    var strength: Int {
      switch self {
      case .implies: 1
      case .or: 2
      case .and: 3
      case .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual: 4
      case .plus, .minus: 5
      case .times, .divided, .remainder: 6
      }
    }
  }
}
