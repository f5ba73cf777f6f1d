/// For tests that look behind the stores, or change what only somebody else would.
extension Store {
  /// Runs statements in one transaction.
  package func run(_ statements: String...) async throws(StorageError) {
    try await database.write { database in
      for statement in statements { try database.execute(sql: statement) }
    }
  }

  /// All values that a statement finds, row by row, as texts; `nil` for `NULL`.
  package func texts(_ sql: String) async throws(StorageError) -> [String?] {
    try await database.read { database in
      try database.rows(sql).flatMap { row in row.values.map(\.postgresText) }
    }
  }
}

extension PostgresAddress {
  /// Runs statements on a connection of their own.
  package func run(_ sql: String) throws { try PostgresConnection(self).run(sql) }
}
