"""Makes the compressed fixtures of BytesTests with zlib, gzip and zipfile.

    python make_fixtures.py        (in this folder)

`text` is a text with repetitions, `noise` cannot be compressed, `runs` has long runs.
"""

import gzip
import io
import random
import zipfile
import zlib
from pathlib import Path

FOLDER = Path(__file__).parent
random.seed(1)

WORDS = "layer forward backward cache gradient matrix cost example weight bias".split()
PAYLOADS = {
    "text": " ".join(random.choice(WORDS) for _ in range(3000)).encode(),
    "noise": random.randbytes(3000),
    "runs": b"".join(bytes([random.randrange(4)]) * random.randrange(700) for _ in range(60)),
    "empty": b"",
}
STRATEGIES = {
    "default": zlib.Z_DEFAULT_STRATEGY,
    "huffman": zlib.Z_HUFFMAN_ONLY,
    "rle": zlib.Z_RLE,
    "fixed": zlib.Z_FIXED,
}

for name, payload in PAYLOADS.items():
    (FOLDER / f"{name}.bin").write_bytes(payload)
    for strategy_name, strategy in STRATEGIES.items():
        packer = zlib.compressobj(9, zlib.DEFLATED, 15, 8, strategy)
        stream = packer.compress(payload) + packer.flush()
        (FOLDER / f"{name}-{strategy_name}.zlib").write_bytes(stream)
    packer = zlib.compressobj(0, zlib.DEFLATED, 9)
    (FOLDER / f"{name}-stored.zlib").write_bytes(packer.compress(payload) + packer.flush())

text = PAYLOADS["text"]
with open(FOLDER / "members.gz", "wb") as out:
    for part in (text[:1000], text[1000:]):
        with gzip.GzipFile("a name.txt", "wb", fileobj=out, mtime=0) as member:
            member.write(part)


class Unseekable(io.RawIOBase):
    """A file that zipfile cannot seek in: it then writes data descriptors."""

    def __init__(self, path):
        self.file = open(path, "wb")

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)

    def close(self):
        self.file.close()
        super().close()


def fill(archive, force_zip64=False):
    for entry, payload, method in (
        ("stored/noise.bin", PAYLOADS["noise"], zipfile.ZIP_STORED),
        ("text.txt", text, zipfile.ZIP_DEFLATED),
        ("empty", b"", zipfile.ZIP_STORED),
    ):
        info = zipfile.ZipInfo(entry)
        info.compress_type = method
        with archive.open(info, "w", force_zip64=force_zip64) as out:
            out.write(payload)


with zipfile.ZipFile(FOLDER / "plain.zip", "w") as archive:
    fill(archive)
    archive.comment = b"a comment"
with zipfile.ZipFile(FOLDER / "zip64.zip", "w") as archive:
    fill(archive, force_zip64=True)
with Unseekable(FOLDER / "streamed.zip") as out, zipfile.ZipFile(out, "w") as archive:
    fill(archive)
