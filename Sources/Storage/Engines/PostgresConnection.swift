import CPQ
import Foundation

/// One connection of libpq, used by one thread at a time. Values are bound, and statements prepared once.
final class PostgresConnection: DatabaseConnection {
  /// Of statements at most this many stay prepared.
  private static let mostPrepared = 256

  private let handle: OpaquePointer
  private let address: PostgresAddress
  /// The names of prepared statements by their text and the types of their values.
  private var prepared: [String: String] = [:]
  private var preparations = 0

  /// - Throws: ``PostgresError``; ``StorageError`` for a server that is too old or keeps other letters than UTF-8.
  init(_ address: PostgresAddress) throws {
    // What stands before `dbname` holds unless the URL says otherwise; what stands behind it holds anyway.
    let options: [(String, String)] = [
      ("connect_timeout", "5"), ("keepalives_idle", "10"), ("keepalives_interval", "5"),
      ("keepalives_count", "3"), ("tcp_user_timeout", "15000"), ("fallback_application_name", "mien"),
      ("dbname", address.url), ("client_encoding", "UTF8"),
    ]
    let keywords = CStrings(options.map(\.0))
    let values = CStrings(options.map(\.1))
    self.address = address
    let opened = keywords.withPointers { keywords in
      values.withPointers { PQconnectdbParams(keywords, $0, 1) }
    }
    guard let opened else { throw StorageError.unavailable(place: address.description, reason: "no memory") }
    handle = opened
    guard PQstatus(handle) == CONNECTION_OK else {
      throw StorageError.unavailable(place: address.description, reason: Self.line(PQerrorMessage(handle)))
    }
    guard PQserverVersion(handle) >= 130_000 else {
      throw StorageError.refused(
        place: address.description, reason: "Mien needs PostgreSQL 13 or newer; update the server")
    }
    guard PQparameterStatus(handle, "server_encoding").map({ String(cString: $0) }) == "UTF8" else {
      throw StorageError.refused(
        place: address.description,
        reason: "it does not keep UTF-8; make it with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0")
    }
    // Whoever waits or idles for longer within a transaction would keep all others from writing.
    // What is acknowledged is on the disk, whatever the database or the role was set to.
    try run(
      "SET lock_timeout = '30s'; SET idle_in_transaction_session_timeout = '30s'; SET synchronous_commit = on"
    )
  }

  deinit { PQfinish(handle) }

  /// Whether the server still had an open end when it was asked last.
  var isAlive: Bool { PQstatus(handle) == CONNECTION_OK }

  /// Runs statements of ours without values.
  func run(_ sql: String) throws {
    _ = try checked(PQexec(handle, sql))
  }

  func execute(_ sql: String, _ arguments: [DatabaseValue]) throws -> Int {
    let result = try result(of: sql, arguments)
    return Int(String(cString: PQcmdTuples(result.pointer))) ?? 0
  }

  func answer(_ sql: String, _ arguments: [DatabaseValue]) throws -> (columns: [String], rows: [Row]) {
    let result = try result(of: sql, arguments)
    let places = 0..<PQnfields(result.pointer)
    let columns = Row.Columns(places.map { String(cString: PQfname(result.pointer, $0)) })
    let types = places.map { PQftype(result.pointer, $0) }
    let rows = (0..<PQntuples(result.pointer)).map { row in
      Row(
        columns: columns, values: places.map { result.value(row: row, column: $0, type: types[Int($0)]) })
    }
    return (columns.names, rows)
  }

  func append(to table: String, _ rows: [[DatabaseValue]]) throws {
    guard !rows.isEmpty else { return }
    _ = try checked(PQexec(handle, "COPY \(table) FROM STDIN"), expecting: PGRES_COPY_IN)
    var chunk: [UInt8] = []
    for row in rows {
      chunk += PostgresCopy.line(row)
      if chunk.count > 1 << 16 {
        try send(chunk)
        chunk.removeAll(keepingCapacity: true)
      }
    }
    try send(chunk)
    guard PQputCopyEnd(handle, nil) == 1 else { throw failure(nil) }
    defer { while let rest = PQgetResult(handle) { PQclear(rest) } }
    _ = try checked(PQgetResult(handle))
  }

