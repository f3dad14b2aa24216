# What is read when nothing was given, and when something is put in its place.
import io
import sys

assert sys.stdin.read() == "" and sys.stdin.readline() == ""
try:
    input()
except EOFError as error:
    print(type(error).__name__)
sys.stdin = io.StringIO("ann\n31\nrest of it\n")
name, age = input(), int(input("age? "))
assert (name, age) == ("ann", 31) and sys.stdin.read() == "rest of it\n"
sys.stdin = sys.__stdin__
print("to the error stream", file=sys.stderr)
print(name, age, sep=";", end="!\n", flush=True)
