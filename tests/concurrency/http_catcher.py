"""A receiver of webhooks and text messages that keeps what it gets, for tests."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        key = self.headers.get("Idempotency-Key")
        self.server.taken.append((self.path, key, json.loads(body)))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments):
        """Be quiet."""


@contextmanager
def receiving():
    """Give (address, list of (path, idempotency key, body)) of a server here."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.taken = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", server.taken
        finally:
            server.shutdown()
