# An interpreter for a small Lisp: closures, recursion, lists, errors.
import operator
import re


def parse(text):
    tokens = re.findall(r'"[^"]*"|[()\']|[^\s()\']+', text)[::-1]

    def read():
        token = tokens.pop()
        if token == "(":
            items = []
            while tokens[-1] != ")":
                items.append(read())
            tokens.pop()
            return items
        if token == "'":
            return ["quote", read()]
        if token.startswith('"'):
            return ["quote", token[1:-1]]
        try:
            return int(token)
        except ValueError:
            return token

    while tokens:
        yield read()


class Scope(dict):
    def __init__(self, values=(), outer=None):
        super().__init__(values)
        self.outer = outer

    def find(self, name):
        scope = self
        while scope is not None:
            if name in scope:
                return scope[name]
            scope = scope.outer
        raise NameError(f"{name} is not known")


def run(code, scope):
    if isinstance(code, str):
        return scope.find(code)
    if not isinstance(code, list):
        return code
    match code:
        case ["quote", value]:
            return value
        case ["if", test, then, other]:
            return run(then if run(test, scope) else other, scope)
        case ["define", [name, *names], body]:
            scope[name] = lambda *values: run(body, Scope(zip(names, values), scope))
        case ["define", name, value]:
            scope[name] = run(value, scope)
        case ["lambda", names, body]:
            return lambda *values: run(body, Scope(zip(names, values), scope))
        case ["let", pairs, body]:
            return run(body, Scope(((name, run(value, scope)) for name, value in pairs), scope))
        case [function, *arguments]:
            return run(function, scope)(*[run(one, scope) for one in arguments])


BASE = {"+": lambda *v: sum(v), "-": operator.sub, "*": operator.mul, "<": operator.lt, "=": operator.eq, "list": lambda *v: list(v),
        "car": lambda v: v[0], "cdr": lambda v: v[1:], "cons": lambda a, b: [a, *b], "null?": lambda v: v == []}
PROGRAM = """
(define (fact n) (if (< n 2) 1 (* n (fact (- n 1)))))
(define (map f items) (if (null? items) '() (cons (f (car items)) (map f (cdr items)))))
(define (adder n) (lambda (x) (+ x n)))
(list (fact 20) (map (adder 10) '(1 2 3)) (let ((x 2) (y 3)) (* x y)) "text")
"""
scope = Scope(BASE)
results = [run(code, scope) for code in parse(PROGRAM)]
assert results[-1] == [2432902008176640000, [11, 12, 13], 6, "text"]
try:
    run(next(parse("(+ 1 nothing)")), scope)
except NameError as error:
    print(error)
print(results[-1])
