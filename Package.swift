// swift-tools-version: 6.2
import PackageDescription

/// The kernels are always compiled without checks.
///
/// The rooms with the other loops over numbers, bytes and pixels are always optimized: a plain `swift run`
/// (a debug build) then trains at nearly full speed. It takes the compiler three times as long, so no
/// other room has it.
let unchecked: SwiftSetting = .unsafeFlags(["-Ounchecked"])
let optimized: SwiftSetting = .unsafeFlags(["-O"], .when(configuration: .debug))
/// A network's classes are looked into thousands of times a second: their exclusive access is
/// checked in debug builds, and with them in the tests.
let uncheckedAccess: SwiftSetting = .unsafeFlags(
  ["-enforce-exclusivity=unchecked"], .when(configuration: .release))

/// What is built only with `--traits MPI`.
let mpi: TargetDependencyCondition? = .when(traits: ["MPI"])

/// The flags that compile a kernel room for one vector level of x86-64; none elsewhere.
func vectorLevel(_ name: String, _ flags: [String]) -> [SwiftSetting] {
  #if arch(x86_64)
    [unchecked, .unsafeFlags(flags.flatMap { ["-Xcc", $0] }), .define(name)]
  #else
    [unchecked]
  #endif
}

func kernelRoom(
  _ name: String, in folder: String, dependencies: [Target.Dependency] = [],
  settings: [SwiftSetting] = [unchecked]
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/Kernels/\(folder)",
    swiftSettings: settings)
}

