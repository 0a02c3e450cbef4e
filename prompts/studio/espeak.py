"""The child process of the local voice: reads sentences and writes audio samples. Only this process loads eSpeak NG.

eSpeak NG is free software under the GPL 3. It runs in a separate process, if it is installed and requested, so that
Wismo neither contains nor links it. A request is a line of JSON, `[voice, SSML]`; a response is the number of bytes in
four bytes, then 16-bit samples at `RATE`; no bytes if the voice cannot speak.
"""

import ctypes
import json
import struct
import sys
from array import array

import espeakng_loader

RATE = 22_050
_RETRIEVE, _UTF8, _SSML = 1, 1, 0x10
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def main() -> None:
    """Answer requests until the input ends."""
    engine, heard = _engine(), array("h")

    def take(samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: object) -> int:
        if samples and count:
            heard.extend(samples[:count])
        return 0

    callback = _CALLBACK(take)
    engine.espeak_SetSynthCallback(callback)
    for line in sys.stdin.buffer:
        del heard[:]
        voice, ssml = json.loads(line)
        if engine.espeak_SetVoiceByName(voice.encode()) == 0:
            _speak(engine, ssml.encode())
        audio = heard.tobytes()
        sys.stdout.buffer.write(struct.pack("<I", len(audio)) + audio)
        sys.stdout.buffer.flush()


def _engine() -> ctypes.CDLL:
    """Load the engine. Raises RuntimeError if its sample rate is not RATE."""
    engine = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = engine.espeak_Initialize(_RETRIEVE, 0, espeakng_loader.get_data_path().encode(), 0)
    if rate != RATE:
        raise RuntimeError(f"eSpeak NG speaks at {rate} samples a second")
    return engine


def _speak(engine: ctypes.CDLL, text: bytes) -> None:
    size = ctypes.c_size_t(len(text) + 1)
    engine.espeak_Synth(text, size, 0, 0, 0, _UTF8 | _SSML, None, None)
    engine.espeak_Synchronize()


if __name__ == "__main__":
    main()
