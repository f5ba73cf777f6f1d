import Emotions
import Foundation
import Images
import Networks
import Tensors
import Testing
import Training

@Suite struct TrainerTests {
  /// Stripes in three directions, one a label, with noise: small, and soon learnt.
  private static func faces(_ count: Int, seed: UInt64, split: String = "Training") -> FaceDataSet {
    var generator = SeededGenerator(seed: seed)
    let rows = (0..<count).map { number in
      let emotion = Emotion.allCases[number % 3]
      let angle = Float(emotion.index) * .pi / 3
      let pixels = (0..<48 * 48).map { at -> UInt8 in
        let (x, y) = (Float(at % 48), Float(at / 48))
        let wave = sinf((x * cosf(angle) + y * sinf(angle)) * 0.6)
        return UInt8(min(255, max(0, 128 + 80 * wave + generator.uniform(-10...10))))
      }
      return FaceRow(
        image: GrayImage(width: 48, height: 48, pixels: pixels), label: emotion, target: emotion.oneHot,
        split: split,
        number: number, name: "row \(number)")
    }
    return FaceDataSet(source: "stripes", rows: rows)
  }

  private static func recipe(_ json: String = "{}") throws -> Recipe {
    var recipe = try Recipe(json: Data(json.utf8))
    recipe.side = 32
    recipe.widthMultiplier = 0.1
    recipe.batchSize = 14
    recipe.epochs = 3
    return recipe
  }

  private static func trainer(
    _ folder: URL, _ recipe: Recipe, faces count: Int = 56, threads: Int = 1
  ) -> Trainer {
    Trainer(
      recipe: recipe, training: faces(count, seed: 1), validation: faces(21, seed: 2),
      folder: RunFolder(folder), threads: threads)
  }

  private static func tensors(_ folder: URL) throws -> [String: WeightTensor] {
    try Safetensors.read(folder.appending(path: "checkpoint.safetensors")).tensors
  }

  /// In the first epoch, in the middle of the second, and after the last step of one.
  @Test(arguments: [1, 6, 8])
  func `a stopped run resumes to the same weights, bit for bit, as an unbroken one`(stop: Int) throws {
    try withTemporaryFolder { temporary in
      let folder = temporary.url
      let (whole, broken) = (folder.appending(path: "whole"), folder.appending(path: "broken"))
      let recipe = try Self.recipe()
      let log = try Self.trainer(whole, recipe, threads: 2).run(initial: nil, clock: { 0 })
      #expect(log.map(\.epoch) == [1, 2, 3])
      var steps = 0
      let first = try Self.trainer(broken, recipe, threads: 2).run(
        initial: nil, clock: { 0 }, progress: { _ in steps += 1 }, shouldStop: { steps == stop })
      #expect(first.count == (stop - 1) / 4, "an epoch has four steps")
      var shown: [Int] = []
      let second = try Self.trainer(broken, recipe, threads: 2).run(
        initial: nil, resume: true, clock: { 0 }, progress: { shown.append(4 * ($0.epoch - 1) + $0.step) })
      #expect(shown == Array(stop + 1...12), "no step is done twice")
      #expect(try Self.tensors(broken) == Self.tensors(whole))
      #expect(second.map(\.epoch) == [1, 2, 3])
      #expect(second.map(\.trainingLoss) == log.map(\.trainingLoss))
      #expect(second.map(\.trainingAccuracy) == log.map(\.trainingAccuracy))
      #expect(second.map(\.validationLoss) == log.map(\.validationLoss))
    }
  }

