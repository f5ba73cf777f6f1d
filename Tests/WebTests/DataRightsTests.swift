import Emotions
import Foundation
import Hummingbird
import Programs
import Recommendations
import Storage
import Testing
import Web

@Suite struct DataRightsTests {
  let server: TestServer

  init() throws { server = try TestServer() }

  /// What Python's zipfile reads from an archive: the names, the JSON document, and the rows of each table.
  private static let script = """
    import csv, io, json, sys, zipfile
    archive = zipfile.ZipFile(sys.argv[1])
    assert archive.testzip() is None
    names = archive.namelist()
    tables = {n[:-4]: list(csv.reader(io.StringIO(archive.read(n).decode(), newline=""))) for n in names if n.endswith(".csv")}
    info = archive.getinfo("mien.json")
    print(json.dumps({"names": names, "document": json.loads(archive.read("mien.json")), "tables": tables,
      "date": info.date_time, "deflated": info.compress_type == zipfile.ZIP_DEFLATED}))
    """

  private func unpacked(_ bytes: [UInt8]) throws -> [String: Any] {
    let file = server.directory.appending(path: "export.zip")
    try Data(bytes).write(to: file)
    let said = server.directory.appending(path: "said.json")
    let python = try RunningProgram("python3", ["-c", Self.script, file.path()], output: said.path())
    #expect(python.wait() == 0)
    let data = try Data(contentsOf: said)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func `the export is an archive that others open, with everything of the account and no secret`()
    async throws
  {
    try await server.run { browser in
      let session = try await server.session("ada")
      let ada = browser.with(session)
      _ = try await ada.put("/api/v1/preferences", #"{"store_moods":true,"consent_version":"1"}"#)
      let mood = try await ada.post("/api/v1/moods", #"{"label":"sad"}"#)
      _ = try await ada.post("/api/v1/feedback", #"{"item_id":"a/b c","kind":"like"}"#)
      _ = try await ada.put("/api/v1/catalogue/walden/place", #"{"valence":0.125,"arousal":-1}"#)
      let made = try await ada.post("/api/v1/tokens", #"{"name":"=1+1, \"so\"","scopes":["mood"]}"#)
      let secret = try #require(made["token"] as? String)
      let answer = try await ada.get("/api/v1/me/export")
      #expect(answer.status == 200)
      #expect(answer.header("Content-Type") == "application/zip")
      #expect(answer.header("Content-Disposition") == #"attachment; filename="mien-export.zip""#)
      #expect(answer.header("Cache-Control") == "no-store")
      let export = try unpacked(answer.bytes)
      let document = try #require(export["document"] as? [String: Any])
      let tables = try #require(export["tables"] as? [String: [[String]]])
      #expect(export["deflated"] as? Bool == true)
      #expect(export["date"] as? [Int] == [2026, 11, 22, 12, 0, 0])
      #expect(Set(document.keys) == Set(tables.keys).union(["exported_at"]))
      #expect((export["names"] as? [String])?.first == "mien.json")
      let time = "2026-11-22T12:00:00.000Z"
      #expect(document["exported_at"] as? String == time)
      func rows(_ name: String) -> [[String: Any]] { document[name] as? [[String: Any]] ?? [] }
      #expect(rows("account").map { $0["name"] as? String } == ["ada"])
      #expect(rows("account").first?["created_at"] as? String == time)
      #expect(rows("moods").map { $0["id"] as? String } == [mood["id"] as? String])
      #expect(rows("moods").first?["valence"] as? Double == -0.63)
      #expect(rows("feedback").map { $0["item_id"] as? String } == ["a/b c"])
      #expect(rows("preferences").map { $0["consent_version"] as? String } == ["1"])
      #expect(rows("access_tokens").map { $0["name"] as? String } == [#"=1+1, "so""#])
      #expect(rows("access_tokens").first?["used_at"] is NSNull)
      #expect(rows("sessions").count == 1)
      // A spreadsheet is told that it is no formula.
      #expect(tables["access_tokens"]?.last?[1] == #"'=1+1, "so""#)
      #expect(
        tables["place_corrections"] == [
          ["item_id", "valence", "arousal", "made_at"], ["walden", "0.125", "-1.0", time],
        ])
      #expect(tables["baseline"]?.count == 1)
      let text = String(describing: export)
      for hidden in [secret, session.text, session.csrfToken, "argon2"] { #expect(!text.contains(hidden)) }
    }
  }

  @Test func `an account is deleted with its password, and nothing else of it works or is found`()
    async throws
  {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      let other = browser.with(try await server.session("ada"))
      let bearer = browser.with(bearer: try await server.accessToken("ada", [.feedback]))
      _ = try await ada.put("/api/v1/preferences", #"{"store_moods":true,"consent_version":"the mark"}"#)
      _ = try await ada.post("/api/v1/feedback", #"{"item_id":"walden","kind":"like"}"#)
      func erase(_ password: String) async throws -> Answer {
        try await ada.send(
          .delete, "/api/v1/me", headers: ["Content-Type": "application/json"],
          body: ByteBuffer(string: #"{"password":"\#(password)"}"#))
      }
      let wrong = try await erase("a wrong password")
      #expect(wrong.status == 403)
      #expect(wrong.code == "wrong_password")
      #expect(try await ada.get("/api/v1/me").status == 200)
      let account = try #require(try await server.store.accounts.list().first)
      func isFound(_ mark: String) throws -> Bool {
        let folder = server.store.file.deletingLastPathComponent()
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
          .contains {
            try Data(contentsOf: $0).range(of: Data(mark.utf8)) != nil
          }
      }
      #expect(try isFound(account.id))
      #expect(try isFound("the mark"))
      let done = try await erase("a long password")
      #expect(done.status == 204)
      #expect(done.header("Set-Cookie")?.contains("Max-Age=0") == true)
      for browser in [ada, other, bearer] {
        #expect(try await browser.get("/api/v1/feedback").status == 401)
      }
      #expect(
        try await browser.post("/api/v1/session", #"{"name":"ada","password":"a long password"}"#).status
          == 401)
      #expect(try await server.store.accounts.isEmpty())
      #expect(try !isFound(account.id))
      #expect(try !isFound("the mark"))
    }
  }

  @Test func `the last administrator cannot be deleted`() async throws {
    try await server.run { browser in
      let root = browser.with(try await server.session("root", .administrator))
      _ = try await server.session("ada")
      let answer = try await root.send(
        .delete, "/api/v1/me", headers: ["Content-Type": "application/json"],
        body: ByteBuffer(string: #"{"password":"a long password"}"#))
      #expect(answer.status == 409)
      #expect(answer.code == "last_administrator")
      #expect(try await root.get("/api/v1/me").status == 200)
    }
  }

  @Test func `the password is guessed no oftener here than at the door`() async throws {
    try await server.run { browser in
      let ada = browser.with(try await server.session("ada"))
      for _ in 0..<5 {
        let answer = try await ada.send(
          .delete, "/api/v1/me", headers: ["Content-Type": "application/json"],
          body: ByteBuffer(string: #"{"password":"a wrong password"}"#))
        #expect(answer.status == 403)
      }
      #expect(try await browser.post("/api/v1/session", #"{"name":"ada","password":"x"}"#).status == 429)
    }
  }
}
