# Examples in documentation that are run.
import doctest
import io
import types

module = types.ModuleType("documented")
exec(compile('''
def square(x):
    """Squares.

    >>> square(3)
    9
    >>> [square(n) for n in range(4)]  # doctest: +NORMALIZE_WHITESPACE
    [0,   1,
     4, 9]
    >>> square("a")
    Traceback (most recent call last):
        ...
    TypeError: unsupported
    """
    if not isinstance(x, int):
        raise TypeError("unsupported")
    return x * x

def wrong():
    """
    >>> wrong()
    2
    """
    return 1
''', "documented", "exec"), module.__dict__)
finder, out = doctest.DocTestFinder(), io.StringIO()
results = {}
for test in finder.find(module, "documented", module=False, globs=module.__dict__):
    runner = doctest.DocTestRunner(verbose=False)
    failed, attempted = runner.run(test, out=out.write)[:2]
    results[test.name] = (failed, attempted)
assert results["documented.square"] == (0, 3) and results["documented.wrong"] == (1, 1)
assert "Expected:\n    2\nGot:\n    1" in out.getvalue()
examples = doctest.DocTestParser().get_examples(">>> 1 + 1\n2\n>>> print('x')\nx\n")
print([(one.source.strip(), one.want.strip()) for one in examples], results)
