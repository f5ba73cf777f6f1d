import COneDNN

/// The only file that speaks oneDNN's C API (version 2, as Debian 12 ships it; version 3 differs).
///
/// Handles are owned by final classes and freed in `deinit`. None is shared between threads but the engine.
enum OneDNN {
  static func check(_ status: dnnl_status_t, _ operation: @autoclosure () -> String) throws(TensorError) {
    guard status == dnnl_success else { throw .native(operation: operation(), code: status.rawValue) }
  }
}

/// The CPU engine, a stream of it, a number of threads and what layers share. One for a graph.
final class NativeContext {
  let engine: dnnl_engine_t
  let stream: dnnl_stream_t
  let threads: Int

  /// Memory that layers use one after the other, so that it stays in the cache.
  let inputScratch = Scratch()
  let gradientScratch = Scratch()
  let outputScratch = Scratch()
  /// What primitives use while they run. Left to itself, oneDNN takes memory of the thread that made the primitive, and
  /// a primitive that runs on another, as those of a dispatch queue do, crashes or writes where it should not.
  let scratchpad = Scratch()

  init(threads: Int) throws(TensorError) {
    precondition(threads > 0, "a graph runs on at least one thread")
    // Some of oneDNN's primitives wait for as many threads as they asked for, and would wait for ever.
    self.threads = min(threads, Int(omp_get_thread_limit()))
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
  init(
    _ dimensions: [Int64], _ tag: dnnl_format_tag_t, of type: dnnl_data_type_t = dnnl_f32
  ) throws(TensorError) {
    self.init()
    try OneDNN.check(
      dnnl_memory_desc_init_by_tag(&self, Int32(dimensions.count), dimensions, type, tag),
      "describe memory of \(dimensions)")
  }

  var bytes: Int {
    var copy = self
    return dnnl_memory_desc_get_size(&copy)
  }

  /// What it takes of a buffer of floats.
  var floats: Int { FloatBuffer.floats(bytes: bytes) }

  func isEqual(_ other: dnnl_memory_desc_t) -> Bool {
    var (a, b) = (self, other)
    return dnnl_memory_desc_equal(&a, &b) != 0
  }
}

/// A description and the buffer it describes.
final class NativeMemory {
  let descriptor: dnnl_memory_desc_t
  let handle: dnnl_memory_t
  private(set) var buffer: FloatBuffer

  convenience init(
    _ descriptor: dnnl_memory_desc_t, _ buffer: FloatBuffer, _ context: NativeContext
  ) throws(TensorError) {
    precondition(buffer.count >= descriptor.floats, "a buffer is too small for its description")
    try self.init(descriptor, buffer, at: buffer.base, context)
  }

  /// A description of memory that ``point(to:of:)`` gives later.
  convenience init(unplaced descriptor: dnnl_memory_desc_t, _ context: NativeContext) throws(TensorError) {
    try self.init(descriptor, FloatBuffer(count: 0), at: nil, context)
  }

  private init(
    _ descriptor: dnnl_memory_desc_t, _ buffer: FloatBuffer, at place: UnsafeMutablePointer<Float>?,
    _ context: NativeContext
  ) throws(TensorError) {
    self.descriptor = descriptor
    self.buffer = buffer
    var handle: dnnl_memory_t?
    var copy = descriptor
    try OneDNN.check(dnnl_memory_create(&handle, &copy, context.engine, place), "create memory")
    guard let handle else { throw .native(operation: "create memory", code: 0) }
    self.handle = handle
  }

  /// Describes other memory from now on, which must live as long as it is used.
  func point(to values: UnsafeMutablePointer<Float>) throws(TensorError) {
    try OneDNN.check(dnnl_memory_set_data_handle(handle, values), "point to memory")
  }

  /// Describes a part of a buffer from now on, and keeps the buffer.
  func point(to values: UnsafeMutablePointer<Float>, of buffer: FloatBuffer) throws(TensorError) {
    self.buffer = buffer
    try point(to: values)
  }

  deinit { dnnl_memory_destroy(handle) }
}

/// A primitive's description: oneDNN chooses an implementation and layouts when it is made.
final class PrimitiveDescription {
  let handle: dnnl_primitive_desc_t

  /// - Parameter preferred: how the name of an implementation begins that is taken, where there is one, before oneDNN's
  ///   own choice.
  init(
    _ operation: UnsafeRawPointer, _ context: NativeContext, attributes: PrimitiveAttributes? = nil,
    hint: PrimitiveDescription? = nil, preferred: String? = nil, name: String
  ) throws(TensorError) {
    context.setThreads()
    let plain = try PrimitiveAttributes()
    let attributes = attributes ?? plain
    if let preferred,
      let handle = PrimitiveDescription.first(preferred, operation, context, attributes, hint)
    {
      self.handle = handle
      return
    }
    var handle: dnnl_primitive_desc_t?
    try OneDNN.check(
      dnnl_primitive_desc_create(&handle, operation, attributes.handle, context.engine, hint?.handle), name)
    guard let handle else { throw .native(operation: name, code: 0) }
    self.handle = handle
  }

  /// The first implementation whose name begins so.
  private static func first(
    _ preferred: String, _ operation: UnsafeRawPointer, _ context: NativeContext,
    _ attributes: PrimitiveAttributes, _ hint: PrimitiveDescription?
  ) -> dnnl_primitive_desc_t? {
    var iterator: dnnl_primitive_desc_iterator_t?
    guard
      dnnl_primitive_desc_iterator_create(
        &iterator, operation, attributes.handle, context.engine, hint?.handle) == dnnl_success
    else { return nil }
    defer { dnnl_primitive_desc_iterator_destroy(iterator) }
    repeat {
      guard let handle = dnnl_primitive_desc_iterator_fetch(iterator) else { return nil }
      if implementation(of: handle).hasPrefix(preferred) { return handle }
      dnnl_primitive_desc_destroy(handle)
    } while dnnl_primitive_desc_iterator_next(iterator) == dnnl_success
    return nil
  }

