# Signal handlers set, raised and restored; an alarm cancelled before it rings.
import signal

seen = []
before = signal.signal(signal.SIGUSR1, lambda number, frame: seen.append(signal.Signals(number).name))
signal.raise_signal(signal.SIGUSR1)
for _ in range(1000):
    pass
assert seen == ["SIGUSR1"] and callable(signal.getsignal(signal.SIGUSR1))
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
signal.raise_signal(signal.SIGUSR1)
assert seen == ["SIGUSR1"] and signal.getsignal(signal.SIGUSR1) is signal.SIG_IGN
signal.signal(signal.SIGUSR1, before)


class Stop(Exception): ...


def stop(number, frame):
    raise Stop


old = signal.signal(signal.SIGTERM, stop)
try:
    signal.raise_signal(signal.SIGTERM)
    for _ in range(1000):
        pass
except Stop:
    print("stopped")
signal.signal(signal.SIGTERM, old)
print(signal.Signals.SIGINT.value, signal.strsignal(9) is not None, signal.SIGTERM in signal.valid_signals())
