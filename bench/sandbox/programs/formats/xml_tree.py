# Building, finding, changing and writing XML trees, with namespaces.
import xml.etree.ElementTree as ET

text = """<?xml version="1.0"?>
<shop xmlns:x="urn:x"><item id="1" x:kind="fruit">apple &amp; pear</item><item id="2"><price cur="€">3.5</price></item><!-- note --></shop>"""
root = ET.fromstring(text)
assert [one.get("id") for one in root.iter("item")] == ["1", "2"] and root[0].text == "apple & pear"
assert root.find("item[@id='2']/price").attrib == {"cur": "€"} and root.findtext("item/price") == "3.5"
assert root[0].get("{urn:x}kind") == "fruit" and len(root) == 2
added = ET.SubElement(root, "item", id="3")
added.text, added.tail = "<new>", "\n"
root.remove(root[0])
out = ET.tostring(root, encoding="unicode")
assert "&lt;new&gt;" in out and ET.fromstring(out)[1].text == "<new>"
ET.indent(root)
assert ET.tostring(root, encoding="unicode").count("\n") >= 4
assert ET.canonicalize("<a z='1' b='2'/>") == '<a b="2" z="1"></a>'
events = [(event, node.tag) for event, node in ET.XMLPullParser(("start", "end")).read_events()]
pull = ET.XMLPullParser(("end",))
pull.feed("<a><b/>")
assert [node.tag for _, node in pull.read_events()] == ["b"] and events == []
try:
    ET.fromstring("<a><b></a>")
except ET.ParseError as error:
    print(error)
print(out.replace("\n", ""))
