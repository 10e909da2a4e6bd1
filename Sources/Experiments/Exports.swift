@_exported import Configurations
@_exported import Datasets
@_exported import DeepNetwork
@_exported import enum Interchange.ExportError

package let productVersion = "0.1.0"
