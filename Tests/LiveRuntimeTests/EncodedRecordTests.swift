import Foundation
import ServiceRuntime
import Testing

/// Records whose type nobody has stated yet.
@Suite struct EncodedRecordTests {
  /// Hands out the decoder that it is made from.
  private struct Opened: Decodable {
    let decoder: any Decoder

    init(from decoder: any Decoder) throws {
      self.decoder = decoder
    }
  }

  /// Writes a record on as it is.
  private struct Handed: Encodable {
    let record: StoredRecord

    func encode(to encoder: any Encoder) throws {
      try record.encode(to: encoder)
    }
  }

  @Test(arguments: [
    #"{"big":18446744073709551615,"list":[1,-2,[true,null]],"name":"a \"b\"","share":0.5}"#,
    #"{"card":{"token":"4711","valid":false},"empty":{},"none":[]}"#, #"["x",{"y":1}]"#,
  ])
  func `a record's content is written on field by field`(text: String) throws {
    let opened = try JSONDecoder().decode(Opened.self, from: Data(text.utf8))
    let record = EncodedRecord(opened.decoder, text: text)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(String(decoding: try encoder.encode(Handed(record: record)), as: UTF8.self) == text)
  }
}
