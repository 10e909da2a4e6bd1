"""Compares `dnn convert PICTURE OUT.npy` with Pillow, for hundreds of pictures of all kinds.

PNG, BMP, GIF, WebP, PNM and sizes must be equal, also in 16 bits where Pillow keeps them, JPEG within
a mean of 1.0 and, for 99.9 % of the samples, 3 grey levels of libjpeg-turbo. Needs Pillow 13.

    PEERS_PYTHON Tests/Peers/images.py [--dnn PATH] [FOLDER OF MORE PICTURES…]
"""

import io
import itertools
import pathlib
import random
import struct
from collections import Counter

import numpy as np
from PIL import Image, ImageOps

from support.common import Bench, arguments_of, bench, fail, finish
from support import webp_encoder
from support.bitmap_writers import *  # noqa: F403
from support.image_writers import *  # noqa: F403

SIZES = ((1, 1), (2, 3), (7, 5), (16, 16), (33, 18), (3, 70), (100, 64))


class Comparison(Bench):
    counts = Counter()

    def convert(self, path, *options):
        out = self.folder / "out.npy"
        out.unlink(missing_ok=True)
        run = self.attempt("convert", path, out, *options)
        if run.returncode:
            return run.stderr.strip() or f"exit code {run.returncode}"
        return np.load(out)

    def check(self, kind, name, data, truth, size=None):
        """`data` is a file's bytes or path, `truth` (height, width, 3) of 0 to 255, or uint16."""
        self.counts[kind] += 1
        path = data
        if isinstance(data, bytes):
            path = self.folder / "picture"
            path.write_bytes(data)
        found = self.convert(path, *(["--image-size", f"{size[1]}x{size[0]}", "--normalize", "none"] if size else []))
        problem = found if isinstance(found, str) else self.difference(found, truth, kind == "jpeg", size)
        if problem:
            fail(f"{kind} {name}: {problem}")

    def refuse(self, kind, name, data):
        """`data` lacks more than its end."""
        self.counts[kind] += 1
        path = self.folder / "picture"
        path.write_bytes(data)
        if not isinstance(self.convert(path), str):
            fail(f"{kind} {name}: read")

    @staticmethod
    def difference(found, truth, isLossy, size):
        found = found.reshape(truth.shape) if size and found.size == truth.size else found
        wanted = np.uint16 if truth.dtype == np.uint16 else np.uint8
        if found.shape != truth.shape or found.dtype != wanted:
            return f"{found.shape} {found.dtype}, expected {truth.shape} {wanted.__name__}"
        difference = np.abs(found.astype(int) - truth)
        if isLossy:
            isNear = difference.mean() <= 1.0 and (difference <= 3).mean() >= 0.999
        else:
            isNear = difference.max() == 0
        return "" if isNear else f"differs by up to {difference.max()}, {difference.mean():.3f} in the mean"


def over_white(picture):
    if picture.mode.startswith("I"):
        deep = np.asarray(ImageOps.exif_transpose(picture)).astype(np.uint16)
        return np.repeat(deep[..., None], 3, axis=2)
    picture = ImageOps.exif_transpose(picture).convert("RGBA" if "A" in picture.mode or "transparency" in picture.info else "RGB")
    if picture.mode == "RGB":
        return np.asarray(picture).astype(int)
    white = Image.new("RGBA", picture.size, (255, 255, 255, 255))
    return np.asarray(Image.alpha_composite(white, picture).convert("RGB")).astype(int)


def opened(data):
    return over_white(Image.open(io.BytesIO(data)))


# --- PNG ---------------------------------------------------------------------------------------


