"""Flask-SocketIO with gevent and SQLite, as a small chat is often made: stores what comes in and tells everybody."""

import os
import signal
import sqlite3
import tempfile

from gevent import monkey

monkey.patch_all()

from flask import Flask
from flask_socketio import SocketIO
from gevent import pywsgi, socket
from geventwebsocket.handler import WebSocketHandler

row_bytes = int(os.environ.get("ROW_BYTES", "400"))
folder = tempfile.TemporaryDirectory(prefix="parlor-bench-flask-")
db = sqlite3.connect(os.path.join(folder.name, "chat.sqlite"), isolation_level=None)
db.execute("PRAGMA journal_mode = WAL")
db.execute("CREATE TABLE messages (id INTEGER PRIMARY KEY, body TEXT)")

app = Flask(__name__)
sockets = SocketIO(app, async_mode="gevent")


@sockets.on("message")
def take(text):
    db.execute("INSERT INTO messages (body) VALUES (?)", (text,))
    sockets.emit("message", text.rjust(row_bytes))


signal.signal(signal.SIGTERM, lambda *_: (folder.cleanup(), os._exit(0)))  # an exception would be swallowed

listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", 0))
listener.listen(1024)
print(listener.getsockname()[1], flush=True)
pywsgi.WSGIServer(listener, app, handler_class=WebSocketHandler, log=None).serve_forever()
