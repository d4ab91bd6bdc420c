"""A mail server that keeps what it gets, for tests."""

import socketserver
import threading
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
def catching(refused=b"<nobody@"):
    """Give (port, list of messages) of a server on this machine.

    :param refused: addresses with this in them are no mailboxes
    """
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.messages, server.refused = [], refused
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1], server.messages
        finally:
            server.shutdown()
