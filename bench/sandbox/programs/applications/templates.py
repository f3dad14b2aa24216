# A small template language: names, loops, conditions, filters.
import html
import re


class Template:
    FILTERS = {"upper": str.upper, "e": html.escape, "join": ", ".join, "len": len}

    def __init__(self, text):
        self.tokens = re.split(r"(\{\{.*?\}\}|\{%.*?%\})", text)
        self.at = 0
        self.nodes = self.parse(None)

    def parse(self, until):
        nodes = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.startswith("{{"):
                nodes.append(("value", token[2:-2].strip()))
            elif token.startswith("{%"):
                word, *rest = token[2:-2].split()
                if word == until:
                    return nodes
                if word == "for":
                    nodes.append(("for", rest[0], rest[2], self.parse("endfor")))
                elif word == "if":
                    nodes.append(("if", " ".join(rest), self.parse("endif")))
                else:
                    raise SyntaxError(f"unknown {word}")
            elif token:
                nodes.append(("text", token))
        if until:
            raise SyntaxError(f"{until} is missing")
        return nodes

    def value(self, expression, scope):
        path, *filters = expression.split("|")
        value = scope
        for part in path.strip().split("."):
            value = value[part] if isinstance(value, dict) else getattr(value, part)
        for name in filters:
            value = self.FILTERS[name.strip()](value)
        return value

    def render(self, scope, nodes=None):
        out = []
        for kind, *rest in self.nodes if nodes is None else nodes:
            if kind == "text":
                out.append(rest[0])
            elif kind == "value":
                out.append(str(self.value(rest[0], scope)))
            elif kind == "for":
                out.extend(self.render({**scope, rest[0]: item}, rest[2]) for item in self.value(rest[1], scope))
            elif self.value(rest[0], scope):
                out.append(self.render(scope, rest[1]))
        return "".join(out)


page = Template("Hello {{ user.name | upper | e }}!{% if user.tags %} {% for tag in user.tags %}<{{ tag }}>{% endfor %} ({{ user.tags | join }}){% endif %}")
text = page.render({"user": {"name": "a<b", "tags": ["x", "y"]}})
assert text == "Hello A&lt;B! <x><y> (x, y)" and page.render({"user": {"name": "c", "tags": []}}) == "Hello C!"
for wrong in ("{% for a in b %}", "{% fly %}"):
    try:
        Template(wrong)
    except SyntaxError as error:
        print(error)
print(text)
