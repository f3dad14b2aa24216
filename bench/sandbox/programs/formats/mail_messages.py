# E-mail: building with attachments, parsing, headers in other alphabets.
import email
import email.policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid, parseaddr, parsedate_to_datetime

message = EmailMessage()
message["Subject"] = "Grüße aus Köln"
message["From"] = Address("Ännchen", "ann", "example.com")
message["To"] = "bob@example.com, Cid <cid@example.com>"
message["Date"] = parsedate_to_datetime("Sat, 21 Nov 2026 10:00:00 +0100")
message.set_content("plain ä text\n")
message.add_alternative("<p>html</p>", subtype="html")
message.add_attachment(b"\x00\x01\x02", maintype="application", subtype="octet-stream", filename="dätä.bin")
raw = message.as_bytes()
assert b"=?utf-8?q?" in raw
again = email.message_from_bytes(raw, policy=email.policy.default)
assert again["subject"] == "Grüße aus Köln" and again["from"].addresses[0].display_name == "Ännchen"
assert [one.username for one in again["to"].addresses] == ["bob", "cid"] and again["date"].datetime.hour == 10
assert again.get_body(("plain",)).get_content() == "plain ä text\n"
attachment = next(again.iter_attachments())
assert attachment.get_filename() == "dätä.bin" and attachment.get_content() == b"\x00\x01\x02"
assert [part.get_content_type() for part in again.walk()][:2] == ["multipart/mixed", "multipart/alternative"]
assert parseaddr('"A, B" <a@b.c>') == ("A, B", "a@b.c") and formataddr(("A, B", "a@b.c")) == '"A, B" <a@b.c>'
assert make_msgid(domain="x.y").endswith("@x.y>")
print(format_datetime(again["date"].datetime), again.get_content_type())
