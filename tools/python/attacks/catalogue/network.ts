import { attack } from "../attack.ts";
import { inRealm, module } from "./realm-code.ts";

/** Three listeners wait at `@port@` (TCP), `@udp@` and `@unix@`: one byte that arrives is an escape. */
export const networkAttacks = [
  attack(
    "network.tcp",
    "network",
    String.raw`
      import socket
      line = socket.create_connection(("127.0.0.1", @port@), 2)
      line.sendall(b"GET /tcp HTTP/1.0\r\n\r\n")
      print(line.recv(200))
    `,
  ),
  attack(
    "network.udp",
    "network",
    String.raw`
      import socket
      line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      print(line.sendto(b"hello", ("127.0.0.1", @udp@)))
    `,
  ),
  attack(
    "network.unix",
    "network",
    String.raw`
      import socket
      line = socket.socket(socket.AF_UNIX)
      line.connect("@unix@")
      line.send(b"hello")
    `,
  ),
  attack(
    "network.listen",
    "network",
    String.raw`
      import socket
      here = socket.socket()
      here.bind(("127.0.0.1", 0))
      here.listen()
      print(here.getsockname())
    `,
  ),
  attack(
    "network.raw-descriptor",
    "network",
    String.raw`
      import socket
      for number in range(32):
          try:
              line = socket.socket(fileno=number)
              line.connect(("127.0.0.1", @port@))
              print(number, line.send(b"x"))
          except (OSError, ValueError) as error:
              print(number, error)
    `,
  ),
  attack(
    "network.urllib",
    "network",
    `import urllib.request\nprint(urllib.request.urlopen("http://127.0.0.1:@port@/urllib", timeout=2).read())`,
  ),
  attack(
    "network.http-client",
    "network",
    String.raw`
      import http.client
      line = http.client.HTTPConnection("127.0.0.1", @port@, timeout=2)
      line.request("GET", "/client")
      print(line.getresponse().read())
    `,
  ),
  attack(
    "network.protocols",
    "network",
    String.raw`
      import ftplib, imaplib, poplib, smtplib
      for start in (
          lambda: smtplib.SMTP("127.0.0.1", @port@, timeout=1),
          lambda: ftplib.FTP().connect("127.0.0.1", @port@, timeout=1),
          lambda: poplib.POP3("127.0.0.1", @port@, timeout=1),
          lambda: imaplib.IMAP4("127.0.0.1", @port@, timeout=1),
      ):
          try:
              start()
          except Exception as error:
              print(error)
    `,
  ),
  attack(
    "network.asyncio",
    "network",
    String.raw`
      import asyncio
      reader, writer = await asyncio.open_connection("127.0.0.1", @port@)
      writer.write(b"GET /asyncio HTTP/1.0\r\n\r\n")
      print(await reader.read(100))
    `,
  ),
  attack(
    "network.names",
    "network",
    String.raw`
      import socket
      for ask in (
          lambda: socket.getaddrinfo("example.com", 80),
          lambda: socket.gethostbyname(socket.gethostname()),
          lambda: socket.getnameinfo(("127.0.0.1", @port@), 0),
          lambda: socket.gethostbyaddr("127.0.0.1"),
      ):
          try:
              print(ask())
          except OSError as error:
              print(error)
    `,
  ),
  attack(
    "network.js-fetch",
    "network",
    String.raw`
      import js
      answer = await js.fetch("http://127.0.0.1:@port@/fetch")
      print(await answer.text())
    `,
  ),
  attack(
    "network.pyfetch",
    "network",
    String.raw`
      from pyodide.http import pyfetch
      answer = await pyfetch("http://127.0.0.1:@port@/pyfetch")
      print(await answer.string())
    `,
  ),
  attack(
    "network.websocket",
    "network",
    String.raw`
      import asyncio, js
      js.WebSocket.new("ws://127.0.0.1:@port@/socket")
      await asyncio.sleep(0.4)
    `,
  ),
  attack(
    "network.realm-fetch",
    "network",
    inRealm(`fetch("http://127.0.0.1:@port@/realm"); return 1`) +
      `import asyncio\nawait asyncio.sleep(0.4)\n`,
  ),
  attack(
    "network.realm-tcp",
    "network",
    inRealm(`${module("node:net")}.connect(@port@, "127.0.0.1").end("x"); return 1`) +
      `import asyncio\nawait asyncio.sleep(0.4)\n`,
  ),
  attack(
    "network.realm-unix",
    "network",
    inRealm(`${module("node:net")}.connect("@unix@").end("x"); return 1`) +
      `import asyncio\nawait asyncio.sleep(0.4)\n`,
  ),
  attack(
    "network.realm-udp",
    "network",
    inRealm(
      `${module("node:dgram")}.createSocket("udp4").send("x", @udp@, "127.0.0.1"); return 1`,
    ) + `import asyncio\nawait asyncio.sleep(0.4)\n`,
  ),
  attack(
    "network.realm-dns",
    "network",
    inRealm(
      `const { Resolver } = ${module("node:dns")}; const r = new Resolver(); r.setServers(["127.0.0.1:@udp@"]);` +
        `r.resolve4("secret.example", () => {}); return 1`,
    ) + `import asyncio\nawait asyncio.sleep(0.4)\n`,
  ),
  attack(
    "network.ffi-connect",
    "network",
    inRealm(
      `const { dlopen, ptr } = ${module("bun:ffi")};` +
        `const c = dlopen("libc.so.6", { socket: { args: ["int", "int", "int"], returns: "int" },` +
        ` connect: { args: ["int", "ptr", "int"], returns: "int" } });` +
        `const to = new Uint8Array(16); const view = new DataView(to.buffer);` +
        `view.setUint16(0, 2, true); view.setUint16(2, @port@); to.set([127, 0, 0, 1], 4);` +
        `return c.symbols.connect(c.symbols.socket(2, 1, 0), ptr(to), 16)`,
    ),
  ),
  attack(
    "network.shell",
    "network",
    `import os\nos.system("exec 3<>/dev/tcp/127.0.0.1/@port@ || curl -s http://127.0.0.1:@port@/")`,
  ),
];
