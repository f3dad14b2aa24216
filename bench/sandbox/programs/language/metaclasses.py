# A metaclass that registers, `__init_subclass__`, and classes made by a call of `type`.
class Registry(type):
    classes = {}

    def __new__(meta, name, bases, namespace, **options):
        made = super().__new__(meta, name, bases, namespace)
        meta.classes[options.get("key", name.lower())] = made
        return made

    def __init__(cls, name, bases, namespace, **options):
        super().__init__(name, bases, namespace)

    def __contains__(cls, item):
        return item in cls.items

    def __iter__(cls):
        return iter(cls.items)


class Fruit(metaclass=Registry, key="f"):
    items = ["apple", "pear"]


class Plugin:
    loaded = []

    def __init_subclass__(cls, /, priority=0, **rest):
        super().__init_subclass__(**rest)
        Plugin.loaded.append((priority, cls.__name__))


class Second(Plugin, priority=2):
    pass


class First(Plugin, priority=1):
    pass


Made = type("Made", (Fruit,), {"items": ["fig"], "shout": lambda self: self.items[0].upper()})
assert "pear" in Fruit and [*Made] == ["fig"] and Made().shout() == "FIG"
assert sorted(Registry.classes) == ["f", "made"] and type(Made) is Registry
print(sorted(Plugin.loaded), type(type).__name__)
