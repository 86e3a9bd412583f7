/// Whole numbers of 64 bits; a result that does not fit is told.
enum ExpressionArithmetic {
  /// The result of an operator between two numbers.
  ///
  /// - Precondition: the operator is one of arithmetic.
  static func value(
    _ sign: ExpressionSyntax.Operator, _ one: Int, _ other: Int, _ span: Range<Int>
  ) throws(ExpressionError) -> Int {
    let result: (partialValue: Int, overflow: Bool)
    switch sign {
    case .plus: result = one.addingReportingOverflow(other)
    case .minus: result = one.subtractingReportingOverflow(other)
    case .times: result = one.multipliedReportingOverflow(by: other)
    case .divided, .remainder:
      guard other != 0 else { throw ExpressionError(span, "division by zero") }
      result =
        sign == .divided
        ? one.dividedReportingOverflow(by: other)
        : one.remainderReportingOverflow(dividingBy: other)
    case .implies, .or, .and, .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual:
      preconditionFailure("'\(sign.rawValue)' is no arithmetic")
    }
    return try fitting(result, span)
  }

  /// A result that fits.
  static func fitting(
    _ result: (partialValue: Int, overflow: Bool), _ span: Range<Int>
  ) throws(ExpressionError) -> Int {
    guard !result.overflow else {
      throw ExpressionError(span, "the number does not fit into 64 bits")
    }
    return result.partialValue
  }
}
