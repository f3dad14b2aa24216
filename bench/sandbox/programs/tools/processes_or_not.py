# Where processes cannot be started the error is an OSError, and nothing else happens.
import os
import subprocess
import sys

outcome = []
for attempt in (lambda: subprocess.run([sys.executable or "python", "-c", "pass"], check=False), lambda: os.fork() or os._exit(0)):
    try:
        attempt()
        outcome.append("started")
    except (OSError, ValueError, AttributeError) as error:
        outcome.append("refused")
assert len(outcome) == 2 and len(set(outcome)) == 1
completed = subprocess.CompletedProcess(["x"], 3, stdout="out")
try:
    completed.check_returncode()
except subprocess.CalledProcessError as error:
    print(error)
assert subprocess.list2cmdline(["a b", 'c"d']) == '"a b" c\\"d'
print(completed)
