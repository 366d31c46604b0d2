"""What is told when a provider cannot be reached."""

import errno
import socket
import ssl

import pytest
from pydantic_ai.exceptions import ModelConnectionError

from app.llm.access import Access, Wire
from app.llm.faults import fault_of

CAUSES: dict[str, tuple[Exception, str]] = {
    "an unknown name": (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "Name or service not known"),
    "no route": (OSError(errno.EHOSTUNREACH, "Connect call failed ('10.0.0.1', 443)"), "No route to host"),
    "a certificate": (ssl.SSLCertVerificationError(1, "certificate verify failed"), "certificate verify failed"),
    "no answer in time": (TimeoutError(), "no answer"),
}


@pytest.mark.parametrize("name", CAUSES)
def test_what_the_system_said_is_told_from_the_bottom_of_the_causes(name: str) -> None:
    cause, said = CAUSES[name]
    middle = RuntimeError("All connection attempts failed")
    middle.__cause__ = cause
    error = ModelConnectionError(model_name="m", message="Connection error.", phase="connect")
    error.__cause__ = middle
    told = fault_of(error, Access(wire=Wire.OPENAI, base_url="http://models.example/v1"), "m")
    assert str(told) == f"openai cannot be reached at http://models.example/v1: {said}."
