"""PNG and JPEG files of the kinds that Pillow reads but does not write.

Used by images.py and by ImagesTests/Fixtures/make_fixtures.py. Needs NumPy only.
"""

import struct
import zlib

import numpy as np

# --- PNG ---------------------------------------------------------------------------------------

PNG_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
PNG_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(name, data, crc=None):
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body) if crc is None else crc)


def header(width, height, depth, colour, interlace=0):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace))


def packed(rows, depth):
    """Rows of samples (height, width, samples) as rows of bytes."""
    height = rows.shape[0]
    flat = rows.reshape(height, -1)
    if depth == 16:
        return flat.astype(">u2").view(np.uint8).reshape(height, -1)
    if depth == 8:
        return flat.astype(np.uint8)
    bits = (flat[..., None] >> np.arange(depth - 1, -1, -1)) & 1
    return np.packbits(bits.reshape(height, -1).astype(np.uint8), axis=1)


def filtered(rows, distance, filters):
    """Rows of bytes with their filter types; `filters` are taken in turn."""
    out = bytearray()
    previous = np.zeros(rows.shape[1], np.int64)
    for y, row in enumerate(rows.astype(np.int64)):
        kind = filters[y % len(filters)]
        left = np.concatenate([np.zeros(distance, np.int64), row])[: len(row)]
        corner = np.concatenate([np.zeros(distance, np.int64), previous])[: len(row)]
        guess = left + previous - corner
        a, b, c = abs(guess - left), abs(guess - previous), abs(guess - corner)
        paeth = np.where((a <= b) & (a <= c), left, np.where(b <= c, previous, corner))
        value = row - (0, left, previous, (left + previous) // 2, paeth)[kind]
        out.append(kind)
        out += (value & 255).astype(np.uint8).tobytes()
        previous = row
    return bytes(out)


def png_data(pixels, depth, interlace=False, filters=(0, 1, 2, 3, 4)):
    """The bytes that go into IDAT before compression."""
    pixels = pixels.reshape(pixels.shape[0], pixels.shape[1], -1)
    distance = max(1, pixels.shape[2] * depth // 8)
    passes = ADAM7 if interlace else ((0, 0, 1, 1),)
    data = b""
    for left, top, step_x, step_y in passes:
        part = pixels[top::step_y, left::step_x]
        if part.size:
            data += filtered(packed(part, depth), distance, filters)
    return data


def png(pixels, depth, colour, interlace=False, filters=(0, 1, 2, 3, 4), palette=None, trns=None, pieces=1):
    """A PNG file of samples (height, width, samples) of `depth` bits."""
    data = zlib.compress(png_data(pixels, depth, interlace, filters))
    cuts = [len(data) * i // pieces for i in range(pieces + 1)]
    return b"".join(
        [SIGNATURE, header(pixels.shape[1], pixels.shape[0], depth, colour, int(interlace))]
        + ([chunk(b"PLTE", palette)] if palette is not None else [])
        + ([chunk(b"tRNS", trns)] if trns is not None else [])
        + [chunk(b"IDAT", data[a:b]) for a, b in zip(cuts, cuts[1:])]
        + [chunk(b"IEND", b"")]
    )


# --- JPEG --------------------------------------------------------------------------------------

ZIGZAG = sorted(range(64), key=lambda i: (i // 8 + i % 8, (i // 8 if (i // 8 + i % 8) % 2 else i % 8)))
DC_COUNTS = (0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0)
DC_SYMBOLS = tuple(range(12))


def ac_table():
    """A complete AC code without statistics: all 162 symbols and the run lengths of EOB."""
    symbols = [run << 4 | size for size in range(1, 11) for run in range(16)] + [0xF0]
    symbols = [0x00, 0x01, 0x11] + [s for s in symbols if s not in (0x01, 0x11)]
    symbols += [run << 4 for run in range(1, 15)]
    counts = [0, 1, 1, 1, 1, 2, 4, 6, 8, 10, 12, 12, 14, 16, 16]
    return tuple(counts + [len(symbols) - sum(counts)]), tuple(symbols)


AC_COUNTS, AC_SYMBOLS = ac_table()


def codes(counts, symbols):
    table, code, index = {}, 0, 0
    for length, count in enumerate(counts, 1):
        for _ in range(count):
            assert code < (1 << length) - 1
            table[symbols[index]] = (code, length)
            code, index = code + 1, index + 1
        code <<= 1
    return table


DC_CODES, AC_CODES = codes(DC_COUNTS, DC_SYMBOLS), codes(AC_COUNTS, AC_SYMBOLS)


class BitWriter:
    def __init__(self):
        self.out, self.bits, self.count = bytearray(), 0, 0

    def put(self, value, width):
        self.bits, self.count = self.bits << width | value, self.count + width
        while self.count >= 8:
            byte = self.bits >> (self.count - 8) & 255
            self.out += bytes([byte, 0]) if byte == 255 else bytes([byte])
            self.count -= 8
        self.bits &= (1 << self.count) - 1

    def signed(self, value, size):
        self.put(value if value >= 0 else value + (1 << size) - 1, size)

    def align(self):
        if self.count:
            self.put((1 << (8 - self.count)) - 1, 8 - self.count)


def segment(marker, data):
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def blocks_of(plane, rows, columns, steps):
    """Quantized coefficients (rows, columns, 64) in zigzag order of a plane, edges repeated."""
    padded = np.pad(plane, ((0, rows * 8 - plane.shape[0]), (0, columns * 8 - plane.shape[1])), mode="edge")
    k, n = np.mgrid[0:8, 0:8]
    basis = np.cos((2 * n + 1) * k * np.pi / 16) * np.where(k == 0, np.sqrt(1 / 8), 0.5)
    tiles = padded.reshape(rows, 8, columns, 8).transpose(0, 2, 1, 3) - 128.0
    coefficients = basis @ tiles @ basis.T
    flat = coefficients.reshape(rows, columns, 64)[..., ZIGZAG]
    return np.rint(flat / np.asarray(steps)).astype(int)


def size_of(value):
    return int(abs(value)).bit_length()


class Jpeg:
    """Encodes planes as they are: which colours they mean is the caller's choice of markers.

    `sampling` has (horizontal, vertical) of each component; plane c has
    ceil(width * h / hmax) by ceil(height * v / vmax) samples.
    """

    def __init__(self, planes, width, height, sampling, steps=None, ids=None, restart=0):
        self.sampling, self.restart = sampling, restart
        self.size = width, height
        self.ids = ids or list(range(1, len(planes) + 1))
        self.steps = steps or [3 + i // 4 for i in range(64)]
        self.hmax, self.vmax = max(h for h, _ in sampling), max(v for _, v in sampling)
        self.units = -(-width // (8 * self.hmax)), -(-height // (8 * self.vmax))
        self.alone = [
            (-(-plane.shape[1] // 8), -(-plane.shape[0] // 8)) for plane in planes
        ]
        self.blocks = [
            blocks_of(plane, self.units[1] * v, self.units[0] * h, self.steps)
            for plane, (h, v) in zip(planes, sampling)
        ]

    def order(self, parts):
        """Every unit of a scan as a list of (component, row, column)."""
        if len(parts) == 1:
            columns, rows = self.alone[parts[0]]
            return [[(parts[0], y, x)] for y in range(rows) for x in range(columns)]
        return [
            [
                (c, uy * self.sampling[c][1] + y, ux * self.sampling[c][0] + x)
                for c in parts
                for y in range(self.sampling[c][1])
                for x in range(self.sampling[c][0])
            ]
            for uy in range(self.units[1])
            for ux in range(self.units[0])
        ]

    def scan(self, parts, first=0, last=63, high=0, low=0):
        head = bytes([len(parts)]) + b"".join(bytes([self.ids[c], 0]) for c in parts)
        bits, before = BitWriter(), {c: 0 for c in parts}
        for number, unit in enumerate(self.order(parts)):
            if self.restart and number and number % self.restart == 0:
                bits.align()
                bits.out += bytes([0xFF, 0xD0 + (number // self.restart - 1) % 8])
                before = {c: 0 for c in parts}
            for c, y, x in unit:
                block = self.blocks[c][y, x]
                if first == 0 and high:
                    bits.put(int(block[0]) >> low & 1, 1)
                elif first == 0:
                    mean = int(block[0]) >> low
                    size = size_of(mean - before[c])
                    bits.put(*DC_CODES[size])
                    bits.signed(mean - before[c], size)
                    before[c] = mean
                if last:
                    self.band(bits, block, max(first, 1), last, low)
        bits.align()
        return segment(0xDA, head + bytes([first, last, high << 4 | low])) + bytes(bits.out)

    @staticmethod
    def band(bits, block, first, last, low):
        run = 0
        for value in block[first : last + 1]:
            value = int(np.sign(value)) * (abs(int(value)) >> low)
            if value == 0:
                run += 1
                continue
            while run > 15:
                bits.put(*AC_CODES[0xF0])
                run -= 16
            size = size_of(value)
            bits.put(*AC_CODES[run << 4 | size])
            bits.signed(value, size)
            run = 0
        if run:
            bits.put(*AC_CODES[0])

    def encode(self, scans, markers=b"", progressive=False, frame=None):
        """The file; `scans` are argument lists of `scan`."""
        table = bytes(sum(([s] for s in self.steps), []))
        components = b"".join(
            bytes([i, h << 4 | v, 0]) for i, (h, v) in zip(self.ids, self.sampling)
        )
        start = struct.pack(">BHHB", 8, self.size[1], self.size[0], len(self.ids)) + components
        return b"".join(
            [b"\xff\xd8", markers, segment(0xDB, b"\0" + table)]
            + [segment(frame or (0xC2 if progressive else 0xC0), start)]
            + [segment(0xC4, b"\x00" + bytes(DC_COUNTS) + bytes(DC_SYMBOLS))]
            + [segment(0xC4, b"\x10" + bytes(AC_COUNTS) + bytes(AC_SYMBOLS))]
            + ([segment(0xDD, struct.pack(">H", self.restart))] if self.restart else [])
            + [self.scan(*arguments) for arguments in scans]
            + [b"\xff\xd9"]
        )


def adobe(transform):
    return segment(0xEE, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, transform))


JFIF = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
