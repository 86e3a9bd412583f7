/// The texts of a page as a few forms and numbers.
///
/// A run of a million events says a few hundred different things of ever other numbers, so a text
/// takes a few letters where it would take seventy. A text whose like is rare stands for itself.
struct TextForms {
  /// The forms by number; number 0 is that of texts that stand for themselves.
  private(set) var forms = [TextForm.itself]
  /// The texts that stand for themselves.
  private(set) var literals: [String] = []
  private var formOf: [Int32] = []
  private var begins: [Int32] = []
  private var numbers: [Int] = []

  /// What is known of a skeleton while texts are read.
  private struct Pattern {
    let words: String
    let numbers: ArraySlice<Int>
    var uses: Int
    var varies: UInt32 = 0
    var form: Int32 = 0

    var known: [Int?] {
      numbers.enumerated().map { varies & (1 << UInt32($0)) == 0 ? $1 : nil }
    }
  }

  /// Finds the forms of a table's texts.
  ///
  /// - Parameter least: how often texts of a form are used at least, so that there are few forms.
  init(_ table: StringTable, least: Int) {
    var patterns: [Pattern] = []
    var patternOf: [Int32] = []
    patternOf.reserveCapacity(table.texts.count)
    var places: [String: Int32] = [:]
    for (text, uses) in zip(table.texts, table.uses) {
      begins.append(Int32(numbers.count))
      guard let skeleton = TextSkeleton(text) else {
        patternOf.append(-1)
        continue
      }
      numbers += skeleton.numbers
      let words = String(decoding: skeleton.words, as: UTF8.self)
      if let place = places[words] {
        let varies = TextForms.differences(patterns[Int(place)].numbers, skeleton.numbers)
        patterns[Int(place)].uses += Int(uses)
        patterns[Int(place)].varies |= varies
        patternOf.append(place)
      } else {
        places[words] = Int32(patterns.count)
        patternOf.append(Int32(patterns.count))
        patterns.append(Pattern(words: words, numbers: skeleton.numbers[...], uses: Int(uses)))
      }
    }
    begins.append(Int32(numbers.count))
    for index in patterns.indices where patterns[index].uses >= least {
      patterns[index].form = Int32(forms.count)
      let pattern = patterns[index]
      forms.append(TextForm(pieces: TextSkeleton.pieces(pattern.words, known: pattern.known)))
    }
    settle(table.texts, patterns, patternOf)
  }

  private static func differences(_ first: ArraySlice<Int>, _ second: [Int]) -> UInt32 {
    var result: UInt32 = 0
    for (index, (one, other)) in zip(first, second).enumerated() where one != other {
      result |= 1 << UInt32(index)
    }
    return result
  }

  /// Leaves of each text's numbers those that its form does not know.
  private mutating func settle(_ texts: [String], _ patterns: [Pattern], _ patternOf: [Int32]) {
    var kept: [Int] = []
    var starts: [Int32] = []
    formOf.reserveCapacity(texts.count)
    for (text, place) in patternOf.enumerated() {
      starts.append(Int32(kept.count))
      let pattern = place < 0 ? nil : patterns[Int(place)]
      formOf.append(pattern?.form ?? 0)
      guard let pattern, pattern.form > 0 else {
        kept.append(literals.count)
        literals.append(texts[text])
        continue
      }
      for (index, number) in numbers[Int(begins[text])..<Int(begins[text + 1])].enumerated()
      where pattern.varies & (1 << UInt32(index)) != 0 {
        kept.append(number)
      }
    }
    starts.append(Int32(kept.count))
    begins = starts
    numbers = kept
  }

  /// The form of a text; -1 for none.
  func form(of text: Int32) -> Int32 { text < 0 ? -1 : formOf[Int(text)] }

  /// The numbers that make a text of its form.
  func numbers(of text: Int32) -> ArraySlice<Int> {
    text < 0 ? [] : numbers[Int(begins[Int(text)])..<Int(begins[Int(text) + 1])]
  }

  /// A stretch of texts that begins to be written.
  func stretch() -> TextStretch { TextStretch(self) }
}
