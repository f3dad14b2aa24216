# cmd and code: interpreters that read lines from a list.
import cmd
import code
import codeop
import contextlib
import io


class Shell(cmd.Cmd):
    prompt = "> "
    total = 0

    def do_add(self, line):
        """add N: adds"""
        self.total += int(line)
        print(self.total, file=self.stdout)

    def do_quit(self, line):
        return True

    def default(self, line):
        print(f"unknown {line}", file=self.stdout)

    def emptyline(self): ...


out = io.StringIO()
shell = Shell(stdin=io.StringIO("add 5\nadd 7\n\nfly\nhelp add\nquit\nadd 100\n"), stdout=out)
shell.use_rawinput = False
shell.cmdloop("welcome")
assert shell.total == 12 and "unknown fly" in out.getvalue() and "add N: adds" in out.getvalue() and out.getvalue().startswith("welcome")
assert shell.completenames("a") == ["add"] and shell.onecmd("add 1") is None
console = code.InteractiveInterpreter({"x": 2})
with contextlib.redirect_stdout(io.StringIO()) as printed, contextlib.redirect_stderr(io.StringIO()) as complaints:
    more = [console.runsource(text) for text in ("x * 21", "if x:", "y = x + 1", "1/0", "x ==== 1")]
assert more == [False, True, False, False, False] and printed.getvalue() == "42\n" and console.locals["y"] == 3
assert "ZeroDivisionError" in complaints.getvalue() and "SyntaxError" in complaints.getvalue()
assert codeop.compile_command("a = 1") is not None and codeop.compile_command("def f():") is None
print(out.getvalue().count("> "), shell.total)
