// The words of Mien come along: who imports it can say `Mood`, `Emotion`, `ViewerReading` or `ImageError` without
// knowing in which of its modules they live. As swift-collections' `Collections` does.
@_exported import Emotions
@_exported import Engine
@_exported import Faces
@_exported import Images
@_exported import Recommendations

@_exported import enum Networks.PrecisionChoice
