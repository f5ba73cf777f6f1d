import CKernels
import Foundation
import Testing

/// The runtime may give a kernel fewer threads than it asks for: a limit in the environment, or a thread of a team,
/// which gets no team of its own.
@Suite struct KernelTeamTests {
  private typealias Body = @convention(c) (UnsafeMutableRawPointer?) -> Void
  private typealias Parallel =
    @convention(c) (Body, UnsafeMutableRawPointer?, UInt32, UInt32) -> Void

  private static func symbol<T>(_ name: String, as type: T.Type) throws -> T {
    unsafeBitCast(try #require(dlsym(nil, name)), to: type)
  }

  @Test func `a kernel does all of its work with fewer threads than it asked for`() throws {
    let parallel = try Self.symbol("GOMP_parallel", as: Parallel.self)
    let values = UnsafeMutablePointer<Float>.allocate(capacity: 2 * 10_000)
    defer { values.deallocate() }
    for i in 0..<10_000 { values[i] = Float(i) + 1 }
    (values + 10_000).update(repeating: 0, count: 10_000)
    // Both threads of a team write the same: each kernel inside has one thread, though it asks for two.
    parallel(
      { data in
        guard let values = data?.assumingMemoryBound(to: Float.self) else { return }
        mien_accumulate(2, values, 10_000, 0, values + 10_000)
      }, values, 2, 0)
    #expect((0..<10_000).allSatisfy { values[10_000 + $0] == values[$0] })
  }
}
