// Trains with one rank and with two, through a network that is made slow, and compares the time of an
// update with the model of the page Scaling of the documentation:
//
//     swift build -c release --product scaling
//     sudo chrt -f 5 .build/release/scaling [--page]
//
// The ranks are threads of this process. The constants of the model come from runs of one rank and
// from exchanges without a delay; no row of the table is fitted. `--page` prints what the model says
// of networks of up to 1,000 ranks too. Ends with 1 if two ranks end with other weights than one.

import DeepNetwork
import Foundation
import Text

ComputeThreads.use(1)
let arguments = CommandLine.arguments.dropFirst()
guard arguments.isEmpty || Array(arguments) == ["--page"] else {
  print("usage: scaling [--page]")
  exit(2)
}
let transport = try LocalTransport()
print("A message: \(microseconds(transport.secondsPerMessage)) µs;", terminator: " ")
print("a byte: \((transport.secondsPerByte * 1e9).decimals(3)) ns;", terminator: " ")
print("until it is seen: \(microseconds(transport.latency)) µs\n")

var comparisons: [Comparison] = []
for (n, m) in [
  ([784, 512, 256, 10], 1024), ([784, 512, 256, 10], 4096), ([784, 128, 10], 1024),
  ([64, 64, 10], 1024),
] {
  comparisons.append(try Comparison(Training(n, m: m), transport))
}
printConstants(comparisons)
printMeasured(comparisons)
if arguments.first == "--page" { Page(rank: comparisons[0].rank).print() }
exit(comparisons.allSatisfy(\.isSame) ? 0 : 1)
