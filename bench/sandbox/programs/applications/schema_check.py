# A checker of JSON against a schema, with the place of each fault.
def check(value, schema, path="$"):
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}
    kind = schema.get("type")
    if kind and (not isinstance(value, kinds[kind]) or isinstance(value, bool) and kind in ("integer", "number")):
        yield f"{path}: {kind} expected, {type(value).__name__} found"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: must be one of {schema['enum']}"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if value < schema.get("minimum", value):
            yield f"{path}: at least {schema['minimum']}"
    if isinstance(value, str) and len(value) > schema.get("maxLength", len(value)):
        yield f"{path}: at most {schema['maxLength']} characters"
    if isinstance(value, dict):
        for name in schema.get("required", ()):
            if name not in value:
                yield f"{path}.{name}: is missing"
        for name, item in value.items():
            inner = schema.get("properties", {}).get(name)
            if inner is not None:
                yield from check(item, inner, f"{path}.{name}")
            elif schema.get("additionalProperties") is False:
                yield f"{path}.{name}: is unknown"
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from check(item, schema["items"], f"{path}[{index}]")
    if "anyOf" in schema and all([*check(value, one, path)] for one in schema["anyOf"]):
        yield f"{path}: fits nothing"


schema = {"type": "object", "required": ["name", "age"], "additionalProperties": False, "properties": {
    "name": {"type": "string", "maxLength": 5}, "age": {"type": "integer", "minimum": 0},
    "tags": {"type": "array", "items": {"enum": ["a", "b"]}}, "extra": {"anyOf": [{"type": "null"}, {"type": "number"}]}}}
assert [*check({"name": "Ann", "age": 3, "tags": ["a"], "extra": None}, schema)] == []
faults = [*check({"name": "Annabel", "age": True, "tags": ["a", "z"], "extra": "x", "more": 1}, schema)]
assert len(faults) == 5
print(*faults, *check({"age": -1}, schema), sep="\n")
