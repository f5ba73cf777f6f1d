import Foundation
import Storage
import Testing

@Suite struct PostgresAddressTests {
  @Test(arguments: [
    ("postgres://ada:s3cret@db.example.org:5433/mien", "postgres://ada@db.example.org:5433/mien"),
    ("postgresql://ada:p%40ss@localhost/mien?sslmode=require", "postgres://ada@localhost/mien"),
    ("postgres:///mien?host=/run/postgresql&password=s3cret", "postgres://%2Frun%2Fpostgresql/mien"),
    ("postgres://[::1]/mien", "postgres://[::1]/mien"),
    ("postgres://ada@db/mien?sslpassword=s3cret&sslmode=require", "postgres://ada@db/mien"),
  ]) func `an address is shown without its password`(url: String, shown: String) throws {
    let address = try PostgresAddress(url)
    #expect(address.description == shown)
    #expect("\(DatabasePlace.server(address))" == shown)
    for secret in ["s3cret", "p%40ss", "p@ss"] {
      #expect(!address.withoutPassword.contains(secret))
    }
  }

  @Test func `the options stay for the programs of PostgreSQL`() throws {
    let address = try PostgresAddress("postgres://ada:s3cret@db/mien?sslmode=verify-full")
    #expect(address.withoutPassword == "postgres://ada@db/mien?sslmode=verify-full")
  }

  @Test(arguments: [
    "postgres://ada:s3cret@db:notaport:7/mien", "postgres://ada:s3cret@[::1/mien",
    "postgres://ada:s3cret@db/mien?no_such_option=1", "mysql://ada:s3cret@db/mien",
  ]) func `an address that cannot be read is refused without repeating it`(url: String) {
    let error = #expect(throws: StorageError.self) { try PostgresAddress(url) }
    #expect(error == .unfitAddress)
    #expect(error?.description.contains("s3cret") == false)
  }

  @Test func `whatever is no such address is a path`() throws {
    let folder = URL(filePath: "/var/lib/mien", directoryHint: .isDirectory)
    #expect(try DatabasePlace("other.sqlite", relativeTo: folder).description == "/var/lib/mien/other.sqlite")
  }

  @Test func `a server that is not there is unavailable, and its password not told`() throws {
    let directory = try TemporaryDirectory()
    let address = try PostgresAddress("postgres://ada:s3cret@127.0.0.1:1/mien")
    let error = #expect(throws: StorageError.self) { try Store(.server(address), directory: directory.url) }
    guard case .unavailable = error else { return #expect(Bool(false), "\(String(describing: error))") }
    #expect(error?.description.contains("postgres://ada@127.0.0.1:1/mien") == true)
    #expect(error?.description.contains("s3cret") == false)
  }
}

/// What only PostgreSQL has; where there is no server for tests, nothing is tested.
@Suite(.enabled(if: TestEngine.server != nil)) struct PostgresTests {
  let schema: TemporarySchema
  let directory: TemporaryDirectory

  init() throws {
    schema = try TemporarySchema()
    directory = try TemporaryDirectory()
  }

  private func open() throws -> Store {
    try Store(.server(schema.address), directory: directory.url, passwordCost: TemporaryStore.cheap)
  }

  @Test func `servers that start together make the tables once`() async throws {
    try await withThrowingTaskGroup { group in
      for _ in 0..<6 { group.addTask { _ = try open() } }
      try await group.waitForAll()
    }
    let made = try await open().texts("SELECT identifier FROM mien_migrations ORDER BY identifier")
    #expect(made.compactMap(\.self) == Tables.migrator.migrations)
  }

  @Test func `a newer version's database is refused and left as it is`() async throws {
    try await open().run("INSERT INTO mien_migrations (identifier) VALUES ('9999 tomorrow')")
    let error = #expect(throws: StorageError.self) { try open() }
    #expect(error == .newerVersion(path: schema.address.description, migrations: ["9999 tomorrow"]))
  }

  @Test func `another program's database is refused`() throws {
    try schema.address.run("CREATE TABLE songs (id INT)")
    #expect(throws: StorageError.notMiens(path: schema.address.description, tables: ["songs"])) {
      try open()
    }
  }

  @Test func `the mood of a moment stays out of the server's log`() async throws {
    let kind = try await open().texts(
      "SELECT relpersistence::text FROM pg_class WHERE oid = 'live_moods'::regclass")
    #expect(kind == ["u"])
  }

  @Test func `a connection that was ended is made again, for reading and for writing`() async throws {
    let marked = try PostgresAddress("\(schema.url)&application_name=\(schema.name)")
    let store = try Store(.server(marked), directory: directory.url, passwordCost: TemporaryStore.cheap)
    for name in ["ada", "bob", "eve"] {
      try schema.address.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '\(schema.name)'")
      try await store.accounts.create(name: name, password: "a long password", role: .member, at: noon)
      #expect(try await store.accounts.find(name: name).name == name)
    }
    #expect(try await store.accounts.list().count == 3)
  }

  @Test func `a text with a zero in it is kept whole but for that`() async throws {
    let store = try open()
    let token = try await store.sessions.start(
      for: store.accounts.create(name: "ada", password: "a long password", role: .member, at: noon),
      at: noon, agent: "a\u{0}b")
    #expect(try await store.sessions.find(token, at: noon)?.agent == "a\u{FFFD}b")
  }

  @Test func `a backup names PostgreSQL's own command, without the password`() async throws {
    let store = try open()
    let error = await #expect(throws: StorageError.self) {
      try await store.backUp(to: directory.url.appending(path: "a.backup"))
    }
    #expect(error?.description.contains("pg_dump --format=custom --file=mien.dump 'postgres://mien@") == true)
  }

  @Test func `the server says its version and the size of the database`() async throws {
    let store = try open()
    #expect(try await store.server()?.hasPrefix("PostgreSQL 1") == true)
    #expect(try #require(await store.bytes()) > 1_000_000)
  }
}
