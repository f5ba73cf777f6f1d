import Foundation

// mien-benchmark-recommender: what README.md beside this folder describes, as one line of JSON on standard output.
let arguments = Array(CommandLine.arguments.dropFirst())
let usage = """
  usage: mien-benchmark-recommender movielens FOLDER [WEIGHTS-FOLDER]
         mien-benchmark-recommender comoda FILE [TEST-FILE]
         mien-benchmark-recommender simulate [SVG-FILE]
         mien-benchmark-recommender scale [--meanings] [ITEMS …]
  """

do {
  switch (arguments.first, Array(arguments.dropFirst())) {
  case ("movielens", let rest) where rest.count == 1 || rest.count == 2:
    let weights = rest.count == 2 ? URL(filePath: rest[1]) : nil
    try print(json(MovieLens(folder: URL(filePath: rest[0]), weights: weights).run()))
  case ("comoda", let rest) where rest.count == 1 || rest.count == 2:
    try print(json(CoMoDa.run(training: rest[0], test: rest.count == 2 ? rest[1] : nil)))
  case ("simulate", let rest) where rest.count <= 1:
    let simulation = Simulation()
    let curves = simulation.run()
    if let file = rest.first {
      try RegretChart(curves).svg.write(toFile: file, atomically: true, encoding: .utf8)
    }
    try print(json(curves.map(\.summary)))
  case ("scale", let rest):
    let counts = rest.filter { $0 != "--meanings" }.compactMap(Int.init)
    for count in counts.isEmpty ? [1_000, 10_000, 100_000, 1_000_000] : counts {
      try print(json(Scale.run(items: count, knowsMeanings: rest.contains("--meanings"))))
    }
  default:
    FileHandle.standardError.write(Data((usage + "\n").utf8))
    exit(2)
  }
} catch {
  FileHandle.standardError.write(Data("mien-benchmark-recommender: \(error)\n".utf8))
  exit(1)
}

func json(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
