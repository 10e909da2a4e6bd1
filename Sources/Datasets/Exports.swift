@_exported import ArrayFiles
@_exported import Images
@_exported import LinearAlgebra
