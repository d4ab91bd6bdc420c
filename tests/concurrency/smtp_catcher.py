"""A mail server that keeps what it gets, for tests."""

import socket
import socketserver
import threading
import time
from contextlib import contextmanager
from email import message_from_bytes


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 catcher")
        while line := self.rfile.readline():
            command = line.strip().upper()
            if command.startswith(b"EHLO"):
                self.say("250 catcher")
            elif command.startswith(b"RCPT") and self.server.refused in line:
                self.say("550 no such mailbox")
            elif command == b"DATA":
                self.say("354 go on")
                self.server.messages.append(message_from_bytes(self.read_message()))
                time.sleep(self.server.seconds)
                self.say("250 kept")
            elif command == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def read_message(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def catching(refused=b"<nobody@", port=0, seconds=0):
    """Give (port, list of messages) of a server on this machine.

    :param refused: addresses with this in them are no mailboxes
    :param port: where it listens; 0: anywhere
    :param seconds: how long it takes for a message
    """
    with _Server(("127.0.0.1", port), _Session) as server:
        server.messages, server.refused, server.seconds = [], refused, seconds
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1], server.messages
        finally:
            server.shutdown()


@contextmanager
def closed_port():
    """Give a port on this machine at which nobody answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]
