# A stack machine with an assembler, and a compiler of expressions onto it.
import ast

OPERATIONS = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul"}


def assemble(text):
    lines = [line.split(";")[0].strip() for line in text.splitlines()]
    labels, code = {}, []
    for line in filter(None, lines):
        if line.endswith(":"):
            labels[line[:-1]] = len(code)
        else:
            code.append(line.split())
    return [[op, *(labels[a] if a in labels else int(a) if a.lstrip("-").isdigit() else a for a in args)] for op, *args in code]


def execute(code, memory=None, budget=10_000):
    stack, memory, out, at = [], dict(memory or {}), [], 0
    binary = {"add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b, "less": lambda a, b: int(a < b)}
    while at < len(code):
        budget -= 1
        if budget < 0:
            raise TimeoutError("the budget is used up")
        op, *args = code[at]
        at += 1
        if op == "push":
            stack.append(args[0])
        elif op in binary:
            b, a = stack.pop(), stack.pop()
            stack.append(binary[op](a, b))
        elif op == "store":
            memory[args[0]] = stack.pop()
        elif op == "load":
            stack.append(memory[args[0]])
        elif op == "print":
            out.append(stack.pop())
        elif op == "jump":
            at = args[0]
        elif op == "jumpif" and stack.pop():
            at = args[0]
    return out, memory


def compiled(text):
    def emit(node):
        match node:
            case ast.Expression(body):
                yield from emit(body)
            case ast.BinOp(left, op, right):
                yield from emit(left)
                yield from emit(right)
                yield [OPERATIONS[type(op)]]
            case ast.Constant(value):
                yield ["push", value]
            case ast.Name(id):
                yield ["load", id]

    return [*emit(ast.parse(text, mode="eval")), ["print"]]


squares = assemble("""
    push 1
    store n
loop:
    load n          ; n * n
    load n
    mul
    print
    load n
    push 1
    add
    store n
    load n
    push 6
    less
    jumpif loop
""")
out, memory = execute(squares)
assert out == [1, 4, 9, 16, 25] and memory["n"] == 6
assert execute(compiled("(x + 3) * (y - 2) * 2"), {"x": 1, "y": 5})[0] == [24]
try:
    execute(assemble("a:\njump a"))
except TimeoutError as error:
    print(error)
print(out, compiled("1 + 2"))
