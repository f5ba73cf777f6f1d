// Reads the mood in a picture, and recommends something for it:
//
//     swift run -c release mien-example ada.jpg [folder of the face detector's networks]
import Foundation
import Mien

let arguments = CommandLine.arguments.dropFirst()
guard let picture = arguments.first else {
  print("Name a picture: mien-example ada.jpg")
  exit(64)
}
do {
  let weights = arguments.dropFirst().first.map { URL(filePath: $0) } ?? MoodReader.defaultWeights

  // From JPEG bytes to a mood:
  let reader = try MoodReader(weights: weights)
  let jpeg = try Data(contentsOf: URL(filePath: picture))
  let mood = try reader.mood(in: jpeg)
  print(mood.map { "\($0.label?.rawValue ?? "unsure") \(Int(100 * $0.confidence)) %" } ?? "no face")

  // And from the mood to something to hear:
  let list = try Recommender().recommend(for: mood, at: Date(), in: .current, limit: 3, kinds: [.music])
  for recommendation in list { print("  \(recommendation.item.title), \(recommendation.item.creator)") }
} catch {
  print("\(picture): \(error)")
  exit(1)
}
