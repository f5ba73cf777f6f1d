import Foundation

/// What Mien says in ONNX: the few messages of onnx.proto3 it needs, with their field numbers
/// (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).
struct ONNXModel {
  let graph: ONNXGraph
  /// Facts about the model that travel with it.
  let metadata: [String: String]

  /// Version of the file format (IR), of 2021.
  static let formatVersion = 8
  /// Version of the operators: the first whose Softmax is over one axis.
  static let operatorSet = 13

  var message: ProtobufMessage {
    var operators = ProtobufMessage()
    operators.add("", field: 1)
    operators.add(ONNXModel.operatorSet, field: 2)
    var message = ProtobufMessage()
    message.add(ONNXModel.formatVersion, field: 1)
    message.add("mien", field: 2)
    message.add(graph.message, field: 7)
    message.add(operators, field: 8)
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      var entry = ProtobufMessage()
      entry.add(key, field: 1)
      entry.add(value, field: 2)
      message.add(entry, field: 14)
    }
    return message
  }
}

/// Operations in an order in which they can run.
struct ONNXGraph {
  let name: String
  let nodes: [ONNXNode]
  let initializers: [ONNXTensor]
  let input: ONNXValue
  let output: ONNXValue

  var message: ProtobufMessage {
    var message = ProtobufMessage()
    for node in nodes { message.add(node.message, field: 1) }
    message.add(name, field: 2)
    for tensor in initializers { message.add(tensor.message, field: 5) }
    message.add(input.message, field: 11)
    message.add(output.message, field: 12)
    return message
  }
}

/// One operation; it is named as its one output.
struct ONNXNode {
  enum Attribute {
    case integer(Int)
    case integers([Int])
  }

  let operation: String
  let inputs: [String]
  let output: String
  let attributes: [(name: String, value: Attribute)]

  var message: ProtobufMessage {
    var message = ProtobufMessage()
    for input in inputs { message.add(input, field: 1) }
    message.add(output, field: 2)
    message.add(output, field: 3)
    message.add(operation, field: 4)
    for attribute in attributes {
      var entry = ProtobufMessage()
      entry.add(attribute.name, field: 1)
      switch attribute.value {
      case .integer(let number):
        entry.add(number, field: 3)
        entry.add(2, field: 20)
      case .integers(let numbers):
        for number in numbers { entry.add(number, field: 8) }
        entry.add(7, field: 20)
      }
      message.add(entry, field: 5)
    }
    return message
  }
}

/// A constant; without dimensions it is a single number.
struct ONNXTensor {
  let name: String
  let shape: [Int]
  let values: [Float]

  var message: ProtobufMessage {
    var message = ProtobufMessage()
    for size in shape { message.add(size, field: 1) }
    message.add(ONNXValue.float32, field: 2)
    message.add(name, field: 8)
    var bytes = Data(capacity: 4 * values.count)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    message.add(bytes, field: 9)
    return message
  }
}

/// What goes in or comes out: float32, any number of examples.
struct ONNXValue {
  let name: String
  /// Sizes behind the batch.
  let shape: [Int]

  /// ONNX' number for the type.
  static let float32 = 1
  /// What the size of the batch is called.
  static let batch = "N"

  var message: ProtobufMessage {
    var batch = ProtobufMessage()
    batch.add(ONNXValue.batch, field: 2)
    var dimensions = ProtobufMessage()
    dimensions.add(batch, field: 1)
    for size in shape {
      var dimension = ProtobufMessage()
      dimension.add(size, field: 1)
      dimensions.add(dimension, field: 1)
    }
    var tensor = ProtobufMessage()
    tensor.add(ONNXValue.float32, field: 1)
    tensor.add(dimensions, field: 2)
    var type = ProtobufMessage()
    type.add(tensor, field: 1)
    var message = ProtobufMessage()
    message.add(name, field: 1)
    message.add(type, field: 2)
    return message
  }
}
