import { expect, test } from "bun:test";

import { ECHO, type ListeningHome, listeningHome, rawConnection } from "./testing.ts";

const head = (home: ListeningHome, more: string) =>
  `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:${home.port}\r\nAuthorization: Bearer ${home.token()}\r\n${more}\r\n\r\n`;

test("those who send slowly are cut off, and the others are served meanwhile", async () => {
  await using home = await listeningHome();
  const start = `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:${home.port}\r\n`;
  const slow = [
    ...Array.from({ length: 20 }, () => ["", ""]),
    ...Array.from({ length: 20 }, () => [start, "X"]),
    ...Array.from({ length: 20 }, () => [head(home, "Content-Length: 1000"), " "]),
    ...Array.from({ length: 20 }, () => [head(home, "Transfer-Encoding: chunked"), "1\r\n \r\n"]),
  ].map(([first, drop]) => {
    const connection = rawConnection(home.port);
    connection.write(first!);
    const dripping = setInterval(() => drop && connection.write(drop), 200);
    void connection.closed.then(() => clearInterval(dripping));
    return connection;
  });
  for (let round = 0; round < 20; round++) expect((await home.post(ECHO)).status).toBe(200);
  const answers = await Promise.all(slow.map(({ closed }) => closed));
  expect(answers.slice(0, 40).every((text) => text === "")).toBe(true);
  expect(answers.slice(40).every((text) => text.startsWith("HTTP/1.1 408"))).toBe(true);
  expect((await home.post(ECHO)).status).toBe(200);
}, 60_000);
