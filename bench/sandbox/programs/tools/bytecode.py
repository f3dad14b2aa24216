# Code objects, disassembly, symbol tables, tokens.
import dis
import io
import keyword
import symtable
import token
import tokenize


def function(a, b=1):
    c = a + b

    def inner():
        return c

    return inner


names = {instruction.opname for instruction in dis.get_instructions(function)}
assert any(name.startswith("BINARY") for name in names) and any("RETURN" in name for name in names)
out = io.StringIO()
dis.dis(function, file=out)
assert "inner" in out.getvalue() and function.__code__.co_argcount == 2 and function.__code__.co_cellvars == ("c",)
assert function.__code__.co_consts and "function" in dis.code_info(function)
table = symtable.symtable("def f(a):\n    global g\n    x = a\n    def h(): return x\n", "<s>", "exec")
inside = next(one for one in table.get_children() if one.get_name() == "f")
assert inside.lookup("a").is_parameter() and inside.lookup("g").is_global() and inside.lookup("x").is_local()
assert next(one for one in inside.get_children() if one.get_name() == "h").lookup("x").is_free()
source = "x = 1  # note\nif x:\n    y = 'é' + f(2.5)\n"
tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
kinds = [tokenize.tok_name[one.type] for one in tokens]
assert kinds.count("INDENT") == 1 and "COMMENT" in kinds and tokenize.untokenize(tokens) == source
assert [one.string for one in tokens if one.type == token.NUMBER] == ["1", "2.5"]
assert keyword.iskeyword("await") and keyword.issoftkeyword("match") and not keyword.iskeyword("print")
replaced = function.__code__.replace(co_name="renamed")
try:
    compile("x ===", "<bad>", "exec")
except SyntaxError as error:
    print(error.filename, error.lineno)
print(replaced.co_name, [one.string for one in tokens if one.type == token.NAME])