func room(
  _ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = []
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(
  of room: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = [],
  settings: [SwiftSetting] = []
) -> Target {
  .testTarget(
    name: "\(room)Tests", dependencies: [.byName(name: room), "TestSupport"] + dependencies,
    resources: resources, swiftSettings: settings)
}

let package = Package(
  name: "dnn",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "DeepNetwork", targets: ["DeepNetwork"]),
    .library(name: "LinearAlgebra", targets: ["LinearAlgebra"]),
    .library(name: "ComputationGraph", targets: ["ComputationGraph"]),
    .library(name: "ArrayFiles", targets: ["ArrayFiles"]),
    .library(name: "Images", targets: ["Images"]),
    .library(name: "Datasets", targets: ["Datasets"]),
    .library(name: "Experiments", targets: ["Experiments"]),
    .library(name: "DNNCommand", targets: ["DNNCommand"]),
    .executable(name: "dnn", targets: ["dnn"]),
    .executable(name: "dnn-bench", targets: ["dnn-bench"]),
  ],
  traits: [
    .trait(name: "MPI", description: "Training on several processes that mpirun starts.")
  ],
  targets: [
    // MARK: Substrate
    .target(name: "CShims"),
    kernelRoom("KernelThreads", in: "Threads", dependencies: ["CShims"]),
    kernelRoom(
      "KernelTemplates", in: "Templates", dependencies: ["CShims", "KernelThreads"]),
    kernelRoom(
      "KernelsBaseline", in: "Baseline", dependencies: ["KernelTemplates", "KernelThreads"]),
    kernelRoom(
      "KernelsAVX2", in: "AVX2", dependencies: ["KernelTemplates", "KernelThreads"],
      settings: vectorLevel("AVX2", ["-mavx2", "-mfma"])),
    kernelRoom(
      "KernelsAVX512", in: "AVX512", dependencies: ["KernelTemplates", "KernelThreads"],
      settings: vectorLevel("AVX512", ["-mavx512f", "-mprefer-vector-width=512"])),
    kernelRoom(
      "Kernels", in: "Dispatch",
      dependencies: [
        "CShims", "KernelTemplates", "KernelThreads", "KernelsBaseline", "KernelsAVX2",
        "KernelsAVX512",
      ]),
    room("Text", settings: [optimized]),
    room("Bytes", settings: [optimized]),
    room("Ranks"),
    .systemLibrary(
      name: "CMPI", path: "Sources/MPI/CMPI", pkgConfig: "ompi-c",
      providers: [.apt(["libopenmpi-dev"]), .brew(["open-mpi"])]),
    .target(
      name: "MPIRanks", dependencies: ["Ranks", .target(name: "CMPI", condition: mpi)],
      path: "Sources/MPI/MPIRanks"),

    // MARK: Mathematics
    room("LinearAlgebra", ["Kernels"], settings: [optimized, uncheckedAccess]),
    room(
      "DeepNetwork", ["Kernels", "LinearAlgebra", "Ranks", "Text"],
      settings: [uncheckedAccess]),

    // MARK: Data
    room(
      "ArrayFiles", ["Bytes", "CShims", "LinearAlgebra", "Text"], settings: [optimized]),
    room("Images", ["Bytes"], settings: [optimized]),
    room("SampleData", ["LinearAlgebra"], settings: [optimized]),
    room(
      "Datasets",
      [
        "ArrayFiles", "Bytes", "Images", "KernelThreads", "LinearAlgebra", "Ranks",
        "SampleData", "Text",
      ]),

    // MARK: Programs
    room("Drawing", ["Images", "Text"], settings: [optimized]),
    room("ComputationGraph", ["Drawing", "Text"]),
    room("Interchange", ["ArrayFiles", "Bytes", "DeepNetwork", "Text"]),
    room(
      "Configurations",
      ["Bytes", "Datasets", "DeepNetwork", "Interchange", "SampleData", "Text"]),
    room(
      "Experiments",
      [
        "ArrayFiles", "Bytes", "ComputationGraph", "Configurations", "Datasets", "DeepNetwork",
        "Drawing", "Images", "Interchange", "Ranks", "SampleData", "Text",
      ]),
    .target(
      name: "DNNCommand",
      dependencies: [
        "Bytes", "ComputationGraph", "Configurations", "CShims", "Datasets", "DeepNetwork",
        "Drawing", "Experiments", "Images", "Interchange", "Ranks", "Text",
        .target(name: "MPIRanks", condition: mpi),
      ]),
    .executableTarget(name: "dnn", dependencies: ["DNNCommand"]),
    .executableTarget(
      name: "examples", dependencies: ["Datasets", "DeepNetwork", "Experiments"],
      path: "Sources/Examples"),
    .executableTarget(
      name: "dnn-bench", dependencies: ["DeepNetwork", "Kernels"]),

    // MARK: Tests
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "ArrayFiles", "Bytes", "ComputationGraph", "Configurations", "Datasets", "DeepNetwork",
        "Experiments", "Images", "Interchange", "Text",
      ],
      path: "Tests/Fuzz", exclude: ["Corpus", "run"]),
    .executableTarget(
      name: "scaling", dependencies: ["DeepNetwork", "Ranks", "TestSupport", "Text"],
      path: "Tests/Scaling"),
    .target(
      name: "TestSupport", dependencies: ["DeepNetwork", "Kernels", "Ranks"],
      path: "Tests/TestSupport", swiftSettings: [optimized]),
    tests(of: "Ranks"),
    tests(of: "Text"),
    tests(
      of: "Kernels", ["KernelTemplates", "KernelThreads"], resources: [.copy("Fixtures")],
      settings: [optimized]),
    tests(of: "Bytes", resources: [.copy("Fixtures")]),
    tests(of: "LinearAlgebra"),
    tests(of: "DeepNetwork", ["ArrayFiles", "Ranks"], resources: [.copy("Fixtures")]),
    tests(of: "ArrayFiles", resources: [.copy("Fixtures")]),
    tests(of: "Images", resources: [.copy("Fixtures")]),
    tests(of: "SampleData"),
    tests(of: "Datasets", ["Images", "Ranks", "SampleData", "Text"]),
    tests(of: "Drawing", ["Images", "Text"]),
    tests(of: "ComputationGraph", ["Drawing", "LinearAlgebra", "Text"]),
    tests(
      of: "Interchange", ["ArrayFiles", "Bytes", "DeepNetwork"], resources: [.copy("Fixtures")]),
    tests(of: "Configurations", ["Datasets", "DeepNetwork", "Interchange", "Text"]),
    tests(
      of: "Experiments",
      [
        "ArrayFiles", "Bytes", "ComputationGraph", "Configurations", "Datasets", "DeepNetwork",
        "Drawing", "Interchange", "Ranks", "Text",
      ],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "PageTests",
      dependencies: [
        "ArrayFiles", "ComputationGraph", "DeepNetwork", "Experiments", "TestSupport", "examples",
      ]),
    .testTarget(
      name: "CommandTests", dependencies: ["ArrayFiles", "dnn", "TestSupport"],
      exclude: ["Snapshots"]),
  ],
  swiftLanguageModes: [.v6]
)
