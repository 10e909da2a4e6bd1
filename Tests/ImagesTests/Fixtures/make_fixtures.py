"""Makes the pictures that ImagesTests reads, beside this script.

Made with Pillow 13.0.0 (libjpeg-turbo 3.2.0, libwebp 1.6.0) and NumPy 2.4.6. PNG pictures follow the
formula in `samples`, which the tests repeat; pictures of other formats and sizes have what Pillow
decodes in a PNG of the same name.

    make_fixtures.py [FORMAT]…   all, or some of the functions below by name
"""

import pathlib
import struct
import sys
import zlib

import numpy as np
from PIL import Image

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "Peers" / "support"))
from bitmap_writers import *  # noqa: E402,F403
from image_writers import *  # noqa: E402,F403
import webp_encoder  # noqa: E402

NAMES = {0: "grey", 2: "rgb", 3: "palette", 4: "greyAlpha", 6: "rgba"}
WIDTH, HEIGHT = 13, 9


def write(name, data):
    path = HERE / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)


def samples(count, depth):
    y, x, c = np.mgrid[0:HEIGHT, 0:WIDTH, 0:count]
    value = x * 5 + y * 3 + c * 7
    return (value * (1021 if depth == 16 else 1)) % (1 << depth)


def palette(depth):
    return bytes((i * 3 + c * 50) % 256 for i in range(1 << depth) for c in range(3))


def sound_pngs():
    for colour, depths in PNG_DEPTHS.items():
        for depth in depths:
            pixels = samples(PNG_SAMPLES[colour], depth)
            colours = palette(depth) if colour == 3 else None
            for interlace in (False, True):
                suffix = "-interlaced" if interlace else ""
                data = png(pixels, depth, colour, interlace, palette=colours, pieces=1 + interlace)
                write(f"png/{NAMES[colour]}{depth}{suffix}.png", data)
    # Transparent is the pixel at (2, 1).
    for colour, depth in ((0, 2), (0, 8), (0, 16), (2, 8), (2, 16)):
        pixels = samples(PNG_SAMPLES[colour], depth)
        hidden = struct.pack(f">{pixels.shape[2]}H", *pixels[1, 2])
        write(f"png/{NAMES[colour]}{depth}-transparent.png", png(pixels, depth, colour, trns=hidden))
    alphas = bytes(range(0, 160, 16))
    write("png/palette4-transparent.png", png(samples(1, 4), 4, 3, palette=palette(4), trns=alphas))
    write("png/palette4-short.png", png(samples(1, 4), 4, 3, palette=palette(3)))


def malformed_pngs():
    pixels = samples(3, 8)
    data = png_data(pixels, 8)
    head, idat, end = header(WIDTH, HEIGHT, 8, 2), chunk(b"IDAT", zlib.compress(data)), chunk(b"IEND", b"")
    good = SIGNATURE + head + idat + end
    colours = chunk(b"PLTE", palette(8))

    def save(name, *parts):
        write(f"malformed/{name}.png", SIGNATURE + b"".join(parts))

    save("idat-checksum", head, chunk(b"IDAT", zlib.compress(data), crc=1), end)
    save("header-checksum", chunk(b"IHDR", head[8:21], crc=1), idat, end)
    save("no-header", idat, end)
    save("short-header", chunk(b"IHDR", head[8:20]), idat, end)
    save("zero-width", header(0, HEIGHT, 8, 2), idat, end)
    save("depth-3", header(WIDTH, HEIGHT, 3, 0), idat, end)
    save("depth-4-rgb", header(WIDTH, HEIGHT, 4, 2), idat, end)
    save("colour-5", header(WIDTH, HEIGHT, 8, 5), idat, end)
    save("interlace-2", header(WIDTH, HEIGHT, 8, 2, 2), idat, end)
    save("no-palette", header(WIDTH, HEIGHT, 8, 3), idat, end)
    save("palette-of-4-bytes", header(WIDTH, HEIGHT, 8, 3), chunk(b"PLTE", b"1234"), idat, end)
    save("two-palettes", header(WIDTH, HEIGHT, 8, 3), colours, colours, idat, end)
    save("no-data", head, end)
    save("short-data", head, chunk(b"IDAT", zlib.compress(data[:-1])), end)
    save("filter-5", head, chunk(b"IDAT", zlib.compress(b"\5" + data[1:])), end)
    save("adler", head, chunk(b"IDAT", zlib.compress(data)[:-4] + b"1234"), end)
    save("critical-chunk", head, chunk(b"ABCD", b""), idat, end)
    save("chunk-name", head, chunk(b"A1CD", b""), idat, end)
    save("claims-2-31-pixels", header(1 << 16, 1 << 15, 8, 2), idat, end)
    save("claims-2-62-pixels", header((1 << 31) - 1, (1 << 31) - 1, 16, 6), idat, end)
    save("claims-100-megapixels", header(10000, 10000, 8, 2), idat, end)
    write("malformed/text-conversion.png", good.replace(b"\r\n", b"\n", 1))
    # Read all the same: as libpng does.
    write("png/no-end.png", good[: -len(end)])
    write("png/surplus.png", SIGNATURE + head + chunk(b"IDAT", zlib.compress(data + b"surplus")) + end)
    write("png/ancillary-checksum.png", SIGNATURE + head + chunk(b"tRNS", bytes(6), crc=1) + idat + end)


