import COneDNN

/// The only file that speaks oneDNN's C API (version 2, as Debian 12 ships it; version 3 differs).
///
/// Handles are owned by final classes and freed in `deinit`. None is shared between threads but the engine.
enum OneDNN {
  static func check(_ status: dnnl_status_t, _ operation: @autoclosure () -> String) throws(TensorError) {
    guard status == dnnl_success else { throw .native(operation: operation(), code: status.rawValue) }
  }
}

/// The CPU engine, a stream of it and a number of threads. One for a graph.
final class NativeContext {
  let engine: dnnl_engine_t
  let stream: dnnl_stream_t
  let threads: Int

  init(threads: Int) throws(TensorError) {
    precondition(threads > 0, "a graph runs on at least one thread")
    self.threads = threads
    var engine: dnnl_engine_t?
    try OneDNN.check(dnnl_engine_create(&engine, dnnl_cpu, 0), "create the CPU engine")
    guard let engine else { throw .native(operation: "create the CPU engine", code: 0) }
    self.engine = engine
    var stream: dnnl_stream_t?
    try OneDNN.check(
      dnnl_stream_create(&stream, engine, dnnl_stream_default_flags.rawValue), "create a stream")
    guard let stream else { throw .native(operation: "create a stream", code: 0) }
    self.stream = stream
  }

  /// Makes the calling thread use this many native threads. A primitive keeps the number it was made with, so this
  /// is said before making one as well as before running.
  func setThreads() { omp_set_num_threads(Int32(threads)) }

  /// Waits for what the stream was given.
  func wait() throws(TensorError) { try OneDNN.check(dnnl_stream_wait(stream), "wait for the stream") }

  deinit {
    dnnl_stream_destroy(stream)
    dnnl_engine_destroy(engine)
  }
}

extension dnnl_memory_desc_t {
  init(_ dimensions: [Int64], _ tag: dnnl_format_tag_t) throws(TensorError) {
    self.init()
    try OneDNN.check(
      dnnl_memory_desc_init_by_tag(&self, Int32(dimensions.count), dimensions, dnnl_f32, tag),
      "describe memory of \(dimensions)")
  }

  var floats: Int {
    var copy = self
    return dnnl_memory_desc_get_size(&copy) / MemoryLayout<Float>.stride
  }

  func isEqual(_ other: dnnl_memory_desc_t) -> Bool {
    var (a, b) = (self, other)
    return dnnl_memory_desc_equal(&a, &b) != 0
  }
}

/// A description and the buffer it describes.
final class NativeMemory {
  let descriptor: dnnl_memory_desc_t
  let handle: dnnl_memory_t
  let buffer: FloatBuffer

  init(_ descriptor: dnnl_memory_desc_t, _ buffer: FloatBuffer, _ context: NativeContext) throws(TensorError)
  {
    precondition(buffer.count >= descriptor.floats, "a buffer is too small for its description")
    self.descriptor = descriptor
    self.buffer = buffer
    var handle: dnnl_memory_t?
    var copy = descriptor
    try OneDNN.check(dnnl_memory_create(&handle, &copy, context.engine, buffer.base), "create memory")
    guard let handle else { throw .native(operation: "create memory", code: 0) }
    self.handle = handle
  }

  deinit { dnnl_memory_destroy(handle) }
}

/// A primitive's description: oneDNN chooses an implementation and layouts when it is made.
final class PrimitiveDescription {
  let handle: dnnl_primitive_desc_t

  init(
    _ operation: UnsafeRawPointer, _ context: NativeContext, attributes: PrimitiveAttributes? = nil,
    hint: PrimitiveDescription? = nil, name: String
  ) throws(TensorError) {
    context.setThreads()
    var handle: dnnl_primitive_desc_t?
    try OneDNN.check(
      dnnl_primitive_desc_create(&handle, operation, attributes?.handle, context.engine, hint?.handle), name)
    guard let handle else { throw .native(operation: name, code: 0) }
    self.handle = handle
  }

  init(reorder from: dnnl_memory_desc_t, to: dnnl_memory_desc_t, _ context: NativeContext) throws(TensorError)
  {
    context.setThreads()
    var handle: dnnl_primitive_desc_t?
    var (a, b) = (from, to)
    try OneDNN.check(
      dnnl_reorder_primitive_desc_create(&handle, &a, context.engine, &b, context.engine, nil), "reorder")
    guard let handle else { throw .native(operation: "reorder", code: 0) }
    self.handle = handle
  }

  deinit { dnnl_primitive_desc_destroy(handle) }

