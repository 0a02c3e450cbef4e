"""A TCP proxy that can turn into a black hole: it accepts connections and bytes, and never answers."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Self


class Proxy:
    """Forwards its own TCP port to a Unix socket, in a thread."""

    def __init__(self, socket_path: str) -> None:
        self.port = 0
        self._socket_path = socket_path
        self._open = threading.Event()
        self._open.set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy")

    def __enter__(self) -> Self:
        self._thread.start()
        starting = asyncio.start_server(self._connected, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @contextmanager
    def swallowing(self) -> Iterator[None]:
        """Drop everything silently."""
        self._open.clear()
        try:
            yield
        finally:
            self._open.set()

    async def _end(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._let_through()
        there, back = await asyncio.open_unix_connection(self._socket_path)
        try:
            with suppress(OSError):
                await asyncio.gather(self._forward(reader, back), self._forward(there, writer))
        finally:
            writer.close()
            back.close()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65_536):
                await self._let_through()
                writer.write(data)
        finally:
            writer.close()

    async def _let_through(self) -> None:
        while not self._open.is_set():
            await asyncio.sleep(0.05)
