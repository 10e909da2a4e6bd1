"""Keeps tables of numbers in .npz files of this folder, an array of float64 for each name."""
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent


def flat(values):
    return np.concatenate([np.ravel(v) for v in values]).astype(np.float64)


def agrees(old, new):
    """Whether two arrays have the same numbers, to 1e-12 of the largest."""
    return old.shape == new.shape and np.abs(old - new).max() <= 1e-12 * np.abs(new).max()


def save(name, entries):
    """Writes a table. An array that is here and agrees stays as it is, to the bit: versions of NumPy
    and PyTorch differ in the last digits."""
    path = FOLDER / f"{name}.npz"
    kept = dict(np.load(path)) if path.exists() else {}
    table = {key: flat(values) for key, values in entries.items()}
    changed = [key for key in table if key not in kept or not agrees(kept[key], table[key])]
    np.savez(path, **{key: table[key] if key in changed else kept[key] for key in table})
    print(f"{path.name}: {len(table) - len(changed)} arrays stay, written: {', '.join(changed) or 'none'}")
