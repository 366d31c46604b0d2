"""uvicorn's own way to the client of a stream, for what is ready for the wire and goes to many at once."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class ClientLine:
    """Writes to one connection past ASGI, as `app.http.event_channel.Line` has it."""

    __slots__ = ("_protocol",)

    def __init__(self, protocol: HttpToolsProtocol) -> None:
        self._protocol = protocol

    def write(self, chunk: bytes) -> bool:
        """Write a chunk with its frame (RFC 9112 §7.1), unless the client is behind, gone, or reads no chunks."""
        protocol = self._protocol
        cycle = protocol.cycle
        if protocol.flow.write_paused or cycle.disconnected or cycle.response_complete or not cycle.chunked_encoding:
            return False
        protocol.transport.write(chunk)
        return True

    def cut(self) -> None:
        """End the connection at once, without what is still buffered for it."""
        self._protocol.transport.abort()
