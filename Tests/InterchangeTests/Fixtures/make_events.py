"""Writes a small event file with TensorBoard's own writer (PyPI tensorboard 2.21.0).

    python3 make_events.py
"""

import pathlib

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter


def value(tag, number):
    return Summary.Value(tag=tag, simple_value=number)


EVENTS = [
    Event(wall_time=1.5, file_version="brain.Event:2"),
    Event(wall_time=2.5, step=0, summary=Summary(value=[value("cost/train", 0.25), value("alpha", 0.0075)])),
    Event(wall_time=3.5, step=300, summary=Summary(value=[value("cost/train", -1e-30)])),
]

with open(pathlib.Path(__file__).with_name("events.out.tfevents.fixture"), "wb") as file:
    writer = RecordWriter(file)
    for event in EVENTS:
        writer.write(event.SerializeToString())
    writer.flush()