  /// A process that is killed saves nothing: it goes on from the last whole epoch.
  @Test func `a killed run resumes from its last whole epoch, to the same weights`() throws {
    try withTemporaryFolder { temporary in
      let folder = temporary.url
      let (whole, broken) = (folder.appending(path: "whole"), folder.appending(path: "broken"))
      let recipe = try Self.recipe()
      _ = try Self.trainer(whole, recipe).run(initial: nil, clock: { 0 })
      var steps = 0
      _ = try Self.trainer(broken, recipe).run(
        initial: nil, clock: { 0 }, progress: { _ in steps += 1 }, shouldStop: { steps == 4 })
      let checkpoint = broken.appending(path: "checkpoint.safetensors")
      // What the folder held before the next steps, as a kill leaves it.
      let kept = try Data(contentsOf: checkpoint)
      steps = 0
      _ = try Self.trainer(broken, recipe).run(
        initial: nil, resume: true, clock: { 0 }, progress: { _ in steps += 1 }, shouldStop: { steps == 2 })
      try kept.write(to: checkpoint)
      _ = try Self.trainer(broken, recipe).run(initial: nil, resume: true, clock: { 0 })
      #expect(try Self.tensors(broken) == Self.tensors(whole))
    }
  }

  @Test func `a run with a teacher does not go on without it, and calibrates again when it is finished`()
    throws
  {
    try withTemporaryFolder { temporary in
      let network = MobileNetV2(widthMultiplier: 0.1, classes: 7)
      let teacher = Teacher([
        EmotionCheckpoint(network: network, weights: network.randomWeights(seed: 5), side: 32)
      ])
      var recipe = try Self.recipe()
      recipe.epochs = 1
      let run = RunFolder(temporary.url)
      func trainer(_ teacher: Teacher?) -> Trainer {
        Trainer(
          recipe: recipe, training: Self.faces(56, seed: 1), validation: Self.faces(21, seed: 2), folder: run,
          threads: 1, teacher: teacher)
      }
      _ = try trainer(teacher).run(initial: nil, clock: { 0 })
      let first = try Data(contentsOf: run.weights)
      #expect(
        throws: TrainingError.otherRun(
          path: temporary.url.appending(path: "checkpoint.safetensors").path, what: "teachers")
      ) {
        try trainer(nil).run(initial: nil, resume: true, clock: { 0 })
      }
      try FileManager.default.removeItem(at: run.weights)
      _ = try trainer(teacher).run(initial: nil, resume: true, clock: { 0 })
      #expect(try Data(contentsOf: run.weights) == first)
    }
  }

  @Test func `the same command gives the same model and another seed another`() throws {
    try withTemporaryFolder { temporary in
      let folder = temporary.url
      var other = try Self.recipe()
      other.seed = 2
      for (name, recipe) in [("a", try Self.recipe()), ("b", try Self.recipe()), ("c", other)] {
        _ = try Self.trainer(folder.appending(path: name), recipe).run(initial: nil, clock: { 0 })
      }
      let weights = try ["a", "b", "c"].map {
        try Data(contentsOf: RunFolder(folder.appending(path: $0)).weights)
      }
      #expect(weights[0] == weights[1])
      #expect(weights[0] != weights[2])
    }
  }

  @Test func `training learns what can be learned, and the run folder tells how`() throws {
    try withTemporaryFolder { temporary in
      let folder = temporary.url
      let gentle = #"{"augmentation": {"flip": 0, "rotation": 0, "shift": 0, "scale": 0, "erasing": 0}}"#
      var recipe = try Self.recipe(gentle)
      recipe.widthMultiplier = 0.35
      recipe.epochs = 8
      recipe.learningRate = 1e-2
      recipe.dropout = 0
      recipe.averageKeep = 0.8
      recipe.batchNormMomentum = 0.8
      // Every seed tried ends with all 21 right, on every instruction set; the steps on the way differ.
      let log = try Self.trainer(folder, recipe, faces: 84).run(initial: nil, clock: { 0 })
      let last = try #require(log.last)
      #expect(last.validationAccuracy > 0.8, "\(log)")
      #expect(last.trainingLoss < log[0].trainingLoss)
      #expect(RunFolder(folder).records() == log)
      for name in ["recipe.json", "log.csv", "loss.svg", "accuracy.svg"] {
        #expect(FileManager.default.fileExists(atPath: folder.appending(path: name).path), "\(name)")
      }
      let checkpoint = try EmotionCheckpoint.read(RunFolder(folder).weights)
      #expect(checkpoint.side == 32)
      #expect(checkpoint.temperature > 0)
      let faces = Self.faces(21, seed: 2)
      let read = try EmotionClassifier(checkpoint).classify(faces.rows.map(\.image))
      let right = zip(read, faces.rows).count { $0.top == $1.label }
      #expect(Double(right) / 21 > 0.8)
    }
  }

  @Test func `a loss that is no number stops the run and keeps the last checkpoint`() throws {
    try withTemporaryFolder { temporary in
      let folder = temporary.url
      var recipe = try Self.recipe()
      recipe.epochs = 1
      _ = try Self.trainer(folder, recipe).run(initial: nil, clock: { 0 })
      let kept = try Data(contentsOf: RunFolder(folder).weights)
      let network = MobileNetV2(widthMultiplier: 0.1, classes: 7)
      var weights = network.randomWeights(seed: 1).tensors
      let shape = try #require(weights["classifier.weight"]).shape
      weights["classifier.weight"] = WeightTensor(
        shape: shape, values: [Float](repeating: .greatestFiniteMagnitude, count: shape[0] * shape[1]))
      let other = folder.appending(path: "other")
      #expect(throws: TrainingError.self) {
        try Self.trainer(other, recipe).run(initial: WeightFile(tensors: weights), clock: { 0 })
      }
      #expect(try Data(contentsOf: RunFolder(folder).weights) == kept)
    }
  }

  @Test func `a folder that holds a run is not overwritten, nor resumed with another recipe`() throws {
    try withTemporaryFolder { temporary in
      let folder = temporary.url
      var recipe = try Self.recipe()
      recipe.epochs = 1
      _ = try Self.trainer(folder, recipe).run(initial: nil, clock: { 0 })
      #expect(throws: TrainingError.self) { try Self.trainer(folder, recipe).run(initial: nil, clock: { 0 }) }
      recipe.learningRate = 0.5
      #expect(throws: TrainingError.self) {
        try Self.trainer(folder, recipe).run(initial: nil, resume: true, clock: { 0 })
      }
    }
  }
}

