import Emotions
import Foundation
import Tensors
import Testing
import Tracks
import Training

@Suite struct TrackTrainerTests {
  /// Sequences whose label is their last loudness: nothing but the order tells it.
  private static func clips(_ count: Int, seed: UInt64) -> ClipSet {
    var generator = SeededGenerator(seed: seed)
    let clips = (0..<count).map { _ in
      let length = 4 + generator.below(6)
      let levels = (0..<length).map { _ in Double(generator.uniform(-1...1)) }
      let windows = levels.map { TrackWindow(values: [$0 * 20 - 30, 0, 0, 0, 0, 0, 0, 0]) }
      let mean = TrackWindow(values: [levels.reduce(0, +) / Double(length) * 20 - 30, 0, 0, 0, 0, 0, 0, 0])
      return ClipSet.Clip(
        windows: windows, mean: mean,
        label: Affect(valence: -0.5 * levels[length - 1], arousal: 0.7 * levels[length - 1]), changes: true)
    }
    return ClipSet(clips: clips)
  }

  private static func recipe() -> TrackRecipe {
    var recipe = TrackRecipe()
    (recipe.clips, recipe.heldOut, recipe.epochs, recipe.batchSize, recipe.hidden) = (320, 60, 40, 16, 8)
    (recipe.dropout, recipe.featureNoise, recipe.learningRate) = (0, 0.02, 2e-2)
    return recipe
  }

  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mien-tracks-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private func trainer(_ folder: URL, _ recipe: TrackRecipe) throws -> TrackTrainer {
    try TrackTrainer(
      recipe: recipe, training: Self.clips(recipe.clips, seed: 1),
      heldOut: Self.clips(recipe.heldOut, seed: 2),
      run: TrackRun(folder), notes: ["command": "mien tracks train"])
  }

  @Test func `the order is learned, where a mean knows nothing of it`() throws {
    try withFolder { folder in
      let trainer = try trainer(folder, Self.recipe())
      let records = try trainer.train()
      #expect(records.count == 40)
      #expect(trainer.run.records() == records)
      #expect(records[39].trainingLoss < records[0].trainingLoss - 1)
      let test = Self.clips(200, seed: 3)
      let network = TrackNetwork(try TrackCheckpoint.read(trainer.run.tracks))
      let learned = TrackEvaluation(
        places: test.clips.map { network.place($0.windows).place }, labels: test.clips.map(\.label))
      let ridge = RidgeBaseline(Self.clips(320, seed: 1).clips)
      let plain = TrackEvaluation(places: test.clips.map(ridge.place), labels: test.clips.map(\.label))
      #expect(
        learned.arousal.r2 > 0.85 && learned.valence.r2 > 0.85, "\(learned.arousal), \(learned.valence)")
      #expect(plain.arousal.r2 < 0.5)
      #expect(network.checkpoint.notes["command"] == "mien tracks train")
    }
  }

  @Test func `the same run twice gives the same bits`() throws {
    var recipe = Self.recipe()
    (recipe.epochs, recipe.dropout) = (3, 0.2)
    try withFolder { folder in
      let (one, two) = (
        try trainer(folder.appending(path: "one"), recipe), try trainer(folder.appending(path: "two"), recipe)
      )
      #expect(try one.train() == two.train())
      #expect(try Data(contentsOf: one.run.tracks) == Data(contentsOf: two.run.tracks))
      recipe.seed = 2
      let other = try trainer(folder.appending(path: "other"), recipe)
      _ = try other.train()
      #expect(try Data(contentsOf: one.run.tracks) != Data(contentsOf: other.run.tracks))
      #expect(throws: TrainingError.self) { try one.train() }
    }
  }

  @Test func `the network that trains is the one that serves`() throws {
    var recipe = Self.recipe()
    recipe.epochs = 1
    try withFolder { folder in
      let records = try trainer(folder, recipe).train()
      let network = TrackNetwork(try TrackCheckpoint.read(TrackRun(folder).tracks))
      let heldOut = Self.clips(recipe.heldOut, seed: 2)
      let evaluation = TrackEvaluation(
        places: heldOut.clips.map { network.place($0.windows).place }, labels: heldOut.clips.map(\.label))
      #expect(abs(evaluation.valence.rmse - records[0].heldOutValenceRMSE) < 1e-9)
    }
  }

  @Test func `figures are those of the definition`() {
    let labels = [0.0, 0.5, 1].map { Affect(valence: $0, arousal: 0) }
    let places = [0.1, 0.5, 0.8].map { Affect(valence: $0, arousal: 0) }
    let evaluation = TrackEvaluation(places: places, labels: labels)
    #expect(abs(evaluation.valence.rmse - (0.05 / 3).squareRoot()) < 1e-12)
    #expect(abs(evaluation.valence.r2 - 0.9) < 1e-12)
    #expect(evaluation.arousal.r2 == 0)
    let intervals = evaluation.intervals(draws: 200, seed: 1)
    #expect(intervals.valence.rmse[0] <= evaluation.valence.rmse)
    #expect(intervals.valence.rmse[1] >= evaluation.valence.rmse)
  }

  @Test func `the plain model finds a line`() {
    let clips = (0..<100).map { index in
      let x = Double(index % 10)
      let window = TrackWindow(values: [x, 0, Double(index / 10), 0, 0, 0, 0, 0])
      return ClipSet.Clip(
        windows: [window], mean: window,
        label: Affect(valence: 0.1 * x - 0.4, arousal: 0.05 * Double(index / 10)),
        changes: false)
    }
    let ridge = RidgeBaseline(clips, penalty: 1e-6)
    for clip in clips {
      #expect(abs(ridge.place(clip).valence - clip.label.valence) < 1e-4)
      #expect(abs(ridge.place(clip).arousal - clip.label.arousal) < 1e-4)
    }
  }

  @Test func `a recipe refuses what it does not know`() throws {
    #expect(try TrackRecipe(json: Data("{\"hidden\": 8}".utf8)).hidden == 8)
    for bad in ["{\"depth\": 3}", "{\"hidden\": 0}", "{\"clips\": \"x\"}", "[]", "", "{\"clips\": 10}"] {
      #expect(throws: TrainingError.self) { try TrackRecipe(json: Data(bad.utf8)) }
    }
  }

  @Test func `a run that is stopped writes no epoch that was not whole`() throws {
    try withFolder { folder in
      let trainer = try trainer(folder, Self.recipe())
      var steps = 0
      let records = try trainer.train(shouldStop: {
        steps += 1
        return steps == 30
      })
      #expect(records.count == 1)
    }
  }
}
