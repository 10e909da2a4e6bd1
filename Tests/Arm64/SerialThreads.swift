/// What the kernels need of KernelThreads where there are no threads: one part after the other.
public enum ThreadPool {
  public static var threads: Int { 1 }

  public static func parallel(_ chunks: Int, _ body: (Int) -> Void) {
    for chunk in 0..<chunks { body(chunk) }
  }
}

public enum Workspace {
  public static var bytes: Int { 1 << 20 }

  public static func take() -> UnsafeMutableRawPointer {
    .allocate(byteCount: bytes, alignment: 4096)
  }

  public static func giveBack(_ block: UnsafeMutableRawPointer) { block.deallocate() }
}
