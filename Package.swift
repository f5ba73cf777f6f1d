// swift-tools-version: 6.1
import PackageDescription

/// A module of this package, its tests beside it.
func module(
  _ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil,
  tests: [Target.Dependency] = [], golden: Bool = false
) -> [Target] {
  [
    .target(name: name, dependencies: dependencies, resources: resources),
    .testTarget(
      name: name + "Tests", dependencies: [.byName(name: name)] + dependencies + tests,
      exclude: golden ? ["Golden"] : []),
  ]
}

let package = Package(
  name: "mien",
  products: [
    .executable(name: "mien", targets: ["mien"]),
    .library(name: "Mien", targets: ["Mien"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
  ],
  targets: [
    .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])]),
    .systemLibrary(name: "CTurboJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CWebP", pkgConfig: "libwebp", providers: [.apt(["libwebp-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .target(name: "CKernels", linkerSettings: [.linkedLibrary("gomp")]),
    .target(name: "Fuzzing", path: "Tests/Fuzzing", exclude: ["Corpus"]),
    .testTarget(
      name: "FuzzTests",
      dependencies: [
        "Faces", "Fuzzing", "Images", "Language", "Recommendations", "Storage", "Tensors", "Video",
      ]),
    .target(name: "Programs", path: "Tests/Programs"),
    .target(name: "GoldenNumbers", dependencies: ["Tensors"], path: "Tests/GoldenNumbers"),
  ]
    + module("Emotions", [], golden: true)
    + module("Images", ["CKernels", "CTurboJPEG", "CPNG", "CWebP"])
    + module("Video", ["Images"], tests: ["Programs"])
    + module("Tensors", ["CKernels", "COneDNN"], tests: ["GoldenNumbers"], golden: true)
    + module(
      "Language", ["CKernels", "Emotions", "Tensors"], resources: [.copy("Resources/words")],
      tests: ["GoldenNumbers"], golden: true)
    + module("Faces", ["Images", "Tensors"], golden: true)
    + module("Recommendations", ["CKernels", "Emotions"], resources: [.copy("Resources/catalogue.json")])
    + module(
      "Networks", ["Emotions", "Images", "Tensors"], resources: [.copy("Resources/emotion")],
      tests: ["GoldenNumbers"], golden: true)
    + module(
      "Storage",
      ["CPQ", "CSodium", "Emotions", "Recommendations", .product(name: "GRDB", package: "GRDB.swift")],
      resources: [.copy("Resources/common-passwords.txt")])
    + module("ItemSearch", ["Language", "Recommendations", "Storage", "Tensors"], tests: ["Emotions"])
    + module("Tracks", ["Emotions", "Tensors"], resources: [.copy("Resources/tracks")])
    + module("Training", ["Emotions", "Images", "Language", "Networks", "Tensors", "Tracks"])
    + module("Engine", ["Emotions", "Faces", "Images", "Networks"], tests: ["Tensors"])
    + module(
      "Fetching",
      [
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ])
    + module(
      "Web",
      [
        "CKernels", "COpenSSL", "CZlib", "Emotions", "Engine", "Faces", "Fetching", "Images", "ItemSearch",
        "Language",
        "Recommendations",
        "Storage",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
      ],
      resources: [.copy("Resources/openapi.json"), .copy("Resources/page")],
      tests: ["Fuzzing", "Programs", .product(name: "HummingbirdTesting", package: "hummingbird")])
    + [
      .executableTarget(
        name: "mien",
        dependencies: [
          "Emotions", "Engine", "Faces", "Fetching", "Images", "ItemSearch", "Language", "Networks",
          "Recommendations", "Storage", "Tensors", "Tracks", "Training", "Video", "Web",
          .product(name: "ArgumentParser", package: "swift-argument-parser"),
          .product(name: "Logging", package: "swift-log"),
        ]),
      .target(
        name: "Mien", dependencies: ["Emotions", "Engine", "Faces", "Images", "Networks", "Recommendations"],
        path: "Sources/MienLibrary"),
      .testTarget(name: "MienLibraryTests", dependencies: ["Mien", "Images"]),
      .executableTarget(name: "mien-example", dependencies: ["Mien"], path: "Examples/mood"),
      .testTarget(
        name: "MienTests",
        dependencies: ["mien", "mien-example", "Emotions", "Programs", "Recommendations", "Storage"]),
      .executableTarget(
        name: "mien-benchmark",
        dependencies: [
          "CAllocationCount", "Emotions", "Engine", "Faces", "Images", "Networks", "Tensors",
        ],
        path: "Benchmarks/Sources/mien-benchmark"),
      .target(name: "CAllocationCount", path: "Benchmarks/Sources/CAllocationCount"),
      .executableTarget(
        name: "mien-benchmark-recommender", dependencies: ["Emotions", "Language", "Recommendations"],
        path: "Benchmarks/recommender/Sources"),
      .executableTarget(
        name: "mien-benchmark-search",
        dependencies: ["Emotions", "ItemSearch", "Language", "Recommendations", "Storage", "Tensors"],
        path: "Benchmarks/search/Sources"),
    ],
  swiftLanguageModes: [.v6]
)
