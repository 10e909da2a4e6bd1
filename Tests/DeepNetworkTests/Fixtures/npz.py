"""Keeps tables of numbers in .npz files of this folder, an array of float64 for each name."""
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent


def flat(values):
    return np.concatenate([np.ravel(v) for v in values]).astype(np.float64)


def agrees(old, new):
    """Whether two tables have the same names and, to 1e-12 of each array's largest, the same numbers."""
    return set(old) == set(new) and all(
        old[key].shape == new[key].shape
        and np.abs(old[key] - new[key]).max() <= 1e-12 * np.abs(new[key]).max() for key in new)


def save(name, entries):
    """Writes a table, unless the one that is here agrees: versions of NumPy and PyTorch differ in
    their last digits, and a file that is here stays as it is."""
    path = FOLDER / f"{name}.npz"
    table = {key: flat(values) for key, values in entries.items()}
    if path.exists() and agrees(np.load(path), table):
        print(f"{path.name}: the same numbers")
    else:
        np.savez(path, **table)
        print(f"{path.name}: written")
