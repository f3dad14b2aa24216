# argparse: options, choices, sub-commands, help, errors.
import argparse
import contextlib
import io

parser = argparse.ArgumentParser(prog="glass", description="Does things.", epilog="The end.")
parser.add_argument("-v", "--verbose", action="count", default=0)
parser.add_argument("--level", type=int, choices=range(1, 4), default=1, metavar="N")
parser.add_argument("--no-colour", dest="colour", action="store_false")
commands = parser.add_subparsers(dest="command", required=True)
adding = commands.add_parser("add", aliases=["a"], help="adds")
adding.add_argument("names", nargs="+")
adding.add_argument("--tag", action="append")
group = adding.add_mutually_exclusive_group()
group.add_argument("--fast", action="store_true")
group.add_argument("--slow", action="store_true")
args = parser.parse_args(["-vv", "--level=2", "add", "x", "y", "--tag", "a", "--tag=b", "--fast"])
assert (args.verbose, args.level, args.colour, args.names, args.tag, args.fast) == (2, 2, True, ["x", "y"], ["a", "b"], True)
codes = []
for wrong in (["--level", "9", "add", "x"], ["add"], ["add", "x", "--fast", "--slow"], [], ["--level", "x", "add", "y"]):
    with contextlib.redirect_stderr(io.StringIO()) as complaint:
        try:
            parser.parse_args(wrong)
        except SystemExit as end:
            codes.append((end.code, complaint.getvalue().splitlines()[-1].startswith("glass")))
assert codes == [(2, True)] * 5
known, rest = argparse.ArgumentParser().parse_known_args(["--other", "1"])
assert rest == ["--other", "1"]
text = parser.format_help()
assert "Does things." in text and "adds" in text and "The end." in text
print(vars(args))
