"""Encodes WebP with every option of the libwebp that Pillow brings along, of which Pillow offers a few.

Used by images.py and by ImagesTests/Fixtures/make_fixtures.py. `is_present` tells whether it was found.
"""

import ctypes
import pathlib

import PIL

_INTS = (
    "segments sns_strength filter_strength filter_sharpness filter_type autofilter alpha_compression alpha_filtering "
    "alpha_quality passes show_compressed preprocessing partitions partition_limit emulate_jpeg_size thread_level "
    "low_memory near_lossless exact use_delta_palette use_sharp_yuv qmin qmax"
)
_VERSION = 0x0210


class _Config(ctypes.Structure):
    _fields_ = [("lossless", ctypes.c_int), ("quality", ctypes.c_float), ("method", ctypes.c_int)]
    _fields_ += [("image_hint", ctypes.c_int), ("target_size", ctypes.c_int), ("target_psnr", ctypes.c_float)]
    _fields_ += [(name, ctypes.c_int) for name in _INTS.split()]


class _Picture(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int) for name in ("use_argb", "colorspace", "width", "height")]
    _fields_ += [(name, ctypes.c_void_p) for name in "yuv"] + [("y_stride", ctypes.c_int), ("uv_stride", ctypes.c_int)]
    _fields_ += [("a", ctypes.c_void_p), ("a_stride", ctypes.c_int), ("pad1", ctypes.c_uint32 * 2)]
    _fields_ += [("argb", ctypes.c_void_p), ("argb_stride", ctypes.c_int), ("pad2", ctypes.c_uint32 * 3)]
    _fields_ += [("writer", ctypes.c_void_p), ("target", ctypes.c_void_p), ("rest", ctypes.c_uint8 * 400)]


class _Memory(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("size", ctypes.c_size_t), ("capacity", ctypes.c_size_t), ("pad", ctypes.c_uint32)]


def _library():
    folder = pathlib.Path(PIL.__file__).parent.parent / "pillow.libs"
    try:
        (sharp,), (webp,) = folder.glob("libsharpyuv-*.so*"), folder.glob("libwebp-*.so*")
        ctypes.CDLL(str(sharp), mode=ctypes.RTLD_GLOBAL)
        return ctypes.CDLL(str(webp))
    except (ValueError, OSError):
        return None


_webp = _library()
is_present = _webp is not None


def encode(rgba, quality=75, **options):
    """`rgba` is (height, width, 4) of uint8, `options` are the fields of WebPConfig."""
    config, picture, memory = _Config(), _Picture(), _Memory()
    assert _webp.WebPConfigInitInternal(ctypes.byref(config), 0, ctypes.c_float(quality), _VERSION)
    for name, value in options.items():
        setattr(config, name, value)
    assert _webp.WebPValidateConfig(ctypes.byref(config)), options
    assert _webp.WebPPictureInitInternal(ctypes.byref(picture), _VERSION)
    picture.use_argb, (picture.height, picture.width) = config.lossless, rgba.shape[:2]
    assert _webp.WebPPictureImportRGBA(ctypes.byref(picture), rgba.tobytes(), 4 * picture.width)
    _webp.WebPMemoryWriterInit(ctypes.byref(memory))
    picture.writer = ctypes.cast(_webp.WebPMemoryWrite, ctypes.c_void_p)
    picture.target = ctypes.cast(ctypes.byref(memory), ctypes.c_void_p)
    assert _webp.WebPEncode(ctypes.byref(config), ctypes.byref(picture)), options
    data = ctypes.string_at(memory.data, memory.size)
    _webp.WebPPictureFree(ctypes.byref(picture))
    _webp.WebPMemoryWriterClear(ctypes.byref(memory))
    return data
