/// Brings the tables of a PostgreSQL database up to date, all steps or none. Whoever calls it holds the writers' lock, so
/// of two servers that start together the second finds the work done.
enum PostgresMigrator {
  static func migrate(_ database: Database, place: String) throws {
    let tables = try String.fetchAll(
      database, sql: "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
    if !tables.contains("mien_migrations") {
      guard tables.isEmpty else { throw StorageError.notMiens(path: place, tables: tables) }
      try database.execute(sql: "CREATE TABLE mien_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
    }
    let made = Set(try String.fetchAll(database, sql: "SELECT identifier FROM mien_migrations"))
    let unknown = made.subtracting(Tables.migrations.map(\.name))
    guard unknown.isEmpty else {
      throw StorageError.newerVersion(path: place, migrations: unknown.sorted())
    }
    for migration in Tables.migrations where !made.contains(migration.name) {
      for statement in migration.statements + migration.forPostgres {
        try database.execute(sql: PostgresStatement.translated(statement))
      }
      try database.execute(
        sql: "INSERT INTO mien_migrations (identifier) VALUES (?)", arguments: [migration.name])
    }
  }
}
