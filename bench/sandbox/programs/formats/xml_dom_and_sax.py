# The same document through DOM and through SAX.
import io
import xml.dom.minidom
import xml.sax
from xml.sax.saxutils import escape, quoteattr, unescape

text = '<list kind="todo"><task done="yes">wash</task><task>cook <b>now</b></task><![CDATA[a < b]]></list>'
document = xml.dom.minidom.parseString(text)
tasks = document.getElementsByTagName("task")
assert [task.getAttribute("done") for task in tasks] == ["yes", ""] and tasks[1].firstChild.data == "cook "
made = document.createElement("task")
made.appendChild(document.createTextNode("rest & sleep"))
document.documentElement.appendChild(made)
assert document.documentElement.lastChild.toxml() == "<task>rest &amp; sleep</task>"


class Counter(xml.sax.ContentHandler):
    def __init__(self):
        super().__init__()
        self.depth = self.deepest = 0
        self.text = []

    def startElement(self, name, attributes):
        self.depth += 1
        self.deepest = max(self.deepest, self.depth)

    def endElement(self, name):
        self.depth -= 1

    def characters(self, content):
        self.text.append(content)


handler = Counter()
xml.sax.parse(io.BytesIO(text.encode()), handler)
assert handler.deepest == 3 and "".join(handler.text) == "washcook nowa < b"
assert escape("<a & b>") == "&lt;a &amp; b&gt;" and quoteattr('a"b') == "'a\"b'" and unescape("&lt;") == "<"
print(document.documentElement.toxml())
