import Foundation
import Storage
import Testing

/// The engine that a test's database runs on.
enum TestEngine: Sendable {
  case sqlite, postgres

  @TaskLocal static var current = sqlite

  /// A server for tests, as `Tests/PostgreSQL/postgres.py` starts one; `nil` where there is none.
  static let server = ProcessInfo.processInfo.environment["MIEN_TEST_POSTGRES"]
}

/// Runs each test of a suite on SQLite, and again on PostgreSQL where there is a server for it.
struct EveryEngine: SuiteTrait, TestTrait, TestScoping {
  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await TestEngine.$current.withValue(.sqlite) { try await function() }
    guard TestEngine.server != nil else { return }
    try await TestEngine.$current.withValue(.postgres) { try await function() }
  }
}

extension Trait where Self == EveryEngine {
  static var everyEngine: EveryEngine { EveryEngine() }
}

/// A schema for one test, gone with it.
final class TemporarySchema: Sendable {
  let url: String
  let address: PostgresAddress
  let name = "mien_test_\(UUID().uuidString.lowercased().filter { $0 != "-" })"
  private let server: PostgresAddress

  init() throws {
    let known = try #require(TestEngine.server)
    server = try PostgresAddress(known)
    url = "\(known)?options=-csearch_path%3D\(name)"
    address = try PostgresAddress(url)
    try server.run("CREATE SCHEMA \(name)")
  }

  deinit { try? server.run("SET client_min_messages = warning; DROP SCHEMA \(name) CASCADE") }
}
