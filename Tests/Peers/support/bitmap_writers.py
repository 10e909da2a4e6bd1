"""BMP and GIF files of the kinds that Pillow reads but does not write, as bytes.

Used by images.py and by ImagesTests/Fixtures/make_fixtures.py. Needs NumPy only.
"""

import struct

import numpy as np

# --- BMP ---------------------------------------------------------------------------------------

BMP_HEADERS = (12, 40, 52, 56, 64, 108, 124)
# By bits of a pixel, the masks of red, green, blue and alpha that Pillow knows.
BMP_MASKS = {
    16: ((0xF800, 0x7E0, 0x1F, 0), (0x7C00, 0x3E0, 0x1F, 0)),
    24: ((0xFF0000, 0xFF00, 0xFF, 0),),
    32: (
        (0xFF0000, 0xFF00, 0xFF, 0), (0xFF000000, 0xFF0000, 0xFF00, 0), (0xFF000000, 0xFF00, 0xFF, 0),
        (0xFF000000, 0xFF0000, 0xFF00, 0xFF), (0xFF, 0xFF00, 0xFF0000, 0xFF000000),
        (0xFF0000, 0xFF00, 0xFF, 0xFF000000), (0xFF000000, 0xFF00, 0xFF, 0xFF0000), (0, 0, 0, 0),
    ),
}


def bmp_rows(pixels, bits):
    """Pixels (height, width) of fewer bits than 8, or (height, width, bytes), from the lowest row up."""
    rows = b""
    for row in pixels[::-1]:
        if bits < 8:
            planes = (row[:, None] >> np.arange(bits - 1, -1, -1)) & 1
            row = np.packbits(planes.astype(np.uint8).ravel())
        data = row.astype(np.uint8).tobytes()
        rows += data + bytes(-len(data) % 4)
    return rows


def bmp(width, height, bits, rows, palette=b"", header=40, compression=0, masks=(), colours=0):
    """A negative height puts the first row on top; `palette` has 3 or 4 bytes a colour."""
    if header == 12:
        body = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        body = struct.pack("<IiiHHIIiiII", header, width, height, 1, bits, compression, len(rows), 0, 0, colours, 0)
        inside = struct.pack("<4I", *masks) if masks and header > 40 else b""
        body = (body + inside)[:header].ljust(header, b"\0")
        if masks and header == 40:
            body += struct.pack("<3I", *masks[:3])
    start = 14 + len(body) + len(palette)
    return b"BM" + struct.pack("<IHHI", start + len(rows), 0, 0, start) + body + palette + rows


def bmp_runs(pixels, bits, rng):
    """Run-length coded pixels from the lowest row up, and the pixels themselves: what is jumped over is 0."""
    pixels, coded = pixels.copy(), bytearray()
    for row in pixels[::-1]:
        x, width = 0, len(row)
        while x < width:
            left, way = min(255, width - x), rng.random()
            if way < 0.2 and left > 3:
                count = int(rng.integers(1, min(left, 9)))
                coded += bytes([0, 2, count, 0])
                row[x : x + count] = 0
            elif way < 0.6 and left > 2:
                count = int(rng.integers(3, left + 1))
                literal = row[x : x + count].astype(np.uint8)
                if bits == 4:
                    literal = np.pad(literal, (0, count % 2)).reshape(-1, 2)
                    literal = (literal[:, 0] << 4 | literal[:, 1]).astype(np.uint8)
                coded += bytes([0, count]) + literal.tobytes() + bytes(len(literal) % 2)
            else:
                count = int(rng.integers(1, left + 1))
                row[x : x + count : 2] = row[x]
                if count > 1:
                    row[x + 1 : x + count : 2] = row[x + 1] if bits == 4 else row[x]
                coded += bytes([count, row[x] if bits == 8 else row[x] << 4 | (row[x + 1] if count > 1 else 0)])
            x += count
        coded += b"\0\0"
    return bytes(coded + b"\0\1"), pixels


# --- GIF ---------------------------------------------------------------------------------------


def gif_codes(indices, size, clear_every=1 << 30):
    """Indices of `size` bits as codes, in blocks; the table is cleared after so many codes."""
    clear, number, count, bits = 1 << size, 0, 0, 0
    table, following, width, since, current = {}, 0, 0, 0, ()

    def put(code):
        nonlocal number, bits
        number |= code << bits
        bits += width

    def start():
        nonlocal table, following, width, since
        width = width or size + 1
        put(clear)
        table, following, width, since = {(i,): i for i in range(clear)}, clear + 2, size + 1, 0

    start()
    for index in indices:
        if current + (index,) in table:
            current += (index,)
            continue
        put(table[current])
        since += 1
        if following < 4096:
            table[current + (index,)] = following
            following += 1
            if following - 1 == 1 << width and width < 12:
                width += 1
        if since >= clear_every:
            start()
        current = (index,)
    put(table[current])
    if following == 1 << width and width < 12:
        width += 1
    put(clear + 1)
    data = number.to_bytes((bits + 7) // 8, "little")
    return bytes([size]) + b"".join(bytes([len(data[i : i + 200])]) + data[i : i + 200] for i in range(0, len(data), 200)) + b"\0"


def gif(screen, frame, indices, size, common=b"", own=b"", transparent=None, interlaced=False, clear_every=1 << 30, before=b""):
    """`screen` is (width, height), `frame` (left, top, width, height); palettes have 2, 4, … 256 colours."""
    flags = lambda palette: 0x80 | (len(palette) // 3).bit_length() - 2 if palette else 0
    data = b"GIF89a" + struct.pack("<HHBBB", *screen, flags(common), 1, 0) + common + before
    if transparent is not None:
        data += b"!\xf9\4\1\0\0" + bytes([transparent]) + b"\0"
    data += b"," + struct.pack("<HHHHB", *frame, flags(own) | 0x40 * interlaced) + own
    return data + gif_codes(indices, size, clear_every) + b";"