  /// The layout the implementation wants for an argument.
  func descriptor(_ what: dnnl_query_t) throws(TensorError) -> dnnl_memory_desc_t {
    guard let pointer = dnnl_primitive_desc_query_md(handle, what, 0) else {
      throw .native(operation: "ask for a layout", code: what.rawValue)
    }
    return pointer.pointee
  }
}

/// What follows a convolution inside the same primitive.
final class PrimitiveAttributes {
  let handle: dnnl_primitive_attr_t

  /// Adds a residual of the output's shape, then the activation.
  init(residual: dnnl_memory_desc_t?, activation: Activation) throws(TensorError) {
    var handle: dnnl_primitive_attr_t?
    try OneDNN.check(dnnl_primitive_attr_create(&handle), "create attributes")
    guard let handle else { throw .native(operation: "create attributes", code: 0) }
    self.handle = handle
    var operations: dnnl_post_ops_t?
    try OneDNN.check(dnnl_post_ops_create(&operations), "create post-ops")
    defer { dnnl_post_ops_destroy(operations) }
    if var residual {
      try OneDNN.check(
        dnnl_post_ops_append_binary(operations, dnnl_binary_add, &residual), "append a residual")
    }
    switch activation {
    case .none: break
    case .relu:
      try OneDNN.check(
        dnnl_post_ops_append_eltwise(operations, 1, dnnl_eltwise_relu, 0, 0), "append a ReLU")
    case .relu6:
      try OneDNN.check(
        dnnl_post_ops_append_eltwise(operations, 1, dnnl_eltwise_clip, 0, 6), "append a ReLU6")
    }
    try OneDNN.check(dnnl_primitive_attr_set_post_ops(handle, operations), "set post-ops")
  }

  /// oneDNN's name for the argument of the residual: `DNNL_ARG_ATTR_MULTIPLE_POST_OP(0) | DNNL_ARG_SRC_1`.
  static let residualArgument = DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | DNNL_ARG_SRC_1

  deinit { dnnl_primitive_attr_destroy(handle) }
}

/// A primitive bound to its memory: ready to run again and again.
final class BoundPrimitive {
  private let handle: dnnl_primitive_t
  private let arguments: [dnnl_exec_arg_t]
  private let memories: [NativeMemory]
  private let context: NativeContext
  private let name: String

  init(
    _ description: PrimitiveDescription, _ arguments: [(Int32, NativeMemory)], _ context: NativeContext,
    name: String
  ) throws(TensorError) {
    context.setThreads()
    var handle: dnnl_primitive_t?
    try OneDNN.check(dnnl_primitive_create(&handle, description.handle), name)
    guard let handle else { throw .native(operation: name, code: 0) }
    self.handle = handle
    self.arguments = arguments.map { dnnl_exec_arg_t(arg: $0.0, memory: $0.1.handle) }
    memories = arguments.map(\.1)
    self.context = context
    self.name = name
  }

  deinit { dnnl_primitive_destroy(handle) }

  func run() throws(TensorError) {
    try OneDNN.check(
      dnnl_primitive_execute(handle, context.stream, Int32(arguments.count), arguments), name)
  }
}

/// Copies `memory` into the layout `wanted`, or does nothing where it has it already.
struct Reorder {
  let result: NativeMemory
  private let primitive: BoundPrimitive?

  init(_ memory: NativeMemory, to wanted: dnnl_memory_desc_t, _ context: NativeContext) throws(TensorError) {
    guard !memory.descriptor.isEqual(wanted) else {
      result = memory
      primitive = nil
      return
    }
    result = try NativeMemory(wanted, FloatBuffer(count: wanted.floats), context)
    primitive = try Reorder.primitive(from: memory, to: result, context)
  }

  /// Copies from the layout `wanted` into `memory`.
  init(from wanted: dnnl_memory_desc_t, into memory: NativeMemory, _ context: NativeContext)
    throws(TensorError)
  {
    guard !memory.descriptor.isEqual(wanted) else {
      result = memory
      primitive = nil
      return
    }
    result = try NativeMemory(wanted, FloatBuffer(count: wanted.floats), context)
    primitive = try Reorder.primitive(from: result, to: memory, context)
  }

  private static func primitive(
    from: NativeMemory, to: NativeMemory, _ context: NativeContext
  ) throws(TensorError) -> BoundPrimitive {
    try BoundPrimitive(
      PrimitiveDescription(reorder: from.descriptor, to: to.descriptor, context),
      [(DNNL_ARG_FROM, from), (DNNL_ARG_TO, to)], context, name: "reorder")
  }

  func run() throws(TensorError) { try primitive?.run() }
}
