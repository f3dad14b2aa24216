# A little Markdown to HTML.
import html
import re


def inline(text):
    text = html.escape(text, quote=False)
    text = re.sub(r"`([^`]+)`", lambda found: f"<code>{found[1]}</code>", text)
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    text = re.sub(r"(?<!\*)\*([^*]+)\*", r"<i>\1</i>", text)
    return re.sub(r"\[([^\]]+)\]\(([^)\s]+)\)", r'<a href="\2">\1</a>', text)


def render(source):
    out, items, code = [], [], None
    for line in source.splitlines() + [""]:
        if line.startswith("```"):
            if code is None:
                code = []
            else:
                out.append("<pre>" + html.escape("\n".join(code)) + "</pre>")
                code = None
            continue
        if code is not None:
            code.append(line)
            continue
        if found := re.match(r"[-*] (.*)", line):
            items.append(f"<li>{inline(found[1])}</li>")
            continue
        if items:
            out.append("<ul>" + "".join(items) + "</ul>")
            items = []
        if found := re.match(r"(#{1,6}) (.*)", line):
            out.append(f"<h{len(found[1])}>{inline(found[2])}</h{len(found[1])}>")
        elif line.strip():
            out.append(f"<p>{inline(line)}</p>")
    return "\n".join(out)


text = render("# Title & *more*\n\nA **bold** [link](http://x/?a=1) and `code <b>`.\n\n- one\n- two\n\n```\nif a < b:\n```\n### End")
assert text.startswith("<h1>Title &amp; <i>more</i></h1>") and text.endswith("<h3>End</h3>")
assert "<ul><li>one</li><li>two</li></ul>" in text and "<pre>if a &lt; b:</pre>" in text
print(text)
