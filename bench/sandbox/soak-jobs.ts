import type { Limits, Outcome, Program } from "../../tools/python/types.ts";
import { shortfall } from "./run-programs.ts";
import { ROOMY } from "./sandbox.ts";
import type { StoredProgram } from "./stored-programs.ts";

const MIB = 1024 * 1024;

/** One run of a soak, and what has to come of it. */
export interface Job {
  readonly name: string;
  readonly code: string;
  readonly change: Partial<Program>;
  /** Null: all is as it should be, else what is wrong. */
  judge(outcome: Outcome): string | null;
}

/** Ordinary runs: nothing of the runs before them may show. */
export function ordinaryJobs(programs: readonly StoredProgram[]): readonly Job[] {
  const stored = programs.map(({ name, code }): Job => ({
    name,
    code,
    change: {},
    judge: (outcome) => shortfall({ outcome }),
  }));
  return [...stored, TRACE_JOB, files];
}

/** Looks for what others left, then leaves some itself. */
export const TRACE_JOB: Job = {
  name: "leaves traces",
  code: `
import builtins, json, os, sys
found = [name for name in ("left", "secret") if name in globals()] + [name for name in os.listdir("/tmp")]
found += [name for name in ("LEFT",) if name in os.environ] + [name for name in dir(builtins) if name == "left"]
left = secret = builtins.left = "something"
os.environ["LEFT"] = "1"
json.loads = None
sys.setrecursionlimit(500)
open("/tmp/left", "w").write("left")
found
`,
  change: {},
  judge: ({ value }) => (value?.repr === "[]" ? null : `it found ${value?.repr}`),
};

const files: Job = {
  name: "files in and out",
  code: "open('out.txt', 'w').write(open('in.txt').read().upper())",
  change: { files: [{ path: "in.txt", bytes: new TextEncoder().encode("given") }] },
  judge({ files: changes }) {
    const [change] = changes;
    const text = new TextDecoder().decode(change?.bytes ?? new Uint8Array());
    return changes.length === 1 && change?.path === "out.txt" && text === "GIVEN"
      ? null
      : `it gave back ${JSON.stringify(changes.map(({ path }) => path))} ${text}`;
  },
};

/** Hostile runs, with the limit or the end that each has to meet. */
export const HOSTILE_JOBS: readonly Job[] = [
  limited("loops", "while True: pass", { wallMs: 150 }, "wall"),
  limited(
    "loops and catches",
    "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    { wallMs: 150 },
    "wall",
  ),
  limited("loops in C", "import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')", { wallMs: 150 }, "wall"),
  limited("burns fuel", "for n in range(10**9): pass", { fuel: 2000 }, "fuel"),
  limited(
    "fills memory",
    "x = []\nwhile True: x.append(bytearray(10**6))",
    { memoryBytes: 96 * MIB },
    "memory",
  ),
  limited("floods output", "while True: print('x' * 1000)", { outputBytes: 100_000 }, "output"),
  limited(
    "fills files",
    "with open('big', 'wb') as file:\n    while True: file.write(bytes(10**6))",
    { fileBytes: 4 * MIB },
    "files",
  ),
  limited(
    "makes files",
    "for n in range(10**6): open(f'f{n}', 'w').close()",
    { files: 100 },
    "files",
  ),
  limited("recurses", "def f(): return f()\nf()", {}, "recursion"),
  refused("runs a command", "import os\nassert os.system('id') != 0"),
  {
    name: "opens a socket",
    code: "import socket\ntry: socket.socket()\nexcept OSError: print('refused')",
    change: {},
    judge: ({ stdout }) => (stdout === "refused\n" ? null : "it got one"),
  },
  {
    name: "asks for JavaScript",
    code: "import js\njs.process.exit(0)",
    change: {},
    judge: ({ ok }) => (ok ? "it got it" : null),
  },
  {
    name: "breaks its interpreter",
    code: "import json\njson.loads('[' * 200000)",
    change: {},
    judge: ({ ok }) => (ok ? "it parsed" : null),
  },
  {
    name: "leaves by the back door",
    code: "import os\nprint('before', flush=True)\nos._exit(3)",
    change: {},
    judge: ({ ok, stdout }) => (!ok && stdout === "before\n" ? null : `it printed ${stdout}`),
  },
];

function limited(
  name: string,
  code: string,
  limits: Partial<Limits>,
  limit: NonNullable<Outcome["limit"]>,
): Job {
  return {
    name,
    code,
    change: { limits: { ...ROOMY, ...limits } },
    judge: (outcome) =>
      outcome.limit === limit && !outcome.ok
        ? null
        : `it ended by ${outcome.limit ?? outcome.error?.type ?? "itself"}, not by ${limit}`,
  };
}

function refused(name: string, code: string): Job {
  return {
    name,
    code,
    change: {},
    judge: ({ violations }) => (violations.length > 0 ? null : "nobody noted what it tried"),
  };
}
