import Dispatch
import Synchronization

/// A bounded number of connections, each with a thread of its own while it works. Who comes when all are taken waits in
/// turn; beyond a bound nobody waits.
final class PostgresLanes: Sendable {
  private static let mostWaiting = 1024

  private struct State {
    var idle: [PostgresLane]
    var waiting: [CheckedContinuation<PostgresLane?, Never>] = []
    var isClosed = false
  }

  private let state: Mutex<State>
  private let address: PostgresAddress

  init(_ address: PostgresAddress, count: Int) {
    self.address = address
    state = Mutex(State(idle: (0..<count).map { _ in PostgresLane(address) }))
  }

  /// Runs work on the next free connection.
  ///
  /// - Throws: ``StorageError/databaseBusy`` if too many wait; what the work throws.
  func run<Value: Sendable>(
    _ work: @escaping @Sendable (PostgresLane) throws -> Value
  ) async throws -> Value {
    guard let lane = await lane() else { throw StorageError.databaseBusy }
    defer { giveBack(lane) }
    return try await lane.run(work)
  }

  /// Closes all connections; those under way when their work is over.
  func close() {
    let (idle, waiting) = state.withLock { state in
      defer { (state.idle, state.waiting, state.isClosed) = ([], [], true) }
      return (state.idle, state.waiting)
    }
    for waiter in waiting { waiter.resume(returning: nil) }
    for lane in idle { lane.close() }
  }

  private func lane() async -> PostgresLane? {
    await withCheckedContinuation { continuation in
      let lane = state.withLock { state -> PostgresLane?? in
        guard !state.isClosed else { return .some(nil) }
        if let lane = state.idle.popLast() { return lane }
        guard state.waiting.count < Self.mostWaiting else { return .some(nil) }
        state.waiting.append(continuation)
        return nil
      }
      if let lane { continuation.resume(returning: lane) }
    }
  }

  private func giveBack(_ lane: PostgresLane) {
    let (next, isClosed) = state.withLock { state -> (CheckedContinuation<PostgresLane?, Never>?, Bool) in
      guard !state.isClosed else { return (nil, true) }
      guard !state.waiting.isEmpty else {
        state.idle.append(lane)
        return (nil, false)
      }
      return (state.waiting.removeFirst(), false)
    }
    if isClosed { lane.close() }
    next?.resume(returning: lane)
  }
}

/// One place for a connection, which is made when it is needed and again when it was lost.
///
/// Unchecked: the connection is touched by blocks of the serial queue alone.
final class PostgresLane: @unchecked Sendable {
  private let address: PostgresAddress
  private let queue = DispatchQueue(label: "mien.postgres")
  private var connection: PostgresConnection?

  init(_ address: PostgresAddress) { self.address = address }

  func close() { queue.async { self.connection = nil } }

  fileprivate func run<Value: Sendable>(
    _ work: @escaping @Sendable (PostgresLane) throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result { try work(self) }) }
    }
  }

  /// Runs one transaction. If the connection is lost before its end was asked for, it is made again and all of it
  /// repeated once: of the first try nothing is left.
  func transaction<Value>(_ begin: String, _ body: (Database) throws -> Value) throws -> Value {
    do { return try attempt(begin, body) } catch let error as PostgresError where error.isLost {
      return try attempt(begin, body)
    }
  }

  private func attempt<Value>(_ begin: String, _ body: (Database) throws -> Value) throws -> Value {
    let connection = try present()
    let value: Value
    do {
      try connection.run(begin)
      value = try body(Database(connection))
    } catch {
      if connection.isAlive { try? connection.run("ROLLBACK") }
      if !connection.isAlive { self.connection = nil }
      throw error
    }
    do { try connection.run("COMMIT") } catch {
      self.connection = nil
      // Whether it was kept is not known, so it is neither acknowledged nor repeated.
      throw (error as? PostgresError)?.storageError ?? error
    }
    return value
  }

  /// Runs what needs no transaction.
  func plainly<Value>(_ body: (PostgresConnection) throws -> Value) throws -> Value {
    let connection = try present()
    defer { if !connection.isAlive { self.connection = nil } }
    return try body(connection)
  }

  private func present() throws -> PostgresConnection {
    if let connection, connection.isAlive { return connection }
    connection = nil
    let made = try PostgresConnection(address)
    connection = made
    return made
  }
}
