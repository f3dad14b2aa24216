# Warnings: caught, turned into errors, shown once, deprecated.
import contextlib
import io
import warnings

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    warnings.warn("one")
    warnings.warn("two", DeprecationWarning, stacklevel=1)
assert [(str(one.message), one.category.__name__) for one in caught] == [("one", "UserWarning"), ("two", "DeprecationWarning")]
with warnings.catch_warnings():
    warnings.filterwarnings("error", message="bad.*")
    try:
        warnings.warn("bad thing", RuntimeWarning)
    except RuntimeWarning as error:
        print("raised", error)


def repeated():
    warnings.warn("again and again")


with warnings.catch_warnings(record=True) as once:
    warnings.simplefilter("default")
    for _ in range(5):
        repeated()
assert len(once) == 1


class Careful(UserWarning): ...


with contextlib.redirect_stderr(io.StringIO()) as err, warnings.catch_warnings():
    warnings.simplefilter("always")
    warnings.warn_explicit("explicit", Careful, "file.py", 7)
assert err.getvalue().startswith("file.py:7: Careful: explicit")
with warnings.catch_warnings(record=True) as silent:
    warnings.simplefilter("ignore")
    warnings.warn("hidden")
print(len(silent), warnings.formatwarning("m", Careful, "f.py", 3, "code").splitlines())
