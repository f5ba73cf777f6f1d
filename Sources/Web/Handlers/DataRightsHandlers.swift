import Foundation
import HTTPTypes
import Hummingbird
import Storage

/// Taking all of one's data along, and taking it away.
struct DataRightsHandlers: Sendable {
  let store: Store
  let throttle: Throttle
  let viewers: Viewers

  /// One JSON file with everything, and each table of it as CSV.
  func export(_ call: Call) async throws -> Response {
    let account = try call.signedIn().account
    let now = call.now
    await viewers.storeMoods(of: account)
    let tables = try await store.export.tables(of: account)
    let archive = try await onItsOwnThread {
      var archive = ZipArchive(at: now)
      let document = ExportDocument(tables: tables, exportedAt: now)
      archive.add("mien.json", Array(try JSONEncoder.api.encode(document)))
      for table in tables { archive.add("\(table.name).csv", Array(table.commaSeparated.utf8)) }
      return archive.finished()
    }
    let headers: HTTPFields = [
      .contentType: "application/zip", .contentDisposition: #"attachment; filename="mien-export.zip""#,
    ]
    return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: archive)))
  }

  private struct Proof: Decodable {
    let password: String
  }

  /// Guessing the password here counts as guessing it at the door.
  func erase(_ call: Call) async throws -> Response {
    let given = try call.decode(Proof.self)
    let account = try call.signedIn().account
    let name = (try? AccountName(account.name).key) ?? account.name
    let keys = ["account \(fingerprint(of: name.utf8))", "address \(call.address)"]
    try throttle.begin(keys, at: call.now)
    let proof: PasswordProof?
    do {
      proof = try await store.accounts.prove(name: account.name, password: given.password)
    } catch {
      throttle.abandon(keys)
      throw error
    }
    throttle.end(keys, succeeded: proof != nil, at: call.now)
    guard let proof, proof.account.id == account.id else { throw WebError.wrongPassword }
    try await store.accounts.erase(proof)
    await viewers.forget(account: account.id)
    return Response(
      status: .noContent, headers: [.setCookie: SessionCookie.header(nil, secure: call.isSecure)])
  }
}
