# Types of the machinery itself, simple namespaces, dynamic classes, read-only views.
import types

space = types.SimpleNamespace(x=1, y=[2])
space.z = 3
assert space == types.SimpleNamespace(x=1, y=[2], z=3) and vars(space)["z"] == 3
view = types.MappingProxyType({"a": 1})
try:
    view["b"] = 2
except TypeError as error:
    print("read-only", "assignment" in str(error))
module = types.ModuleType("made", "its doc")
exec("value = 5\ndef double(): return value * 2", module.__dict__)
assert module.double() == 10 and module.__doc__ == "its doc"


class Plain: ...


plain = Plain()
plain.shout = types.MethodType(lambda self, word: word.upper(), plain)
assert plain.shout("hi") == "HI"
Made = types.new_class("Made", (Plain,), exec_body=lambda namespace: namespace.update(answer=42))
assert Made.answer == 42 and types.resolve_bases((Plain,)) == (Plain,)
assert isinstance(len, types.BuiltinFunctionType) and isinstance((i for i in ()), types.GeneratorType)
assert isinstance(lambda: 0, types.FunctionType) and isinstance(None, types.NoneType)


def template(a, b=2):
    return a + b


twin = types.FunctionType(template.__code__, {}, "twin", (5,))
assert twin(1) == 6 and twin.__name__ == "twin"
print(space, types.GenericAlias(list, (int,)), view)
