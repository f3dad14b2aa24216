import type { JsonObject } from "../../../kernel/json.ts";
import type { Misdeed } from "./misdeeds.ts";
import { notify, raw, reply, send } from "./wire.ts";

const MEGABYTE = 1_000_000;
const honest: Misdeed = (call) => reply(call.id, call.result());
const line = (id: unknown, result: string) => `{"jsonrpc":"2.0","id":${id},"result":${result}}\n`;

/** Answers that are not as the protocol has them. */
export const ANSWERS: Readonly<Record<string, Misdeed>> = {
  "binary garbage": () => {
    const bytes = crypto.getRandomValues(new Uint8Array(4096));
    raw(Buffer.concat([bytes.map((byte) => (byte === 10 ? 11 : byte)), Buffer.from("\n")]));
  },
  "bad JSON-RPC": ({ id }) => {
    raw(`{"jsonrpc":"2.0","id":${id}}\n{"jsonrpc":"1.0","id":${id},"result":{}}\n`);
    raw(`[]\n7\nnull\n"yes"\n{"jsonrpc":"2.0","id":{},"result":{}}\n`);
  },
  "a result that is none": ({ id }) => raw(line(id, "[1, 2, 3]")),
  "wrong id": (call) => reply(Number(call.id) + 1000, call.result()),
  "half a message, then death": (call) => {
    const whole = line(call.id, JSON.stringify(call.result()));
    raw(whole.slice(0, whole.length / 2));
    process.exit(1);
  },
  "a flood of notifications that ends": (call) => {
    for (let n = 0; n < 15_000; n++) notify("notifications/message", { level: "info", data: n });
    honest(call);
  },
  "a flood of notifications without end": () => {
    const page = Array.from({ length: 1000 }, (_, n) => messageLine(n)).join("");
    for (;;) raw(page);
  },
  "noise without end": () => {
    for (;;) raw("all work and no play ".repeat(5000));
  },
  "noise on standard output": (call) => {
    raw("Loading model ...\n\n{broken\n[1, 2\u0007\n");
    honest(call);
  },
  "a flood on standard error": (call) => {
    for (let n = 0; n < 2000; n++) process.stderr.write(`${n} ${"warning ".repeat(500)}\n`);
    honest(call);
  },
  "requests of its own": (call) => {
    for (const method of ["roots/list", "sampling/createMessage", "ping", "no/such"])
      for (let n = 0; n < 50; n++) send({ id: `${method} ${n}`, method, params: {} });
    honest(call);
  },
  "drips its answer": (call) => {
    const bytes = Buffer.from(line(call.id, JSON.stringify(call.result())));
    const drip = (at: number) => {
      if (at >= bytes.length) return;
      raw(bytes.subarray(at, at + 3));
      setTimeout(drip, 4, at + 3);
    };
    drip(0);
  },
  "the same answer three times": (call) => {
    const result = call.result();
    for (let n = 0; n < 3; n++) reply(call.id, result);
  },
  "2 MB": (call) => reply(call.id, withBallast(call.done(), 2 * MEGABYTE)),
  "200 MB": ({ id }) => {
    raw(`{"jsonrpc":"2.0","id":${id},"result":{"content":[{"type":"text","text":"`);
    const part = "x".repeat(MEGABYTE);
    for (let n = 0; n < 200; n++) raw(part);
    raw(`"}]}}\n`);
  },
  "very deep JSON": ({ id }) => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    raw(line(id, `{"content":[],"structuredContent":{"name":"source","value":${deep}}}`));
  },
  "prototype keys in a result": (call) => {
    const { name, value } = call.done();
    const own = `"name":${JSON.stringify(name)},"value":${JSON.stringify(value)}`;
    const keys = `"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}`;
    raw(line(call.id, `{"content":[],"structuredContent":{${keys},${own}},"__proto__":{"x":1}}`));
  },
  "not a number": ({ id }) =>
    raw(line(id, `{"content":[],"structuredContent":{"name":"source","value":NaN}}`)),
  "a number beyond all": (call) => {
    const { value } = call.done();
    const numbers = `"huge":1e999,"tiny":-1e999,"long":${"9".repeat(400)},"zero":-0`;
    raw(
      line(
        call.id,
        `{"content":[],"structuredContent":{"value":${JSON.stringify(value)},${numbers}}}`,
      ),
    );
  },
  "halves of characters": (call) => {
    const { value } = call.done();
    const odd = `"odd":"\\ud800 \\udfff\\u0000\\uffff","\\ud800":1,"bytes":"`;
    raw(`{"jsonrpc":"2.0","id":${call.id},"result":{"content":[],"structuredContent":{${odd}`);
    raw(new Uint8Array([0xff, 0xfe, 0xc3, 0x28]));
    raw(`","value":${JSON.stringify(value)}}}}\n`);
  },
};

function messageLine(data: number): string {
  const params = { level: "info", data };
  return `${JSON.stringify({ jsonrpc: "2.0", method: "notifications/message", params })}\n`;
}

function withBallast(content: JsonObject, bytes: number): JsonObject {
  return { content: [], structuredContent: { ...content, ballast: "x".repeat(bytes) } };
}
