# Syntax trees: reading, changing, running, writing back.
import ast

tree = ast.parse("def f(x):\n    return x + 1 * 2\n\nresult = f(10)")
assert [type(node).__name__ for node in tree.body] == ["FunctionDef", "Assign"] and tree.body[0].args.args[0].arg == "x"


class Folder(ast.NodeTransformer):
    def visit_BinOp(self, node):
        self.generic_visit(node)
        if isinstance(node.left, ast.Constant) and isinstance(node.right, ast.Constant):
            return ast.copy_location(ast.Constant(eval(ast.unparse(node))), node)
        return node


folded = ast.fix_missing_locations(Folder().visit(tree))
assert ast.unparse(folded) == "def f(x):\n    return x + 2\nresult = f(10)"
space = {}
exec(compile(folded, "<tree>", "exec"), space)
assert space["result"] == 12


class Names(ast.NodeVisitor):
    def __init__(self):
        self.stored, self.loaded = set(), set()

    def visit_Name(self, node):
        (self.stored if isinstance(node.ctx, ast.Store) else self.loaded).add(node.id)


names = Names()
names.visit(ast.parse("a = b + c\nfor d in e: print(d)"))
assert sorted(names.stored) == ["a", "d"] and sorted(names.loaded) == ["b", "c", "d", "e", "print"]
assert ast.literal_eval("{'a': [1, (2, 3.5)], 'b': {None, True}, 'c': b'x'}") == {"a": [1, (2, 3.5)], "b": {None, True}, "c": b"x"}
for wrong in ("__import__('os')", "1 + x", "[" * 3):
    try:
        ast.literal_eval(wrong)
    except (ValueError, SyntaxError) as error:
        print(type(error).__name__, end=" ")
call = ast.parse("f(1, *a, k=2)", mode="eval").body
print(ast.dump(call)[:40], ast.get_source_segment("x = y + 1", ast.parse("x = y + 1").body[0].value))
