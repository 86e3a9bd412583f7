import Primitives
package import ServiceRuntime

/// A committed record that became another, as it travels between processes.
package struct RecordChange: Codable, Hashable, Sendable {
  /// The table.
  package let table: String
  /// The key.
  package let key: String
  /// The record as JSON; nothing where it is gone.
  package let value: String?

  /// The change of a key.
  package init(table: String, key: String, value: String?) {
    self.table = table
    self.key = key
    self.value = value
  }

  /// The change as a store makes it.
  ///
  /// - Throws: `inputOutput` where the record cannot be written.
  init(_ write: (table: TableName, key: String, record: StoredRecord?)) throws(StoreError) {
    table = write.table.text
    key = write.key
    do {
      value = try write.record.map { record in
        try JSONCoding.encode(Encoding { try record.encode(to: $0) })
      }
    } catch {
      throw StoreError(
        .inputOutput, "the record \(write.table)/\(write.key) cannot be written: \(error)")
    }
  }

  /// The record, to be read by whoever knows its type.
  ///
  /// - Throws: `corrupted` where it is no JSON.
  package func record() throws(StoreError) -> StoredRecord? {
    guard let value else { return nil }
    do {
      let content = try JSONCoding.decode(Decoding.self, from: value)
      return EncodedRecord(content.decoder, text: value)
    } catch {
      throw StoreError(.corrupted, "the record \(table)/\(key) is no JSON")
    }
  }
}
