# Cookies, status codes, and header parsing without a network.
import http
import http.client
import io
from http.cookies import Morsel, SimpleCookie

cookie = SimpleCookie("session=abc123; theme=\"dark mode\"")
assert cookie["session"].value == "abc123" and cookie["theme"].value == "dark mode"
out = SimpleCookie()
out["id"] = "x y"
out["id"]["path"], out["id"]["httponly"], out["id"]["max-age"] = "/", True, 60
assert out.output() == 'Set-Cookie: id="x y"; HttpOnly; Max-Age=60; Path=/' and isinstance(out["id"], Morsel)
assert http.HTTPStatus(404).phrase == "Not Found" and http.HTTPStatus.OK == 200 and http.HTTPMethod.GET == "GET"


class Socket:
    def __init__(self, data):
        self.data = data

    def makefile(self, mode):
        return io.BytesIO(self.data)


body = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
response = http.client.HTTPResponse(Socket(body))
response.begin()
assert response.status == 200 and response.read() == b"hello world" and response.headers.get_content_charset() == "utf-8"
print(response.getheaders(), http.client.responses[418])