  private func send(_ bytes: [UInt8]) throws {
    let isSent = bytes.withUnsafeBytes { bytes in
      PQputCopyData(handle, bytes.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count)) == 1
    }
    guard isSent else { throw failure(nil) }
  }

  // MARK: - Statements

  private func result(of sql: String, _ arguments: [DatabaseValue]) throws -> PostgresResult {
    let name = try name(of: sql, arguments)
    let values = CStrings(arguments.map(\.postgresText))
    return try checked(
      values.withPointers { PQexecPrepared(handle, name, Int32(arguments.count), $0, nil, nil, 0) })
  }

  private func name(of sql: String, _ arguments: [DatabaseValue]) throws -> String {
    let types = arguments.map(\.postgresType)
    let key = types.map(String.init).joined(separator: " ") + "\n" + sql
    if let name = prepared[key] { return name }
    if prepared.count >= Self.mostPrepared {
      try run("DEALLOCATE ALL")
      prepared = [:]
    }
    preparations += 1
    let name = "mien_\(preparations)"
    _ = try checked(PQprepare(handle, name, PostgresStatement.numbered(sql), Int32(types.count), types))
    prepared[key] = name
    return name
  }

  /// - Parameter expected: what else than an end or rows is right.
  private func checked(
    _ pointer: OpaquePointer?, expecting expected: ExecStatusType = PGRES_COMMAND_OK
  ) throws -> PostgresResult {
    guard let pointer else { throw failure(nil) }
    let result = PostgresResult(pointer)
    let status = PQresultStatus(pointer)
    guard status == expected || status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else {
      throw failure(result)
    }
    return result
  }

  private func failure(_ result: PostgresResult?) -> PostgresError {
    let state = result.flatMap { PQresultErrorField($0.pointer, Int32(UInt8(ascii: "C"))) }
    let message = result.flatMap { PQresultErrorField($0.pointer, Int32(UInt8(ascii: "M"))) }
    return PostgresError(
      state: state.map { String(cString: $0) } ?? "", message: Self.line(message ?? PQerrorMessage(handle)),
      isLost: !isAlive, address: address)
  }

  /// The first line of a message.
  private static func line(_ message: UnsafePointer<CChar>?) -> String {
    let text = message.map { String(cString: $0) } ?? ""
    return text.split(separator: "\n").first.map(String.init) ?? "the connection was lost"
  }
}

/// An answer of libpq, freed with this.
private final class PostgresResult {
  let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) { self.pointer = pointer }

  deinit { PQclear(pointer) }

  func value(row: Int32, column: Int32, type: UInt32) -> DatabaseValue {
    guard PQgetisnull(pointer, row, column) == 0, let text = PQgetvalue(pointer, row, column) else {
      return .null
    }
    let count = Int(PQgetlength(pointer, row, column))
    return text.withMemoryRebound(to: UInt8.self, capacity: count) {
      DatabaseValue(UnsafeBufferPointer(start: $0, count: count), postgresType: type)
    }
  }
}

/// Texts as C has them, one behind the other.
private struct CStrings {
  private var bytes: [CChar] = []
  /// Where each begins; `nil` for one that is not there.
  private var starts: [Int?] = []

  init(_ texts: [String?]) {
    for text in texts {
      starts.append(text == nil ? nil : bytes.count)
      guard let text else { continue }
      bytes += text.utf8.lazy.map { CChar(bitPattern: $0) }
      bytes.append(0)
    }
  }

  /// An array of pointers with a null pointer at its end.
  func withPointers<Value>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Value) -> Value {
    bytes.withUnsafeBufferPointer { bytes in
      let pointers = starts.map { start in start.flatMap { bytes.baseAddress?.advanced(by: $0) } } + [nil]
      return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
  }
}
