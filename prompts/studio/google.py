"""Speech synthesis by Google Cloud Text-to-Speech, with its own client library.

The client takes half a second and 60 MB to import, so it is imported for the first sentence: in workers and commands,
and in a web server if an admin previews words.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from prompts.studio import wav
from prompts.studio.recording_session import SynthesisError, SynthesizerUnavailable
from prompts.studio.takes import Take

if TYPE_CHECKING:
    from google.api_core.retry import Retry
    from google.cloud.texttospeech import SynthesizeSpeechRequest, TextToSpeechClient


class GoogleVoice:
    """Implements `prompts.studio.recording_session.SpeechSynthesizer`.

    `address` is another gRPC server that speaks Google's protocol without TLS. A request times out after `deadline`
    seconds; transient errors (an exhausted quota, an unavailable server) are retried with increasing intervals for
    `patience` seconds.
    """

    def __init__(self, *, address: str = "", deadline: float = 10.0, patience: float = 30.0) -> None:
        self._address = address
        self._deadline = deadline
        self._patience = patience

    def __call__(self, take: Take) -> bytes:
        """The audio file. Raises SynthesisError; SynthesizerUnavailable if all retries failed."""
        from google.api_core import exceptions
        from google.auth.exceptions import GoogleAuthError

        try:
            answer = self._client.synthesize_speech(
                self._request(take), timeout=self._deadline, retry=self._retry(self._patience)
            )
            return wav.wav(wav.samples(answer.audio_content))
        except (exceptions.GoogleAPIError, GoogleAuthError) as error:
            in_vain = isinstance(error, exceptions.RetryError)
            kind = SynthesizerUnavailable if in_vain else SynthesisError
            raise kind(type(error.__cause__ if in_vain else error).__name__) from error
        except wav.NotAudio as error:
            raise SynthesisError(str(error)) from error

    @cached_property
    def _client(self) -> "TextToSpeechClient":
        from google.cloud.texttospeech import TextToSpeechClient

        if not self._address:
            return TextToSpeechClient()
        import grpc
        from google.cloud.texttospeech_v1.services.text_to_speech.transports import TextToSpeechGrpcTransport

        return TextToSpeechClient(transport=TextToSpeechGrpcTransport(channel=grpc.insecure_channel(self._address)))

    @staticmethod
    def _request(take: Take) -> "SynthesizeSpeechRequest":
        from google.cloud import texttospeech as tts

        return tts.SynthesizeSpeechRequest(
            input=tts.SynthesisInput(ssml=take.ssml),
            voice=tts.VoiceSelectionParams(language_code=take.language, name=take.voice),
            audio_config=tts.AudioConfig(audio_encoding=tts.AudioEncoding.MULAW, sample_rate_hertz=wav.RATE),
        )

    @staticmethod
    def _retry(patience: float) -> "Retry":
        from google.api_core import exceptions
        from google.api_core.retry import Retry, if_exception_type

        passing = (
            exceptions.ResourceExhausted,
            exceptions.ServiceUnavailable,
            exceptions.DeadlineExceeded,
            exceptions.InternalServerError,
        )
        return Retry(if_exception_type(*passing), initial=0.5, maximum=8.0, multiplier=2.0, timeout=patience)
