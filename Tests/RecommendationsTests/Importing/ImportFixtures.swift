import Foundation
import Recommendations

/// What an import handed on, all batches together.
struct Imported {
  let items: [Item]
  let interactions: [Interaction]
  let report: ImportReport
  let batches: Int
}

/// When the imports of the tests happen.
let importDate = Date(timeIntervalSince1970: 1_800_000_000)

func importing(_ source: ImportSource, _ options: ImportOptions = ImportOptions()) throws -> Imported {
  var items: [Item] = []
  var interactions: [Interaction] = []
  var batches = 0
  let report = try Importer(options: options).run(source, at: importDate) { batch in
    items += batch.items
    interactions += batch.interactions
    batches += 1
  }
  return Imported(items: items, interactions: interactions, report: report, batches: batches)
}

func importing(
  _ text: String, as name: String, _ options: ImportOptions = ImportOptions()
) throws -> Imported {
  try importing(.bytes(Array(text.utf8), name: name), options)
}

/// The error of an import that must fail, in words.
func complaint(
  _ text: String, as name: String, _ options: ImportOptions = ImportOptions()
) -> String? {
  complaint(Array(text.utf8), as: name, options)
}

func complaint(
  _ bytes: [UInt8], as name: String, _ options: ImportOptions = ImportOptions()
) -> String? {
  do {
    _ = try Importer(options: options).run(.bytes(bytes, name: name), at: importDate) { _ in }
    return nil
  } catch { return (error as? ImportError)?.description ?? "another error: \(error)" }
}