def png_truth(pixels, depth, colour, palette, trns):
    """What the file means, worked out without a decoder; grey of 16 bits keeps them."""
    if depth == 16 and colour == 0:
        hidden = trns is not None and pixels == struct.unpack(">H", trns)
        return np.repeat(np.where(hidden, 65535, pixels).astype(np.uint16), 3, axis=2)
    high = pixels >> 8 if depth == 16 else pixels * (255 // ((1 << depth) - 1))
    if colour == 3:
        table = np.zeros((256, 3), int)
        table[: len(palette) // 3] = np.frombuffer(palette, np.uint8).reshape(-1, 3)
        alpha = np.full(256, 255)
        alpha[: len(trns or b"")] = np.frombuffer(trns or b"", np.uint8)
        rgb, alpha = table[pixels[..., 0]], alpha[pixels[..., 0]]
    else:
        rgb = np.repeat(high[..., :1], 3, axis=2) if colour in (0, 4) else high[..., :3]
        alpha = high[..., -1] if colour in (4, 6) else np.full(pixels.shape[:2], 255)
        if trns:
            hidden = struct.unpack(f">{len(trns) // 2}H", trns)
            alpha = np.where((pixels == hidden).all(axis=2), 0, 255)
    alpha = alpha[..., None]
    return (rgb * alpha + 255 * (255 - alpha) + 127) // 255


def pngs(compare):
    rng = np.random.default_rng(1)
    kinds = [(c, d) for c, depths in PNG_DEPTHS.items() for d in depths]
    filters = [(0,), (1,), (2,), (3,), (4,), (4, 3, 2, 1, 0)]
    for number, ((colour, depth), interlace, (width, height)) in enumerate(
        itertools.product(kinds, (False, True), SIZES)
    ):
        pixels = rng.integers(0, 1 << depth, (height, width, PNG_SAMPLES[colour]))
        palette = rng.integers(0, 256, 3 << depth).astype(np.uint8).tobytes() if colour == 3 else None
        trns = None
        if number % 3 == 0 and colour == 3:
            trns = rng.integers(0, 256, 1 << (depth - 1)).astype(np.uint8).tobytes()
        elif number % 3 == 0 and colour in (0, 2):
            trns = struct.pack(f">{pixels.shape[2]}H", *pixels[0, 0])
        data = png(pixels, depth, colour, interlace, filters[number % 6], palette, trns, 1 + number % 4)
        name = f"type {colour}, {depth} bits, {width}x{height}, interlace {interlace}, tRNS {trns is not None}"
        compare.check("png", name, data, png_truth(pixels, depth, colour, palette, trns))
        # Pillow compares the transparent colour with samples that are 8 bits already.
        if depth == 8 or not (trns and colour != 3):
            assert (opened(data) == png_truth(pixels, depth, colour, palette, trns)).all(), name
    for mode, level in itertools.product(("1", "L", "LA", "P", "RGB", "RGBA", "I;16"), (0, 1, 6, 9)):
        array = noise(61, 47, rng)
        picture = Image.fromarray(array)
        if mode == "I;16":
            picture = Image.fromarray(array[..., 0].astype(np.uint16) * 257 + 13)
        else:
            picture = picture.convert(mode)
        file = io.BytesIO()
        picture.save(file, "PNG", compress_level=level)
        compare.check("png", f"Pillow {mode}, level {level}", file.getvalue(), over_white(picture))
    for mode, orientation in itertools.product(("L", "P", "RGB", "RGBA", "I;16"), range(0, 10)):
        array = noise(11, 7, rng)
        deep = Image.fromarray(array[..., 0].astype(np.uint16) * 257 + 13)
        picture = deep if mode == "I;16" else Image.fromarray(array).convert(mode)
        exif = Image.Exif()
        exif[0x010F], exif[0x0112] = "a camera", orientation
        file = io.BytesIO()
        picture.save(file, "PNG", exif=exif)
        compare.check("png", f"{mode}, eXIf orientation {orientation}", file.getvalue(), opened(file.getvalue()))


# --- JPEG --------------------------------------------------------------------------------------


def noise(width, height, rng, roughness=12):
    y, x, c = np.mgrid[0:height, 0:width, 0:3]
    wave = 128 + 90 * np.sin(x / rng.uniform(3, 30) + c) * np.cos(y / rng.uniform(3, 30) - c)
    return (wave + rng.normal(0, roughness, wave.shape)).clip(0, 255).astype(np.uint8)


def pillow_jpegs(compare):
    rng = np.random.default_rng(2)
    modes = [("L", {}), ("RGB", {"subsampling": 0}), ("RGB", {"subsampling": 1}), ("RGB", {"subsampling": 2})]
    modes += [("RGB", {"keep_rgb": True}), ("CMYK", {})]
    ways = [{}, {"progressive": True}, {"optimize": True}, {"restart_marker_blocks": 2}]
    ways += [{"progressive": True, "restart_marker_rows": 1}]
    for (mode, options), way, quality, (width, height) in itertools.product(
        modes, ways, (5, 75, 98), ((1, 1), (7, 5), (33, 18), (100, 64))
    ):
        file = io.BytesIO()
        picture = Image.fromarray(noise(width, height, rng)).convert(mode)
        picture.save(file, "JPEG", quality=quality, **options, **way)
        name = f"{mode} {options} {way} quality {quality} {width}x{height}"
        compare.check("jpeg", name, file.getvalue(), opened(file.getvalue()))
        if quality == 75 and (width, height) == (33, 18):
            compare.check("jpeg", f"{name} without its end", file.getvalue()[:-2], opened(file.getvalue()))
            for cut in (8, 40, len(file.getvalue()) // 3):
                compare.refuse("jpeg", f"{name} without {cut} bytes", file.getvalue()[:-cut])
    for orientation in range(0, 10):
        exif = Image.Exif()
        exif[0x0112] = orientation
        exif[0x010F] = "a camera"
        file = io.BytesIO()
        Image.fromarray(noise(40, 23, rng)).save(file, "JPEG", exif=exif)
        compare.check("jpeg", f"orientation {orientation}", file.getvalue(), opened(file.getvalue()))


def sampled_jpegs(compare):
    rng, choice = np.random.default_rng(3), random.Random(3)
    factors = list(itertools.product((1, 2, 3, 4), repeat=2))
    for number in range(160):
        width, height = choice.choice(SIZES + ((65, 97),))
        count = choice.choice((1, 3, 3, 3, 4))
        # libjpeg wants whole ratios.
        while True:
            sampling = [choice.choice(factors) for _ in range(count)]
            hmax, vmax = max(h for h, _ in sampling), max(v for _, v in sampling)
            if all(hmax % h == 0 and vmax % v == 0 for h, v in sampling):
                break
        planes = [
            noise(-(-width * h // hmax), -(-height * v // vmax), rng)[..., 0].astype(float) for h, v in sampling
        ]
        restart = choice.choice((0, 0, 1, 5))
        file = Jpeg(planes, width, height, sampling, restart=restart)
        components = list(range(count))
        # libjpeg takes at most ten blocks a unit.
        isJoint = sum(h * v for h, v in sampling) <= 10
        together = [components] if isJoint else [[c] for c in components]
        isProgressive = number % 2 == 1
        if isProgressive:
            scans = [(parts, 0, 0, 0, 1) for parts in together]
            scans += [([c], 1, 5, 0, 0) for c in components] + [(parts, 0, 0, 1, 0) for parts in together]
            scans += [([c], 6, 63, 0, 0) for c in components]
        else:
            scans = [(parts,) for parts in together]
        markers = choice.choice((b"", JFIF, adobe(0), adobe(1))) if count == 3 else adobe(choice.choice((0, 2)))
        data = file.encode(scans, markers, isProgressive)
        name = f"sampling {sampling} {width}x{height} progressive {isProgressive} restart {restart}"
        compare.check("jpeg", name, data, opened(data))


# --- BMP, GIF, WebP ----------------------------------------------------------------------------


def saved(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def bmps(compare):
    rng = np.random.default_rng(6)

    def check(name, data):
        compare.check("bmp", name, data, opened(data))

    for number, (header, (width, height)) in enumerate(itertools.product(BMP_HEADERS, SIZES)):
        bits = (1, 4, 8)[number % 3]
        palette = rng.integers(0, 256, (3 if header == 12 else 4) << bits).astype(np.uint8).tobytes()
        rows = bmp_rows(rng.integers(0, 1 << bits, (height, width)), bits)
        check(f"header {header}, {bits} bits, {width}x{height}", bmp(width, height, bits, rows, palette, header))
        bits = (16, 24, 32)[number // 3 % 3]
        rows = bmp_rows(rng.integers(0, 256, (height, width, bits // 8)), bits)
        name = f"header {header}, {bits} bits, {width}x{height}"
        check(name, bmp(width, height, bits, rows, header=header))
        if header > 12:
            check(f"{name}, top down", bmp(width, -height, bits, rows, header=header))
        for masks in BMP_MASKS[bits]:
            # The headers before the third of Windows have no mask of alpha, that of OS/2 none at all.
            if header in (56, 108, 124) or header in (40, 52) and any(masks) and not masks[3]:
                data = bmp(width, height, bits, rows, header=header, compression=3, masks=masks)
                check(f"{name}, masks {masks}", data)
    for mode, (width, height) in itertools.product(("1", "L", "P", "RGB", "RGBA"), SIZES):
        check(f"Pillow {mode} {width}x{height}", saved(Image.fromarray(noise(width, height, rng)).convert(mode), "BMP"))
    for number in range(60):
        bits, width, height = (4, 8)[number % 2], *(int(size) for size in rng.integers(1, 300, 2))
        coded, _ = bmp_runs(rng.integers(0, 1 << bits, (height % 40 + 1, width)), bits, rng)
        palette = rng.integers(0, 256, 4 << bits).astype(np.uint8).tobytes()
        data = bmp(width, height % 40 + 1, bits, coded, palette, compression=1 if bits == 8 else 2)
        check(f"runs of {bits} bits, {width}x{height % 40 + 1}", data)


def gifs(compare):
    rng, choice = np.random.default_rng(7), random.Random(7)

    def colours(count):
        return rng.integers(0, 256, 3 * count).astype(np.uint8).tobytes()

    for number in range(200):
        size, screen = choice.randint(2, 8), (choice.randint(1, 60), choice.randint(1, 60))
        frame = (choice.randint(0, 5), choice.randint(0, 5), choice.randint(1, 60), choice.randint(1, 60))
        if number % 2:
            frame = (0, 0, *screen)
        count = frame[2] * frame[3]
        indices = rng.integers(0, 1 << size, count) if number % 3 else np.arange(count) // 7 % (1 << size)
        options = {
            "common": colours(1 << size) if number % 5 else b"", "own": colours(1 << size) if number % 7 == 0 else b"",
            "transparent": choice.choice((None, choice.randrange(1 << size))), "interlaced": choice.random() < 0.5,
            "clear_every": choice.choice((3, 100, 1 << 30)),
        }
        data = gif(screen, frame, indices.tolist(), size, **options)
        compare.check("gif", f"{number}: {size} bits, {frame} in {screen}", data, opened(data))
    for number in range(60):
        picture = Image.fromarray(noise(choice.randint(1, 200), choice.randint(1, 120), rng)).quantize(choice.choice((2, 3, 16, 100, 256)))
        more = {"save_all": True, "append_images": [picture.rotate(180)]} if number % 4 == 0 else {}
        data = saved(picture, "GIF", interlace=number % 2, optimize=number % 3 == 0, **more)
        compare.check("gif", f"Pillow {number}", data, opened(data))


def webps(compare):
    rng, choice = np.random.default_rng(8), random.Random(8)

    def picture(number):
        width, height = SIZES[number % 7] if number % 3 else (choice.randint(1, 200), choice.randint(1, 120))
        pixels = noise(width, height, rng, choice.choice((0, 2, 12, 60)))
        alpha = np.full((height, width), 255) if number % 2 else noise(width, height, rng)[..., 0]
        if number % 5 == 0:
            pixels = pixels // 64 * 64
        return np.dstack([pixels, alpha]).astype(np.uint8)

    for number in range(160):
        mode = "RGB" if number % 4 == 1 else "RGBA"
        options = {"quality": choice.choice((0, 10, 50, 75, 90, 100)), "method": number % 7, "exact": choice.random() < 0.5}
        options |= {"lossless": number % 2 == 0, "alpha_quality": choice.choice((0, 40, 100))}
        data = saved(Image.fromarray(picture(number // 2)).convert(mode), "WEBP", **options)
        compare.check("webp", f"{number}: {options}", data, opened(data))
    for number in range(24):
        frames = [Image.fromarray(picture(number)) for _ in range(2)]
        if number % 3 == 0:
            frames = [frame.convert("RGB") for frame in frames]
        frames[1] = frames[1].resize(frames[0].size)
        data = saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=number % 2 == 0)
        compare.check("webp", f"animation {number}", data, opened(data))
    for number in range(160 if webp_encoder.is_present else 0):
        options = {"quality": choice.choice((0, 20, 60, 95)), "method": choice.randrange(7), "segments": choice.randint(1, 4)}
        options |= {"filter_type": number % 2, "filter_strength": choice.choice((0, 20, 100)), "filter_sharpness": choice.randrange(8)}
        options |= {"alpha_compression": number // 2 % 2, "alpha_filtering": choice.randrange(3), "partitions": choice.randrange(4)}
        data = webp_encoder.encode(picture(number), sns_strength=choice.choice((0, 50, 100)), **options)
        compare.check("webp", f"{number}: {options}", data, opened(data))
    for orientation in range(0, 10):
        exif = Image.Exif()
        exif[0x0112], exif[0x010F] = orientation, "a camera"
        data = saved(Image.fromarray(noise(11, 7, rng)), "WEBP", exif=exif)
        compare.check("webp", f"EXIF orientation {orientation}", data, opened(data))


# --- PNM, sizes, given pictures ----------------------------------------------------------------


def pnms(compare):
    rng = np.random.default_rng(4)
    for kind, maximum, (width, height) in itertools.product(
        (1, 2, 3, 4, 5, 6), (1, 2, 34, 100, 255, 256, 1000, 65535), SIZES
    ):
        count = 3 if kind in (3, 6) else 1
        values = rng.integers(0, (1 if kind in (1, 4) else maximum) + 1, (height, width, count))
        head = f"P{kind}\n# made\n{width} {height}\n" + ("" if kind in (1, 4) else f"{maximum}\n")
        if kind < 4:
            body = "\n".join(" ".join(map(str, row.ravel())) for row in values).encode()
        elif kind == 4:
            body = np.packbits(values[..., 0].astype(np.uint8), axis=1).tobytes()
        else:
            body = values.astype(">u2" if maximum > 255 else np.uint8).tobytes()
        if kind in (1, 4):
            truth = 255 * (1 - values)
        else:
            white, kind_of_sample = (65535, np.uint16) if maximum > 255 and kind in (2, 5) else (255, int)
            truth = np.vectorize(lambda v: min(white, round(int(v) / maximum * white)))(values).astype(kind_of_sample)
        compare.check("pnm", f"P{kind} maximum {maximum} {width}x{height}", head.encode() + body, np.broadcast_to(truth, (height, width, 3)))


def sizes(compare):
    rng, choice = np.random.default_rng(5), random.Random(5)
    for _ in range(120):
        array = noise(choice.randint(1, 200), choice.randint(1, 200), rng, roughness=60)
        size = choice.choice((1, 2, 28, 64, 150, 301)), choice.choice((1, 3, 28, 64, 224))
        file = io.BytesIO()
        Image.fromarray(array).save(file, "PNG")
        truth = np.asarray(Image.fromarray(array).resize(size, Image.BILINEAR)).astype(int)
        compare.check("resized", f"{array.shape[1]}x{array.shape[0]} to {size}", file.getvalue(), truth, size)
        deep = Image.fromarray(array[..., 0].astype(np.uint16) * 257 + array[..., 1])
        file = io.BytesIO()
        deep.save(file, "PNG")
        truth = np.repeat(np.asarray(deep.resize(size, Image.BILINEAR)).astype(np.uint16)[..., None], 3, axis=2)
        compare.check("resized", f"16 bits, {array.shape[1]}x{array.shape[0]} to {size}", file.getvalue(), truth, size)


def given(compare, folder):
    for path in sorted(folder.glob("*")):
        if path.suffix.lower() in (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp"):
            try:
                truth = over_white(Image.open(path))
            except OSError:
                continue
            if b"\xff\xc9" in path.read_bytes() and "not supported" in str(compare.convert(path)):
                continue
            kind = path.suffix.lower()[1:].replace("jpg", "jpeg")
            compare.check(kind, path.name, path, truth)


def main():
    parser = arguments_of(__doc__, build="debug")
    parser.add_argument("folders", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()
    with bench(arguments.dnn, Comparison) as compare:
        for part in (pngs, pillow_jpegs, sampled_jpegs, bmps, gifs, webps, pnms, sizes):
            part(compare)
        for more in arguments.folders:
            given(compare, more.resolve())
    finish(", ".join(f"{count} {kind}" for kind, count in compare.counts.items()) + " compared")


if __name__ == "__main__":
    main()
