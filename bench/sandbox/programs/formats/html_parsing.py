# HTML: escaping, entities, and a parser that collects links and text.
import html
from html.parser import HTMLParser


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.words, self.open = [], [], []

    def handle_starttag(self, tag, attributes):
        self.open.append(tag)
        if tag == "a":
            self.links.append(dict(attributes).get("href"))

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data):
        if "script" not in self.open and data.strip():
            self.words.append(data.strip())


parser = Links()
parser.feed("<!doctype html><p>See <a href='/a?x=1&amp;y=2'>one</a> &amp; <a HREF=two>tw")
parser.feed("o</a><br/><script>if (a < b) {}</script><p>caf&eacute; &#8364; &#x1F600;")
parser.close()
assert parser.links == ["/a?x=1&y=2", "two"] and parser.words[-1] == "café € 😀"
assert html.escape('<a href="x">\'') == "&lt;a href=&quot;x&quot;&gt;&#x27;"
assert html.unescape("&lt;&notit;&frac12;&nbsp") == "<¬it;½\xa0"
print(parser.links, parser.words)