extension TrainerTests {
  @Test func `a lower rate of the base moves its weights less, and the classifier's as far`() throws {
    try withTemporaryFolder { temporary in
      var moved: [Float: (base: Float, classifier: Float)] = [:]
      for rate: Float in [1, 0.1] {
        let folder = temporary.url.appending(path: "base \(rate)")
        var recipe = try Self.recipe()
        recipe.baseRate = rate
        recipe.weightDecay = 0
        _ = try Self.trainer(folder, recipe).run(initial: nil, clock: { 0 }, shouldStop: { true })
        let network = MobileNetV2(widthMultiplier: 0.1, classes: Emotion.allCases.count)
        let before = network.randomWeights(seed: recipe.seed).tensors
        let after = try Self.tensors(folder)
        func distance(_ name: String) throws -> Float {
          let (old, new) = (try #require(before[name]).values, try #require(after["weights/" + name]).values)
          return zip(old, new).map { abs($0 - $1) }.max() ?? 0
        }
        let first = try #require(
          before.keys.filter { $0.hasSuffix("weight") && !$0.hasPrefix("classifier") }.min())
        moved[rate] = (try distance(first), try distance("classifier.weight"))
      }
      let (whole, lower) = (try #require(moved[1]), try #require(moved[0.1]))
      #expect(whole.base > 0)
      // The first step of Adam is as long as the rate, whatever the gradient.
      #expect(abs(lower.base / whole.base - 0.1) < 0.01)
      #expect(abs(lower.classifier / whole.classifier - 1) < 0.01)
    }
  }
}

@Suite struct RecipeTests {
  @Test func `an unknown key is named with the known ones`() {
    let error = #expect(throws: TrainingError.self) { try Recipe(json: Data(#"{"epoch": 3}"#.utf8)) }
    #expect("\(error as Any)".contains("'epoch'") && "\(error as Any)".contains("epochs"))
    #expect(throws: TrainingError.self) { try Recipe(json: Data(#"{"augmentation": {"flap": 1}}"#.utf8)) }
  }

