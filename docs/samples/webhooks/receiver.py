"""Receives Rondo's webhooks, with nothing but Python's standard library (3.9 or newer).

    PORT=8000 WEBHOOK_SECRET=whsec_… python3 receiver.py

The package `standardwebhooks` does what `verify` does, if you would rather not have it in your own code.
"""

import base64
import hashlib
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ["WEBHOOK_SECRET"]
TOLERANCE_SECONDS = 5 * 60
# An event carries a whole task, with a description of up to some thousand characters.
LONGEST_BODY = 3_000_000

# In earnest: a unique column, written in the transaction of what the event makes you do.
seen = set()


class Forged(Exception):
    """The request was not sent by Rondo, or not now."""


def verify(headers, body: bytes) -> dict:
    """Returns the event of a delivery as Standard Webhooks 1.0 signs it; raises Forged for any other request."""
    try:
        message_id = headers["webhook-id"]
        timestamp = headers["webhook-timestamp"]
        signatures = headers["webhook-signature"].split(" ")
        sent_at = int(timestamp)
    except (KeyError, AttributeError, TypeError, ValueError):
        raise Forged("the headers webhook-id, webhook-timestamp and webhook-signature are needed") from None
    if abs(time.time() - sent_at) > TOLERANCE_SECONDS:
        raise Forged("the timestamp is too old or too new")

    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    # The bytes as they came: JSON that was parsed and written again has another signature.
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    # Two while a rotated secret is still valid. compare_digest tells nothing by the time that it takes.
    if not any(hmac.compare_digest(expected.encode(), signature.encode()) for signature in signatures):
        raise Forged("no signature matches")
    return json.loads(body)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers.get("content-length", 0))
        if length > LONGEST_BODY:
            self.answer(413)
            return
        try:
            event = verify(self.headers, self.rfile.read(length))
        except Forged as error:
            self.answer(401, str(error))
            return
        message_id = self.headers["webhook-id"]
        # An event can come twice, always under the same id.
        if message_id not in seen:
            seen.add(message_id)
            print(message_id, event["type"], event["subject"], flush=True)
        self.answer(204)

    def answer(self, status, text=""):
        self.send_response(status)
        if status != 204:
            self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8000"))), Receiver)
    print("listening on", server.server_port, flush=True)
    server.serve_forever()
