"""A relay for UDP that spoils what passes: it drops, delays, repeats and reorders datagrams.

A process asks for an endpoint with the datagram `MAP host:port`, and tells its peers what is answered. What they send there goes to
host:port from a socket that belongs to the pair; what comes back to that socket (a receiver's status messages and requests to send
again) goes back to who sent first. So both directions pass, and both can be spoiled.
"""
import heapq
import itertools
import random
import selectors
import socket
import sys
import threading
import time
from collections import Counter

LARGEST = 65_535
BUFFER = 1 << 22
# Datagrams of up to so many bytes only keep connections alive; what is done to them does not count as done to an exchange.
SMALL = 160


def _socket():
    """A socket on loopback that never waits, with room for bursts."""
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
    opened.bind(("127.0.0.1", 0))
    opened.setblocking(False)
    return opened


class Relay:
    """Relays from its start until it is closed, and spoils in one way at a time.

    passed  how many datagrams of an exchange have come
    done    how many of them each way of spoiling has met
    """

    def __init__(self, seed):
        self.passed = 0
        self.done = Counter()
        self._rng = random.Random(seed)
        self._spoil = None
        self._control = _socket()
        self.endpoint = f"127.0.0.1:{self._control.getsockname()[1]}"
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._control, selectors.EVENT_READ, self._map)
        self._maps = {}
        self._links = {}
        # (moment, number, socket, address, datagram), least first.
        self._later = []
        self._numbers = itertools.count()
        self._open = True
        self._thread = threading.Thread(target=self._work, name="udp-relay", daemon=True)
        self._thread.start()

    # ---- What can be done to a datagram; each passes it on, or not, by send.
    def drop(self, share):
        """Loses a share of them."""
        self._begin("dropped", share, lambda send: None)

    def delay(self, share, seconds):
        """Holds a share of them back for up to so many seconds."""
        self._begin("delayed", share, lambda send: send(self._rng.uniform(seconds / 10, seconds)))

    def duplicate(self, share):
        """Sends a share of them twice, the second time a little later."""
        self._begin("duplicated", share, lambda send: (send(0), send(self._rng.uniform(0, 0.02))))

    def reorder(self, share):
        """Lets those that follow within a few milliseconds overtake a share of them."""
        self._begin("reordered", share, lambda send: send(0.005))

    def behave(self):
        """Passes everything on from now on."""
        self._spoil = None

    def _begin(self, name, share, act):
        self._spoil = (name, share, act)

    # ---- The thread's own
    def _work(self):
        while self._open:
            wait = 0.1 if not self._later else min(0.1, max(0, self._later[0][0] - time.monotonic()))
            for key, _ in self._selector.select(wait):
                self._drain(key.fileobj, key.data)
            while self._later and self._later[0][0] <= time.monotonic():
                _, _, by, address, datagram = heapq.heappop(self._later)
                self._send(by, address, datagram)

    @staticmethod
    def _drain(ready, handler):
        for _ in range(256):
            try:
                datagram, source = ready.recvfrom(LARGEST)
            except (BlockingIOError, ConnectionRefusedError):
                return
            handler(ready, datagram, source)

    def _map(self, ready, datagram, source):
        words = datagram.decode("ascii", errors="replace").split()
        if len(words) != 2 or words[0] != "MAP":
            return
        target = words[1]
        if target not in self._maps:
            host, port = target.rsplit(":", 1)
            entrance = self._maps[target] = _socket()
            self._selector.register(entrance, selectors.EVENT_READ, self._forward((host, int(port))))
        ready.sendto(f"127.0.0.1:{self._maps[target].getsockname()[1]}".encode("ascii"), source)

    def _forward(self, target):
        def forward(entrance, datagram, source):
            link = self._links.get((source, entrance))
            if link is None:
                link = self._links[(source, entrance)] = _socket()
                self._selector.register(link, selectors.EVENT_READ,
                                        lambda _, back, __: self._pass(entrance, source, back))
            self._pass(link, target, datagram)
        return forward

    def _pass(self, by, address, datagram):
        spoil = self._spoil
        self.passed += len(datagram) > SMALL
        if spoil is None or self._rng.random() >= spoil[1]:
            self._send(by, address, datagram)
            return
        name, _, act = spoil
        self.done[name] += len(datagram) > SMALL

        def send(seconds):
            if seconds == 0:
                self._send(by, address, datagram)
            else:
                heapq.heappush(self._later, (time.monotonic() + seconds, next(self._numbers), by, address, datagram))
        act(send)

    @staticmethod
    def _send(by, address, datagram):
        try:
            by.sendto(datagram, address)
        except (BlockingIOError, ConnectionRefusedError):
            pass  # As on any network: who needs it asks again.

    def close(self):
        """Ends it and gives its ports back."""
        self._open = False
        self._thread.join()
        for opened in [self._control, *self._maps.values(), *self._links.values()]:
            opened.close()
        self._selector.close()


def main():
    """Prints the endpoint; obeys lines like `drop 0.3`, each with the counts so far for an answer; ends with its input."""
    relay = Relay(1)
    print(relay.endpoint, flush=True)
    for line in sys.stdin:
        verb, *numbers = line.split()
        getattr(relay, verb)(*map(float, numbers))
        print(relay.passed, dict(relay.done), flush=True)
    relay.close()


if __name__ == "__main__":
    main()
