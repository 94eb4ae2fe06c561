"""
OpenStack Swift with its S3 API, all four of its servers in one process on one folder: the store of a test.
Called with the folder, a key of the form account:user and its secret. Says the port of the S3 API when it listens, and
ends when its standard input does. A listing has ten objects at most, so that few are enough to try several pages. Its
servers give each other a minute, for the machine may be busy.
"""

import eventlet
import eventlet.wsgi

eventlet.monkey_patch()

import os
import sys

from swift.common import utils
from swift.common.ring import RingBuilder
from swift.common.wsgi import loadapp

folder, key, secret = sys.argv[1:]
utils.HASH_PATH_PREFIX, utils.HASH_PATH_SUFFIX = b"", b"parlor"

STORAGE = """
[DEFAULT]
devices = {folder}
swift_dir = {folder}
mount_check = false
disable_fallocate = true
conn_timeout = 60
node_timeout = 60
fallocate_reserve = 0
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""

PROXY = """
[DEFAULT]
swift_dir = {folder}
[pipeline:main]
pipeline = catch_errors gatekeeper listing_formats bulk s3api tempauth slo dlo proxy-server
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
[filter:s3api]
use = egg:swift#s3api
max_bucket_listing = 10
[filter:tempauth]
use = egg:swift#tempauth
user_{user} = {secret} .admin
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
conn_timeout = 60
node_timeout = 60
error_suppression_limit = 1000000
"""


class NoCache:
    """In place of memcached: nothing is remembered, everything is looked up."""

    def get(self, *_, **__):
        return None

    set = delete = incr = decr = get


def uncached(app):
    return lambda env, start: app({**env, "swift.cache": NoCache()}, start)


def listen():
    return eventlet.listen(("127.0.0.1", 0))


def serve(kind, template, socket):
    path = os.path.join(folder, kind + ".conf")
    with open(path, "w") as file:
        file.write(template.format(folder=folder, kind=kind, user=key.replace(":", "_"), secret=secret))
    app = uncached(loadapp(path))
    eventlet.spawn(eventlet.wsgi.server, socket, app, log_output=False)


def make_ring(name, port):
    builder = RingBuilder(4, 1, 0)
    builder.add_dev({"id": 0, "region": 1, "zone": 1, "ip": "127.0.0.1", "port": port, "device": "disk", "weight": 1})
    builder.rebalance()
    builder.get_ring().save(os.path.join(folder, name + ".ring.gz"))


os.mkdir(os.path.join(folder, "disk"))
kinds = ["account", "container", "object"]
sockets = {kind: listen() for kind in kinds}
for kind in kinds:
    make_ring(kind, sockets[kind].getsockname()[1])
for kind in kinds:
    serve(kind, STORAGE, sockets[kind])
proxy = listen()
serve("proxy", PROXY, proxy)
print(proxy.getsockname()[1], flush=True)
eventlet.tpool.execute(sys.stdin.read)
os._exit(0)
