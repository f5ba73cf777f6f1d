import Foundation
import Testing

/// `mien predict` with folders of many pictures.
@Suite struct PredictFolderTests {
  /// A folder tree of grey pictures, some of them broken.
  private func makeTree(_ program: Program, pictures: Int = 40) throws -> [String] {
    var paths: [String] = []
    for number in 0..<pictures {
      let folder = "album/\(["b", "a/deep", ".", "c d"][number % 4])"
      try FileManager.default.createDirectory(at: program.file(folder), withIntermediateDirectories: true)
      let path = "\(folder)/\(String(format: "%03d", number)).\(["png", "PNG"][number / 4 % 2])"
      try PredictTests.grey.write(to: program.file(path))
      paths.append(path.replacingOccurrences(of: "/./", with: "/"))
    }
    // What is no picture by its name, and what is hidden, is left out.
    try program.write("album/notes.txt", Data("words".utf8))
    try program.write("album/.hidden.png", PredictTests.grey)
    try FileManager.default.createSymbolicLink(
      at: program.file("album/circle"), withDestinationURL: program.file("album"))
    return paths
  }

  /// In the order in which a folder is walked: names sorted, at each level.
  private func walked(_ paths: [String]) -> [String] {
    paths.sorted { $0.split(separator: "/").lexicographicallyPrecedes($1.split(separator: "/")) }
  }

  private func paths(_ output: String) throws -> [String] {
    try output.split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return try #require(object?["path"] as? String)
    }
  }

  @Test func `a folder stands for its pictures and those below, in the order of their paths`() async throws {
    try await withProgram { program in
      let expected = walked(try makeTree(program))
      let result = try await program.mien("predict", "--json", "album/")
      #expect(result.status == 0, "\(result.errors)")
      #expect(try paths(result.output) == expected)
      #expect(result.errors.isEmpty)
      let again = try await program.mien("predict", "--json", "album/c d", "album/b")
      let wanted = ["album/c d", "album/b"].flatMap { folder in expected.filter { $0.hasPrefix(folder) } }
      let read = try paths(again.output)
      #expect(read == wanted)
    }
  }

  @Test func `bad pictures are named and counted, and the others keep their order`() async throws {
    try await withProgram { program in
      let all = walked(try makeTree(program, pictures: 200))
      for path in [all[3], all[100]] { try program.write(path, Data("no picture".utf8)) }
      try program.write(all[150], PredictTests.grey.prefix(60))
      let result = try await program.mien("predict", "--json", "album")
      #expect(result.status == 1)
      let bad = [all[3], all[100], all[150]]
      #expect(try paths(result.output) == all.filter { !bad.contains($0) })
      let complaints = result.errors.components(separatedBy: "\n").dropLast()
      #expect(complaints.count == 4)
      for (complaint, path) in zip(complaints, bad) { #expect(complaint.hasPrefix("mien: \(path): ")) }
      #expect(complaints.last == "3 of 200 pictures could not be read.")
    }
  }

  @Test func `a folder without pictures is said, and the others are read`() async throws {
    try await withProgram { program in
      try FileManager.default.createDirectory(
        at: program.file("empty/inner"), withIntermediateDirectories: true)
      try program.write("grey.png", PredictTests.grey)
      let result = try await program.mien("predict", "empty", "grey.png")
      #expect(result.status == 1)
      #expect(result.output == "grey.png  64×64  no face\n")
      #expect(result.errors == "mien: empty: there is no JPEG, PNG or WebP picture in this folder\n")
    }
  }

  @Test(.enabled(if: PredictTests.hasPortrait, "scripts/bootstrap fetches the portrait"))
  func `a table has a row a face, and one for a picture without`() async throws {
    try await withProgram { program in
      try FileManager.default.createDirectory(at: program.file("in"), withIntermediateDirectories: true)
      try program.write("in/a, grey.png", PredictTests.grey)
      try FileManager.default.copyItem(at: PredictTests.portrait, to: program.file("in/b.png"))
      let result = try await program.mien("predict", "--csv", "table.csv", "in")
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.isEmpty)
      let table = try String(contentsOf: program.file("table.csv"), encoding: .utf8)
      let rows = table.split(separator: "\n").map(String.init)
      let header =
        "path,width,height,face,x,y,box_width,box_height,score,emotion,confidence,angry,disgust,fear,"
        + "happy,neutral,sad,surprise,valence,arousal"
      let grey = #""in/a, grey.png",64,64"# + String(repeating: ",", count: 17)
      #expect(rows.count == 3)
      #expect(Array(rows.prefix(2)) == [header, grey])
      let cells = rows.last?.components(separatedBy: ",") ?? []
      #expect(cells.count == 20)
      #expect(cells.first == "in/b.png")
      #expect(cells.dropFirst(3).first == "1")
      #expect(cells.contains("happy"))
      let printed = try await program.mien("predict", "--csv", "-", "in").output
      #expect(printed == table)
      let nowhere = try await program.mien("predict", "--csv", "nowhere/table.csv", "in")
      #expect(nowhere.status == 1)
      #expect(nowhere.errors.contains("nowhere/table.csv cannot be written"))
    }
  }
}
