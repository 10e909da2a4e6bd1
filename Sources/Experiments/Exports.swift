@_exported import struct Bytes.FileFailure
@_exported import struct Bytes.FileReadError
@_exported import Configurations
@_exported import Datasets
@_exported import DeepNetwork
@_exported import enum Interchange.ExportError
@_exported import enum Interchange.WeightError

package let productVersion = "0.1.0"
