import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { inProcess, type Session, temporaryStore } from "../testing.ts";
import { isObject } from "./hint.ts";
import { type OfferedTool, stubSource } from "./index.ts";

setDefaultTimeout(120_000);
const store = temporaryStore();
let session: Session;
beforeAll(async () => {
  session = await inProcess({ store: store.path, poolSize: 1 });
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  store.remove();
});

// Python that loads modules as a program would and calls every function in them, with the device replaced by an echo
// that takes a few bytes at a time.
const HARNESS = `
import inspect, io, json, os, types

class Device:
    def __init__(self):
        self.asked, self.answer = bytearray(), b""
    def write(self, data):
        self.asked += data[:5]
        if self.asked.endswith(b"\\n"):
            self.answer = json.dumps({"ok": True, "value": json.loads(self.asked)}).encode() + b"\\n"
        return min(5, len(data))
    def read(self, most):
        part, self.answer = self.answer[:7], self.answer[7:]
        return part

devices = {}
def fake_open(path, flags):
    assert path == "/dev/glassbox"
    devices[len(devices)] = Device()
    return len(devices) - 1
os.open, os.close = fake_open, lambda device: None
os.write = lambda device, data: devices[device].write(data)
os.read = lambda device, most: devices[device].read(most)

def functions(module):
    for name, namespace in vars(module).items():
        if not name.startswith("_") and name not in ("ToolError", "Any", "Literal"):
            for member in dir(namespace):
                if not member.startswith("_"):
                    yield f"{name}.{member}", getattr(namespace, member)

found = []
for source in json.load(open("sources.json")):
    module = types.ModuleType("tools")
    exec(compile(source, "tools.py", "exec"), module.__dict__)
    calls = []
    for name, function in functions(module):
        signature = inspect.signature(function)
        takes = [p for p in signature.parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
        every = function(**{p.name: p.name for p in takes})
        least = function(**{p.name: 1 for p in takes if p.default is p.empty})
        calls.append({
            "name": name, "tool": every["tool"], "every": list(every["args"]), "least": list(least["args"]),
            "signature": str(signature), "about": inspect.getdoc(function),
        })
    found.append(calls)
found
`;

interface Found {
  readonly name: string;
  readonly tool: string;
  readonly every: readonly string[];
  readonly least: readonly string[];
  readonly signature: string;
  readonly about: string;
}

async function inPython(offered: readonly (readonly OfferedTool[])[]): Promise<Found[][]> {
  const sources = JSON.stringify(offered.map(stubSource));
  const answer = await session.call("python_run", {
    code: HARNESS + "\njson.dump(found, open('found.json', 'w'))\nNone",
    files: { "sources.json": sources },
  });
  // What a description printed or raised would be here.
  expect([answer.text, answer.data["stdout"], answer.data["stderr"]]).toEqual([
    expect.not.stringContaining("Traceback"),
    "",
    "",
  ]);
  const [file] = answer.data["files"] as { path: string; text?: string }[];
  const block = answer.content.find((part) => part.type === "resource");
  const text =
    file?.text ??
    (block?.type === "resource" && "text" in block.resource ? block.resource.text : "");
  return JSON.parse(text) as Found[][];
}

function argumentsOf({ inputSchema }: OfferedTool): string[] {
  const properties = isObject(inputSchema) ? inputSchema["properties"] : null;
  return isObject(properties) ? Object.keys(properties) : [];
}

