"""Python over ctypes: a drawn digit classified, a model swapped in from bytes while frames go on. host.py LIBRARY MODEL.onnx"""
import ctypes as c
import sys
import time

NAME, TEXT = 128, 1024


class Frame(c.Structure):
    _fields_ = [("size", c.c_uint32), ("format", c.c_int32), ("pixels", c.c_void_p), ("byte_count", c.c_uint64)] + [
        (name, c.c_int32) for name in ("width", "height", "stride", "bottom_up", "quarter_turns", "mirrored",
                                       "crop_x", "crop_y", "crop_width", "crop_height")] + [("captured_ns", c.c_int64)]


class Prediction(c.Structure):
    _fields_ = [("class_id", c.c_int32), ("score", c.c_float), ("label", c.c_char * NAME)]


class Result(c.Structure):
    _fields_ = [("size", c.c_uint32), ("count", c.c_int32), ("sequence", c.c_int64), ("captured_ns", c.c_int64)] + [
        (name, c.c_float) for name in ("waited_ms", "preprocess_ms", "infer_ms", "total_ms")] + [
        ("is_trained", c.c_int32), ("is_multi_label", c.c_int32), ("model", c.c_char * NAME), ("backend", c.c_char * 32),
        ("preprocessor", c.c_char * 32), ("top", Prediction * 10)]


class Model(c.Structure):
    _fields_ = [("size", c.c_uint32), ("unused", c.c_int32), ("id", c.c_char_p), ("path", c.c_char_p), ("bytes", c.c_char_p),
                ("byte_count", c.c_uint64), ("labels_path", c.c_char_p), ("labels", c.c_char_p), ("preprocess", c.c_void_p),
                ("output", c.c_char_p), ("scores", c.c_char_p)]


rcnn = c.CDLL(sys.argv[1])
engine = c.c_uint64()


def call(name, *arguments):
    status = getattr(rcnn, name)(*arguments)
    if status < 0:
        why = c.create_string_buffer(TEXT)
        rcnn.rcnn_last_error(why, TEXT)
        sys.exit(f"{name}: {status}: {why.value.decode()}")
    return status


def draw_seven(width, height):
    """A white "7" on black, one byte per pixel."""
    pixels = bytearray(width * height)
    for y in range(120, 154):
        pixels[y * width + 220:y * width + 420] = b"\xff" * 200
    for y in range(140, 370):
        left = 384 - (y - 140) * 84 // 230
        pixels[y * width + left:y * width + left + 36] = b"\xff" * 36
    return pixels


def classify(frame, model):
    result = Result(size=c.sizeof(Result))
    while result.model != model:
        call("rcnn_submit", engine, c.byref(frame), None)
        time.sleep(0.005)
        call("rcnn_poll", engine, c.byref(result))
    print(f"{result.model.decode()}: {result.top[0].label.decode()} {result.top[0].score:.3f}")
    return result.top[0].label.decode()


call("rcnn_create", None, c.byref(engine))
call("rcnn_swap", engine, b"lenet5", None)
pixels = draw_seven(640, 480)
memory = (c.c_char * len(pixels)).from_buffer(pixels)
frame = Frame(c.sizeof(Frame), 1, c.addressof(memory), len(pixels), 640, 480)
assert classify(frame, b"lenet5") == "7"

with open(sys.argv[2], "rb") as file:
    onnx = file.read()
labels = "zero one two three four five six seven eight nine".replace(" ", "\n").encode()
call("rcnn_swap_model", engine, c.byref(Model(size=c.sizeof(Model), id=b"mine", bytes=onnx, byte_count=len(onnx), labels=labels)), None)
assert classify(frame, b"mine") == "seven"
call("rcnn_destroy", engine)
call("rcnn_shutdown", 10000)
print("Python: a 7, and a seven of its own model")