  @Test(arguments: [
    #"{"epochs": 0}"#, #"{"dropout": 1}"#, #"{"learningRate": -1}"#, #"{"side": "big"}"#, "[]", "x",
    #"{"epochs": 1.5}"#, #"{"augmentation": {"rotation": -5}}"#, #"{"augmentation": {"scale": 1}}"#,
    #"{"augmentation": {"flip": 2}}"#, #"{"augmentation": {"shift": 9}}"#,
    #"{"augmentation": {"contrast": 3}}"#,
    #"{"augmentation": {"brightness": -1}}"#, #"{"augmentation": {"erasing": 7}}"#,
    #"{"augmentation": {"erasedArea": [0.5, 30]}}"#, #"{"augmentation": {"erasedArea": [0.5, 0.1]}}"#,
    #"{"augmentation": 4}"#,
  ])
  func `what makes no sense is refused`(json: String) {
    #expect(throws: TrainingError.self) { try Recipe(json: Data(json.utf8)) }
  }

  @Test func `a value of the wrong kind is named with the default that stands in its place`() {
    let error = #expect(throws: TrainingError.self) { try Recipe(json: Data(#"{"epochs": 1.5}"#.utf8)) }
    #expect(error?.description.contains("epochs cannot be 1.5: its default is 12") == true)
  }

  @Test func `what is not said has its default, and a recipe survives writing`() throws {
    let recipe = try Recipe(json: Data(#"{"epochs": 3, "augmentation": {"flip": 0.25}}"#.utf8))
    #expect(recipe.epochs == 3 && recipe.augmentation.flip == 0.25)
    #expect(recipe.batchSize == 64 && recipe.augmentation.rotation == 15)
    #expect(try Recipe(json: recipe.json()) == recipe)
  }

  @Test func `the learning rate rises straight and falls along a cosine`() {
    var recipe = Recipe()
    recipe.learningRate = 1
    recipe.warmUp = 0.1
    #expect(abs(recipe.rate(step: 0, of: 100) - 0.1) < 1e-6)
    #expect(abs(recipe.rate(step: 9, of: 100) - 1) < 1e-6)
    #expect(abs(recipe.rate(step: 55, of: 100) - (0.001 + 0.999 * 0.5)) < 1e-6)
    #expect(recipe.rate(step: 99, of: 100) < 0.01)
  }

  @Test func `a split takes other splits' photographs out and keeps groups together`() throws {
    func picture(_ seed: UInt64, brighter: UInt8 = 0) -> GrayImage {
      var generator = SeededGenerator(seed: seed)
      let pixels = (0..<48 * 48).map { _ in UInt8(generator.below(200)) + brighter }
      return GrayImage(width: 48, height: 48, pixels: pixels)
    }
    var rows: [FaceRow] = []
    func add(_ image: GrayImage, _ split: String) {
      let emotion = Emotion.allCases[rows.count % 7]
      rows.append(
        FaceRow(
          image: image, label: emotion, target: emotion.oneHot, split: split, number: rows.count,
          name: "\(rows.count)"))
    }
    for seed in 0..<200 {
      add(picture(UInt64(seed)), "Training")
      add(picture(UInt64(seed), brighter: 20), "Training")
    }
    for seed in 0..<10 { add(picture(UInt64(seed), brighter: 10), "PublicTest") }
    let split = try TrainingSplit(FaceDataSet(source: "x", rows: rows), validationShare: 0.2, seed: 3)
    #expect(split.excluded == 20)
    #expect(split.training.rows.count + split.validation.rows.count == 380)
    let held = Set(split.validation.rows.map { $0.number / 2 })
    #expect(held.isDisjoint(with: split.training.rows.map { $0.number / 2 }))
    #expect((40...115).contains(split.validation.rows.count))
  }
}