  init(
    reorder from: dnnl_memory_desc_t, to: dnnl_memory_desc_t, _ context: NativeContext,
    attributes: PrimitiveAttributes? = nil
  ) throws(TensorError) {
    context.setThreads()
    var handle: dnnl_primitive_desc_t?
    var (a, b) = (from, to)
    let plain = try PrimitiveAttributes()
    let attributes = attributes ?? plain
    try OneDNN.check(
      dnnl_reorder_primitive_desc_create(&handle, &a, context.engine, &b, context.engine, attributes.handle),
      "reorder")
    guard let handle else { throw .native(operation: "reorder", code: 0) }
    self.handle = handle
  }

  deinit { dnnl_primitive_desc_destroy(handle) }

  /// oneDNN's name for the implementation it chose, as in `jit_1x1:avx2`.
  var implementation: String { PrimitiveDescription.implementation(of: handle) }

  private static func implementation(of handle: dnnl_primitive_desc_t) -> String {
    var name: UnsafePointer<CChar>?
    guard dnnl_primitive_desc_query(handle, dnnl_query_impl_info_str, 0, &name) == dnnl_success, let name
    else { return "" }
    return String(cString: name)
  }

  /// The scratchpad the implementation needs, reserved in the graph's; nil where it needs none.
  func scratchpad(_ context: NativeContext) throws(TensorError) -> dnnl_memory_desc_t? {
    let description = try descriptor(dnnl_query_scratchpad_md)
    guard description.bytes > 0 else { return nil }
    context.scratchpad.reserve(description.bytes / MemoryLayout<Float>.stride + 1)
    return description
  }

  /// The layout the implementation wants for an argument.
  func descriptor(_ what: dnnl_query_t) throws(TensorError) -> dnnl_memory_desc_t {
    guard let pointer = dnnl_primitive_desc_query_md(handle, what, 0) else {
      throw .native(operation: "ask for a layout", code: what.rawValue)
    }
    return pointer.pointee
  }
}

/// Whose memory a primitive uses while it runs (ours), and what follows a convolution inside the same primitive.
final class PrimitiveAttributes {
  let handle: dnnl_primitive_attr_t

  /// Adds a residual of the output's shape, then the activation.
  init(residual: dnnl_memory_desc_t? = nil, activation: Activation = .none) throws(TensorError) {
    var handle: dnnl_primitive_attr_t?
    try OneDNN.check(dnnl_primitive_attr_create(&handle), "create attributes")
    guard let handle else { throw .native(operation: "create attributes", code: 0) }
    self.handle = handle
    try OneDNN.check(
      dnnl_primitive_attr_set_scratchpad_mode(handle, dnnl_scratchpad_mode_user), "set the scratchpad's mode")
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

  /// Multiplies the output by one number, or by one a channel, and then moves zero of the input or the output.
  func scale(
    by scales: [Float], zeroOfInput: UInt8 = 0, zeroOfOutput: UInt8 = 0
  ) throws(TensorError) {
    let channels: Int32 = 1 << 1
    try OneDNN.check(
      dnnl_primitive_attr_set_output_scales(
        handle, Int64(scales.count), scales.count == 1 ? 0 : channels, scales), "set output scales")
    for (argument, zero) in [(DNNL_ARG_FROM, zeroOfInput), (DNNL_ARG_TO, zeroOfOutput)] where zero > 0 {
      var point = Int32(zero)
      try OneDNN.check(
        dnnl_primitive_attr_set_zero_points(handle, argument, 1, 0, &point), "set a zero point")
    }
  }

  /// oneDNN's name for the argument of the residual: `DNNL_ARG_ATTR_MULTIPLE_POST_OP(0) | DNNL_ARG_SRC_1`.
  static let residualArgument = DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | DNNL_ARG_SRC_1

  deinit { dnnl_primitive_attr_destroy(handle) }
}

/// A primitive bound to its memory: ready to run again and again.
final class BoundPrimitive {
  private let handle: dnnl_primitive_t
  private var arguments: [dnnl_exec_arg_t]
  private let memories: [NativeMemory]
  private let scratchpadDescription: dnnl_memory_desc_t?
  private var scratchpad: NativeMemory?
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
    scratchpadDescription = try description.scratchpad(context)
    self.arguments = arguments.map { dnnl_exec_arg_t(arg: $0.0, memory: $0.1.handle) }
    memories = arguments.map(\.1)
    self.context = context
    self.name = name
  }

  deinit { dnnl_primitive_destroy(handle) }

  func run() throws(TensorError) {
    try bindScratchpad()
    try OneDNN.check(
      dnnl_primitive_execute(handle, context.stream, Int32(arguments.count), arguments), name)
  }

  /// The scratchpad grows while a graph is built: it is another one on the first run than when this was made.
  private func bindScratchpad() throws(TensorError) {
    let buffer = context.scratchpad.buffer
    guard let scratchpadDescription, scratchpad?.buffer !== buffer else { return }
    let memory = try NativeMemory(scratchpadDescription, buffer, context)
    arguments.removeAll { $0.arg == DNNL_ARG_SCRATCHPAD }
    arguments.append(dnnl_exec_arg_t(arg: DNNL_ARG_SCRATCHPAD, memory: memory.handle))
    scratchpad = memory
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