def planes(width, height, sampling, seed):
    random = np.random.default_rng(seed)
    hmax, vmax = max(h for h, _ in sampling), max(v for _, v in sampling)
    result = []
    for h, v in sampling:
        y, x = np.mgrid[0 : -(-height * v // vmax), 0 : -(-width * h // hmax)]
        wave = 128 + 90 * np.sin(x / 5 + random.random() * 6) * np.cos(y / 4)
        result.append((wave + random.normal(0, 9, wave.shape)).clip(0, 255))
    return result


def photo(width, height, seed=1):
    return Image.fromarray(np.dstack(planes(width, height, [(1, 1)] * 3, seed)).astype(np.uint8))


def with_truth(name, data=None, kind="jpeg", suffix="jpg", truth=None):
    """Writes the picture, unless Pillow has, and what Pillow makes of it."""
    path = HERE / kind / f"{name}.{suffix}"
    if data is not None:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    picture = truth or Image.open(path)
    isClear = "A" in picture.mode or "transparency" in picture.info
    mode = "L" if kind == "jpeg" and picture.mode == "L" else "RGBA" if isClear else "RGB"
    picture.convert(mode).save(path.with_suffix(".png"), optimize=True)


def jpegs():
    (HERE / "jpeg").mkdir(exist_ok=True)
    picture = photo(35, 27)
    for name, image, options in (
        ("grey", picture.convert("L"), {}),
        ("444", picture, {"subsampling": 0}),
        ("422", picture, {"subsampling": 1}),
        ("420", picture, {"subsampling": 2}),
        ("420-optimized", picture, {"subsampling": 2, "optimize": True, "quality": 95}),
        ("420-coarse", picture, {"subsampling": 2, "quality": 5}),
        ("420-progressive", picture, {"subsampling": 2, "progressive": True}),
        ("444-progressive", picture, {"subsampling": 0, "progressive": True, "quality": 95}),
        ("grey-progressive", picture.convert("L"), {"progressive": True}),
        ("420-restarts", picture, {"subsampling": 2, "restart_marker_blocks": 1}),
        ("420-progressive-restarts", picture, {"progressive": True, "restart_marker_rows": 1}),
        ("rgb", picture, {"keep_rgb": True}),
        ("cmyk", picture.convert("CMYK"), {}),
        ("one-pixel", picture.crop((5, 5, 6, 6)), {"subsampling": 2}),
        ("narrow", picture.crop((5, 0, 8, 27)), {"subsampling": 2}),
        ("wide", picture.crop((0, 5, 35, 6)), {"subsampling": 2}),
    ):
        image.save(HERE / "jpeg" / f"{name}.jpg", **{"quality": 80, **options})
        with_truth(name)

    def encoded(name, sampling, scans, markers=JFIF, progressive=False, seed=2, **options):
        file = Jpeg(planes(35, 27, sampling, seed), 35, 27, sampling, **options)
        with_truth(name, file.encode(scans, markers, progressive))

    together = [([0, 1, 2],)]
    for sampling in ("41,11,11", "12,11,11", "22,21,12", "14,12,11", "42,11,11", "31,11,11"):
        factors = [(int(s[0]), int(s[1])) for s in sampling.split(",")]
        encoded("sampling-" + sampling.replace(",", "-"), factors, together)
    quarter = [(4, 4), (2, 2), (1, 1)]
    encoded("sampling-44-22-11-separate", quarter, [([2],), ([0],), ([1],)], restart=2)
    bands = [([0, 1, 2], 0, 0, 0, 1)] + [([c], 1, 9, 0, 0) for c in (2, 0, 1)]
    bands += [([0, 1, 2], 0, 0, 1, 0)] + [([c], 10, 63, 0, 0) for c in (0, 1, 2)]
    encoded("sampling-21-11-11-progressive", [(2, 1), (1, 1), (1, 1)], bands, progressive=True)
    equal = [(1, 1)] * 3
    encoded("named-rgb", equal, together, markers=b"", ids=[82, 71, 66])
    encoded("adobe-ycc", equal, together, markers=adobe(1))
    ink = [(2, 2), (1, 1), (1, 1), (2, 2)]
    encoded("ycck", ink, [([0, 1, 2, 3],)], markers=adobe(2))

    upright = photo(24, 16, seed=3)
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        upright.save(HERE / "jpeg" / f"orientation-{orientation}.jpg", quality=90, subsampling=0, exif=exif)


def resized():
    picture = photo(61, 47, seed=4)
    (HERE / "resized").mkdir(exist_ok=True)
    picture.save(HERE / "resized" / "original.png")
    for width, height in ((28, 28), (64, 64), (100, 20), (20, 60), (61, 13), (7, 47), (1, 1), (122, 94)):
        smaller = picture.resize((width, height), Image.BILINEAR)
        smaller.save(HERE / "resized" / f"{width}x{height}.png")
    deep = deep_photo(61, 47)
    deep.save(HERE / "resized" / "deep.png")
    for width, height in ((28, 28), (64, 64), (61, 13), (7, 47)):
        deep.resize((width, height), Image.BILINEAR).save(HERE / "resized" / f"deep-{width}x{height}.png")


def deep_photo(width, height):
    """Grey of 16 bits, whose low bytes differ from the high ones."""
    wave = planes(width, height, [(1, 1)], 5)[0]
    return Image.fromarray((wave * 257 + np.random.default_rng(6).integers(0, 257, wave.shape)).clip(0, 65535).astype(np.uint16))


def turned_pngs():
    picture, deep = photo(7, 5, seed=7), deep_photo(7, 5)
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        picture.save(HERE / "png" / f"orientation-{orientation}.png", exif=exif)
        if orientation == 6:
            deep.save(HERE / "png" / "deep-orientation-6.png", exif=exif)
    data = (HERE / "png" / "orientation-6.png").read_bytes()
    start = data.index(b"eXIf") - 4
    end = start + 12 + int.from_bytes(data[start : start + 4], "big")
    rest, exif, last = data[:start] + data[end:-12], data[start:end], data[-12:]
    write("png/orientation-behind.png", rest + exif + last)
    # libpng refuses this one; the picture itself is sound.
    write("png/orientation-checksum.png", rest + exif[:-4] + b"1234" + last)


def bmps():
    rng = np.random.default_rng(8)

    def save(name, data, truth=None):
        with_truth(name, data, "bmp", "bmp", truth)

    for header in BMP_HEADERS:
        for bits in (1, 4, 8):
            if header in (12, 40, 64) or bits == 4:
                palette = rng.integers(0, 256, (3 if header == 12 else 4) << bits).astype(np.uint8).tobytes()
                rows = bmp_rows(rng.integers(0, 1 << bits, (5, 9)), bits)
                save(f"header{header}-{bits}", bmp(9, 5, bits, rows, palette, header))
    for bits in (16, 24, 32):
        rows = bmp_rows(rng.integers(0, 256, (5, 7, bits // 8)), bits)
        save(f"header40-{bits}", bmp(7, 5, bits, rows))
        for number, masks in enumerate(BMP_MASKS[bits]):
            save(f"masks{bits}-{number}", bmp(7, 5, bits, rows, header=124, compression=3, masks=masks))
    save("masks-behind", bmp(7, 5, 16, bmp_rows(rng.integers(0, 256, (5, 7, 2)), 16), compression=3, masks=BMP_MASKS[16][0]))
    save("top-down", bmp(7, -5, 24, bmp_rows(rng.integers(0, 256, (5, 7, 3)), 24)))
    few = rng.integers(0, 256, 4 * 5).astype(np.uint8).tobytes()
    save("few-colours", bmp(9, 5, 8, bmp_rows(rng.integers(0, 8, (5, 9)), 8), few, colours=5))
    for bits in (8, 4):
        palette = rng.integers(0, 256, 4 << bits).astype(np.uint8)
        coded, pixels = bmp_runs(rng.integers(0, 1 << bits, (13, 31)), bits, rng)
        data = bmp(31, 13, bits, coded, palette.tobytes(), compression=1 if bits == 8 else 2)
        save(f"runs{bits}", data)
        colours = palette.reshape(-1, 4)[:, 2::-1]
        assert (np.asarray(Image.open(HERE / "bmp" / f"runs{bits}.bmp").convert("RGB")) == colours[pixels]).all()
        # Rows that are empty and an early end, which Pillow does not read.
        coded = bytes([3, 0x12, 0, 0, 0, 0, 5, 0x34, 0, 0, 0, 1])
        truth = np.zeros((4, 6), np.uint8)
        truth[3, :3], truth[1, :5] = (0x12, 0x34) if bits == 8 else ([1, 2, 1], [3, 4, 3, 4, 3])
        data = bmp(6, 4, bits, coded, palette.tobytes(), compression=1 if bits == 8 else 2)
        save(f"runs{bits}-gaps", data, Image.fromarray(colours[truth]))


def gifs():
    rng = np.random.default_rng(9)

    def save(name, data):
        with_truth(name, data, "gif", "gif")

    def colours(count):
        return rng.integers(0, 256, 3 * count).astype(np.uint8).tobytes()

    def noise(count, size):
        return rng.integers(0, 1 << size, count).tolist()

    for size in range(2, 9):
        data = gif((13, 11), (0, 0, 13, 11), noise(143, size), size, colours(1 << size))
        save(f"size{size}", data)
    save("interlaced", gif((13, 21), (0, 0, 13, 21), noise(273, 4), 4, colours(16), interlaced=True))
    save("own-palette", gif((13, 11), (0, 0, 13, 11), noise(143, 3), 3, colours(8), colours(8)))
    save("no-palette", gif((13, 11), (0, 0, 13, 11), noise(143, 8), 8))
    save("few-colours", gif((13, 11), (0, 0, 13, 11), noise(143, 4), 4, colours(4)))
    save("transparent", gif((13, 11), (0, 0, 13, 11), noise(143, 2), 2, colours(4), transparent=2))
    save("smaller", gif((13, 11), (2, 3, 7, 5), noise(35, 3), 3, colours(8)))
    save("smaller-transparent", gif((13, 11), (2, 3, 7, 5), noise(35, 3), 3, colours(8), transparent=5))
    save("wider", gif((5, 4), (2, 3, 7, 5), noise(35, 3), 3, colours(8)))
    save("cleared", gif((13, 11), (0, 0, 13, 11), noise(143, 5), 5, colours(32), clear_every=17))
    save("full-table", gif((90, 60), (0, 0, 90, 60), noise(5400, 2), 2, colours(4)))
    save("one-color", gif((60, 40), (0, 0, 60, 40), [1] * 2400, 2, colours(4)))
    more = b"!\xfe\5hello\2ab\0!\xff\x0bNETSCAPE2.0\3\1\0\0\0\0"
    save("extensions", gif((13, 11), (0, 0, 13, 11), noise(143, 2), 2, colours(4), before=more))
    frames = [Image.fromarray(rng.integers(0, 9, (7, 8)).astype(np.uint8)).convert("P") for _ in range(2)]
    file = HERE / "gif" / "animation.gif"
    frames[0].save(file, save_all=True, append_images=frames[1:])
    with_truth("animation", None, "gif", "gif")


def webps():
    (HERE / "webp").mkdir(exist_ok=True)
    opaque = np.dstack([np.asarray(photo(35, 27, seed=10)), np.full((27, 35), 255, np.uint8)])
    y, x = np.mgrid[0:27, 0:35]
    clear = np.dstack([opaque[..., :3], (x * 7 + y * 3) % 256]).astype(np.uint8)

    def save(name, pixels, **options):
        with_truth(name, webp_encoder.encode(pixels, **options), "webp", "webp")

    save("lossy", opaque)
    save("lossy-coarse", opaque, quality=3)
    save("lossy-fine", opaque, quality=100, sns_strength=0)
    save("lossy-simple-filter", opaque, quality=20, filter_type=0, filter_strength=60)
    save("lossy-sharp", opaque, quality=20, filter_type=1, filter_sharpness=5, filter_strength=80)
    save("lossy-unfiltered", opaque, quality=40, filter_strength=0)
    save("lossy-segments", opaque, quality=50, segments=4, sns_strength=100, partitions=3, method=1)
    save("lossy-fast", opaque, method=0)
    save("lossy-best", opaque, method=6)
    save("lossy-even", opaque[:16, :32])
    save("lossy-narrow", opaque[:, 5:6])
    save("lossy-pixel", opaque[5:6, 5:6])
    for filtering in (0, 1, 2):
        save(f"alpha-{filtering}", clear, alpha_filtering=filtering)
    save("alpha-raw", clear, alpha_compression=0)
    save("alpha-coarse", clear, alpha_quality=20)
    save("lossless", opaque, lossless=1, exact=1)
    save("lossless-alpha", clear, lossless=1, exact=1)
    save("lossless-fast", clear, lossless=1, exact=1, method=0, quality=0)
    save("lossless-best", clear, lossless=1, exact=1, method=6, quality=100)
    save("lossless-near", opaque, lossless=1, near_lossless=40)
    save("lossless-pixel", clear[5:6, 5:6], lossless=1, exact=1)
    smooth = np.dstack([x * 3, y * 5, x + y, 0 * x + 255]).astype(np.uint8)
    save("lossless-smooth", smooth, lossless=1)
    for count in (1, 2, 4, 16, 60):
        table = np.dstack([np.asarray(photo(count, 1, seed=11)), np.full((1, count), 255, np.uint8)])[0]
        save(f"lossless-{count}-colours", table[(x * y // 5 + x) % count], lossless=1)
    frames = [Image.fromarray(clear), Image.fromarray(clear[::-1].copy())]
    edge = np.zeros_like(clear)
    edge[10:20, 8:30] = clear[10:20, 8:30]
    for name, first, options in (
        ("animation", frames[0], {}), ("animation-lossless", frames[0], {"lossless": True}),
        ("animation-part", Image.fromarray(edge), {"lossless": True}),
        ("animation-opaque", frames[0].convert("RGB"), {}),
    ):
        second = frames[1].convert(first.mode)
        first.save(HERE / "webp" / f"{name}.webp", save_all=True, append_images=[second], **options)
        with_truth(name, None, "webp", "webp")
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        photo(9, 6, seed=12).save(HERE / "webp" / f"orientation-{orientation}.webp", lossless=True, exif=exif)


if __name__ == "__main__":
    for make in sys.argv[1:] or ("sound_pngs", "malformed_pngs", "jpegs", "resized", "turned_pngs", "bmps", "gifs", "webps"):
        globals()[make]()
