@_exported import Datasets
@_exported import DeepNetwork
@_exported import enum Interchange.ExportError
@_exported import enum Interchange.WeightLayout
