"""A server that speaks google.cloud.texttospeech.v1.TextToSpeech over gRPC, for the real client to talk to."""

import struct
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import grpc
import pytest
from google.cloud.texttospeech import SynthesizeSpeechRequest, SynthesizeSpeechResponse

from ivr.settings import Settings

SERVICE = "google.cloud.texttospeech.v1.TextToSpeech"


@dataclass
class GoogleSpeech:
    """Records its requests. Answers with the `troubles` one after the other, then with success."""

    address: str = ""
    asked: list[SynthesizeSpeechRequest] = field(default_factory=list)
    troubles: list[grpc.StatusCode] = field(default_factory=list)
    pause: float = 0.0
    stop: Callable[[], None] = lambda: None

    def synthesize(self, request: SynthesizeSpeechRequest, context: grpc.ServicerContext) -> SynthesizeSpeechResponse:
        self.asked.append(request)
        time.sleep(self.pause)
        if self.troubles:
            context.abort(self.troubles.pop(0), "as told")
        return SynthesizeSpeechResponse(audio_content=spoken(request.input.ssml))

    @property
    def sentences(self) -> list[str]:
        return [request.input.ssml.removeprefix("<speak>").removesuffix("</speak>") for request in self.asked]


def spoken(ssml: str) -> bytes:
    """Audio as Google answers: mu-law under a header of its own, with a chunk that is news to us; a byte a sign."""
    samples = bytes(ord(sign) % 256 for sign in ssml)
    form = struct.pack("<HHIIHH", 7, 1, 8000, 8000, 1, 8)
    chunks = b"fmt " + struct.pack("<I", len(form)) + form + b"LIST" + struct.pack("<I", 4) + b"INFO"
    body = b"WAVE" + chunks + b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(body)) + body


@contextmanager
def google_speech() -> Iterator[GoogleSpeech]:
    """A server for one test, on a free port."""
    speech = GoogleSpeech()
    method = grpc.unary_unary_rpc_method_handler(
        speech.synthesize,
        request_deserializer=SynthesizeSpeechRequest.deserialize,
        response_serializer=SynthesizeSpeechResponse.serialize,
    )
    server = grpc.server(ThreadPoolExecutor(4))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, {"SynthesizeSpeech": method}),))
    speech.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    speech.stop = lambda: server.stop(None).wait()
    server.start()
    try:
        yield speech
    finally:
        speech.stop()


@pytest.fixture
def google() -> Iterator[GoogleSpeech]:
    """The service, running."""
    with google_speech() as server:
        yield server


@pytest.fixture
def deadline() -> float:
    """Seconds that a sentence may take."""
    return 10.0


@pytest.fixture
def settings(settings: Settings, google: GoogleSpeech, deadline: float) -> Settings:
    """A line that has sentences synthesized there, and plays the recordings."""
    return settings.model_copy(update={"speech_address": google.address, "speech_deadline": deadline})
