import Emotions

/// The names data sets give to the seven emotions.
package enum ClassNames {
  /// The names to use, for messages.
  package static let expected = Emotion.allCases.map(\.rawValue).joined(separator: ", ")

  /// Expressions other sets know and Mien does not; their folders are left out.
  package static let ignored: Set<String> = ["contempt", "contemptuous", "unknown", "nf"]

  /// The emotion a folder or column is named for, without case.
  package static func emotion(_ name: String) -> Emotion? {
    switch name.lowercased() {
    case "angry", "anger": .angry
    case "disgust", "disgusted", "disgusting": .disgust
    case "fear", "fearful", "afraid", "scared": .fear
    case "happy", "happiness", "joy": .happy
    case "neutral", "neutrality", "calm": .neutral
    case "sad", "sadness": .sad
    case "surprise", "surprised", "surprising": .surprise
    default: nil
    }
  }

  /// The emotion of a number in `fer2013.csv`: 0 angry, 1 disgust, 2 fear, 3 happy, 4 sad, 5 surprise, 6
  /// neutral.
  package static func fer2013(_ number: Int) -> Emotion? {
    let order: [Emotion] = [.angry, .disgust, .fear, .happy, .sad, .surprise, .neutral]
    return order.indices.contains(number) ? order[number] : nil
  }

  /// The emotion of a number in RAF-DB: 1 surprise, 2 fear, 3 disgust, 4 happy, 5 sad, 6 angry, 7 neutral.
  package static func raf(_ number: Int) -> Emotion? {
    let order: [Emotion] = [.surprise, .fear, .disgust, .happy, .sad, .angry, .neutral]
    return order.indices.contains(number - 1) ? order[number - 1] : nil
  }
}
