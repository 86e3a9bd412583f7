package import Primitives

/// A JSON value that is written the same way every time.
///
/// Keys keep their order. There are no fractions, because their notation differs between
/// programs. Whole numbers are written exactly; numbers that a reader may hold as floating point
/// and that may exceed 2^53, seeds and nanoseconds above all, belong into ``text(_:)``.
package indirect enum JSONText: Sendable, Equatable {
  /// Nothing.
  case null
  /// Yes or no.
  case flag(Bool)
  /// A whole number.
  case integer(Int64)
  /// Text.
  case text(String)
  /// Values in order.
  case list([JSONText])
  /// Values with names, in order.
  case object(OrderedDictionary<String, JSONText>)

  /// The value on one line, without a line end.
  package var compact: String {
    var result = ""
    write(into: &result, indentation: nil)
    return result
  }

  /// The value over several lines, two spaces deeper at each level, without a line end.
  package var indented: String {
    var result = ""
    write(into: &result, indentation: 0)
    return result
  }

  private func write(into result: inout String, indentation: Int?) {
    switch self {
    case .null: result += "null"
    case .flag(let flag): result += flag ? "true" : "false"
    case .integer(let number): result += String(number)
    case .text(let text): JSONText.write(text, into: &result)
    case .list(let values):
      JSONText.write(values, "[", "]", indentation, into: &result) { value, inner, result in
        value.write(into: &result, indentation: inner)
      }
    case .object(let fields):
      let pairs = fields.map { $0 }
      JSONText.write(pairs, "{", "}", indentation, into: &result) { field, inner, result in
        JSONText.write(field.key, into: &result)
        result += inner == nil ? ":" : ": "
        field.value.write(into: &result, indentation: inner)
      }
    }
  }

  private static func write<Element>(
    _ elements: [Element], _ open: String, _ close: String, _ indentation: Int?,
    into result: inout String, each: (Element, Int?, inout String) -> Void
  ) {
    result += open
    let inner = indentation.map { $0 + 2 }
    for (position, element) in elements.enumerated() {
      if position > 0 { result += "," }
      if let inner { result += "\n" + String(repeating: " ", count: inner) }
      each(element, inner, &result)
    }
    if let indentation, !elements.isEmpty {
      result += "\n" + String(repeating: " ", count: indentation)
    }
    result += close
  }

  /// Writes text in quotes so that it can also stand inside a script element of a page.
  private static func write(_ text: String, into result: inout String) {
    result += "\""
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      // A page's script element would end at "</script", and old scripts break at the line
      // separators that JSON allows in text.
      case "/" where previous == "<": result += "\\/"
      case "\u{2028}", "\u{2029}", "\u{0}"..."\u{1F}", "\u{7F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
      previous = scalar
    }
    result += "\""
  }
}

extension JSONText: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral, ExpressibleByStringInterpolation
{
  package init(stringLiteral text: String) { self = .text(text) }
  package init(booleanLiteral flag: Bool) { self = .flag(flag) }
  package init(integerLiteral number: Int64) { self = .integer(number) }
  package init(arrayLiteral values: JSONText...) { self = .list(values) }
  package init(nilLiteral: ()) { self = .null }

  /// An object of the given fields, in the order in which they are written.
  ///
  /// - Precondition: no name occurs twice.
  package init(dictionaryLiteral fields: (String, JSONText)...) {
    self = .object(OrderedDictionary(uniqueKeysWithValues: fields))
  }
}
