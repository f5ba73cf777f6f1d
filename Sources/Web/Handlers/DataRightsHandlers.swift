import Foundation
import HTTPTypes
import Hummingbird
import Storage

/// Taking all of one's data along, and taking it away.
struct DataRightsHandlers: Sendable {
  let store: Store
  let viewers: Viewers
  let passwords: PasswordCheck
  let audit: AuditTrail

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

  /// Guessing the password here counts as guessing it anywhere it is asked for again.
  func erase(_ call: Call) async throws -> Response {
    let proof = try await passwords.proof(try call.decode(Proof.self).password, call)
    try await store.accounts.erase(proof)
    await audit.noteErased(call)
    await viewers.forget(account: proof.account.id)
    return Response(
      status: .noContent, headers: [.setCookie: SessionCookie.header(nil, secure: call.isSecure)])
  }
}
