import Foundation
import Recommendations
import Storage

/// Notes in the catalogue what was heard: of an item that is there, or as a new one. Never over what a person said.
struct TrackKeeper {
  /// What became of the tracks.
  struct Outcome: Encodable {
    var added = 0
    var updated = 0
    var unchanged = 0
    /// A person said where they stand, or what is known of them is surer.
    var kept = 0
    /// Another file of the same piece, or of the same name and without tags.
    var alike = 0

    /// For people.
    var line: String {
      "Noted in the catalogue: \(added) new, \(updated) changed, \(unchanged) as before; \(kept) left as they "
        + "were, because a person said where they stand or more is known of them; \(alike) the same as another file."
    }
  }

  let store: Store
  /// Files below it can be played.
  let library: LibraryFolder?

  func keep(_ tracks: [(path: String, track: HeardTrack)], at time: Date) async throws -> Outcome {
    let items = try await store.catalogue.merged(with: .starter()).items
    let byID = Dictionary(uniqueKeysWithValues: items.map { ($0.id, $0) })
    let linked = Dictionary(grouping: items.filter { $0.link != nil }, by: \.linkedFileName)
    var outcome = Outcome()
    var noted: [String: Item] = [:]
    for (path, track) in tracks {
      let here = URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory)
      let file = library?.path(of: path, from: here)
      let known = byID[track.id] ?? linked[track.fileName]?.first(where: track.isHeard)
      // The same piece twice, such as in two formats, is one item: the first says where it lies.
      guard noted[known?.id ?? track.id] == nil else {
        outcome.alike += 1
        continue
      }
      guard let item = known else {
        noted[track.id] = file.map(track.item.playing) ?? track.item
        continue
      }
      let better = track.noted(in: item)
      if better == nil { outcome.kept += 1 }
      // Where its place is left alone, it can be played all the same.
      if let file, file != item.file {
        noted[item.id] = (better ?? item).playing(file)
      } else if let better {
        noted[item.id] = better
      }
    }
    let found = noted.values.sorted { $0.id < $1.id }
    let (_, changes) = try await store.catalogue.importing(at: time) { try $0.add(found) }
    (outcome.added, outcome.updated, outcome.unchanged) = (changes.added, changes.updated, changes.unchanged)
    return outcome
  }
}

extension Item {
  /// The last part of its link's path: what a file would be called there.
  fileprivate var linkedFileName: String { link.flatMap { URL(string: $0)?.lastPathComponent } ?? "" }
}
