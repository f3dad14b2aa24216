# getopt, optparse and shlex.
import getopt
import optparse
import shlex

options, rest = getopt.gnu_getopt(["-a", "file", "--long=5", "-bvalue"], "ab:", ["long="])
assert options == [("-a", ""), ("--long", "5"), ("-b", "value")] and rest == ["file"]
try:
    getopt.getopt(["-z"], "a")
except getopt.GetoptError as error:
    print(error)
parser = optparse.OptionParser(usage="%prog X")
parser.add_option("-n", type="int", default=3, help="how many")
parser.add_option("--flag", action="store_true")
values, rest = parser.parse_args(["-n", "7", "--flag", "x"])
assert (values.n, values.flag, rest) == (7, True, ["x"])
assert shlex.split("a 'b c' \"d \\\" e\" f\\ g # not", comments=True) == ["a", "b c", 'd " e', "f g"]
assert shlex.quote("it's") == "'it'\"'\"'s'" and shlex.join(["a b", "c"]) == "'a b' c"
assert shlex.split(shlex.join(["$x", "", "a\nb"])) == ["$x", "", "a\nb"]
assert list(shlex.shlex("a&&b|c;d", punctuation_chars=True)) == ["a", "&&", "b", "|", "c", ";", "d"]
try:
    shlex.split("'open")
except ValueError as error:
    print(error)
print(options, shlex.split("x=1  y='2 3'"))