test("a tool becomes a function with its arguments, types, defaults and words", async () => {
  const [calls] = await inPython([
    [
      {
        tool: "files__files_read",
        description: "Reads a text file.",
        inputSchema: {
          type: "object",
          properties: {
            endLine: { type: "integer", description: "Last line", default: 9 },
            path: { type: "string", description: "File to read" },
            how: { enum: ["whole", "part"] },
            tags: { type: "array", items: { type: "string" } },
            class: { type: ["string", "null"] },
            "max bytes": { anyOf: [{ type: "number" }, { type: "boolean" }] },
          },
          required: ["path"],
        },
        outputSchema: { type: "object" },
      },
      {
        tool: "clock__now",
        description: "",
        inputSchema: { type: "object", additionalProperties: false },
      },
      { tool: "free__any", description: "Takes anything.", inputSchema: true },
    ],
  ]);
  expect(calls?.map(({ name, tool, least }) => [name, tool, least])).toEqual([
    ["clock.now", "clock__now", []],
    ["files.files_read", "files__files_read", ["path"]],
    ["free.any", "free__any", []],
  ]);
  expect(calls?.[1]?.signature).toBe(
    "(path: str, endLine: int = ..., how: Literal['whole', 'part'] = ..., tags: list[str] = ..., " +
      "class_: str | None = ..., max_bytes: float | bool = ...) -> dict[str, typing.Any]",
  );
  expect(calls?.[1]?.about).toBe(
    [
      "Reads a text file.",
      "",
      "Calls the tool files__files_read.",
      "",
      "Arguments:",
      "    path: File to read",
      "    endLine: Last line. Default: 9",
      "    how:",
      "    tags:",
      '    class_ (the argument "class"):',
      '    max_bytes (the argument "max bytes"):',
    ].join("\n"),
  );
  expect(calls?.[0]?.about).toBe("Calls the tool clock__now.");
});

test("names that Python cannot say, or that meet in one Python name, stay different tools", async () => {
  const tools = [
    "a-b__x.y",
    "a_b__x_y",
    "a-b__x_y",
    "class__class",
    "str__list",
    "type__x",
    "bytearray__x",
    "isinstance__x",
    "1__2",
    "__init____x",
    "alone",
  ];
  const offered = tools.map((tool) => ({
    tool,
    description: "",
    inputSchema: {
      type: "object",
      properties: { "a-b": {}, a_b: {}, self: {}, __x: {}, "": {}, _call: {}, def: {}, ö: {} },
    },
  }));
  const [calls = []] = await inPython([offered]);
  expect(calls.map(({ tool }) => tool).toSorted()).toEqual(tools.toSorted());
  expect(new Set(calls.map(({ name }) => name)).size).toBe(tools.length);
  for (const { every, least } of calls) {
    expect([...every].toSorted()).toEqual(["", "__x", "_call", "a-b", "a_b", "def", "self", "ö"]);
    expect(least).toEqual([]);
  }
});

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        '"',
        "'",
        '"""',
        "'''",
        "\\",
        "\n",
        "\r",
        "\u2028",
        "\0",
        "\ud83d",
        "{0}",
        "#",
        "\\N{DIGIT ONE}",
        "\\\n",
        "print('out')",
        ");print('out')#",
        "\nimport os\nprint('out')\n",
        "\f",
        "__",
        "ℌ",
        "self",
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join("")),
);

test("nothing that stands in a definition is ever executed, and every tool can be called", async () => {
  const schema = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant("object"),
        properties: fc.dictionary(
          hostile.filter((name) => name !== "__proto__" && name.isWellFormed()),
          fc.oneof(
            fc.record({ type: hostile, description: hostile, default: fc.jsonValue() }),
            fc.record({ enum: fc.array(hostile), description: hostile }),
            fc.record({ const: fc.jsonValue(), items: fc.jsonValue() }),
            fc.record({ anyOf: fc.array(fc.jsonValue()) }),
            fc.jsonValue(),
          ),
          { maxKeys: 5 },
        ),
        required: fc.array(hostile),
      }),
    },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
  const offered = fc.uniqueArray(
    fc.record({
      tool: fc.tuple(hostile, hostile).map(([server, name]) => `${server}__${name}`.toWellFormed()),
      description: hostile,
      inputSchema: schema,
      outputSchema: fc.option(fc.jsonValue(), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 4, selector: ({ tool }) => tool },
  );
  const cases = fc.sample(offered, 150) as OfferedTool[][];
  const found = await inPython(cases);
  for (const [index, tools] of cases.entries()) {
    const calls = found[index] ?? [];
    expect(calls.map(({ tool }) => tool).toSorted()).toEqual(
      tools.map(({ tool }) => tool).toSorted(),
    );
    for (const { tool, every } of calls) {
      const offer = tools.find((one) => one.tool === tool);
      if (offer) expect([...every].toSorted()).toEqual(argumentsOf(offer).toSorted());
    }
  }
});

test("the same tools make the same module, in whatever order they come", () => {
  const tool = (name: string) => ({ tool: name, description: name, inputSchema: {} });
  const names = ["b__two", "a__one", "b__one"];
  expect(stubSource(names.map(tool))).toBe(stubSource(names.toReversed().map(tool)));
});
