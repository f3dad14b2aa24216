// Writes docs/demo.svg: what the README's command prints, from a real run in a new home.   bun docs/render-demo.ts
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const COLUMNS = 100;
const CHARACTER = 8.43;
const LINE = 20;

const folder = mkdtempSync(join(tmpdir(), "glassbox-demo-"));
const env = { ...process.env, GLASSBOX_HOME: join(folder, "home"), NO_COLOR: "1", TZ: "UTC" };

function glassbox(args: readonly string[]): string {
  const done = Bun.spawnSync([process.execPath, join(ROOT, "main.ts"), ...args], {
    cwd: folder,
    env,
  });
  if (done.exitCode !== 0 && done.exitCode !== 4) throw new Error(done.stderr.toString());
  return done.stdout.toString().trimEnd();
}

const session: readonly { readonly typed: string; readonly printed: string }[] = [
  ["demo"],
  ["run", "Rename Bluebird to Kestrel everywhere", "--dir", "glassbox-demo", "--yes"],
  ["undo"],
  ["verify"],
].map((args) => ({
  typed: `glassbox ${args.map((arg) => (arg.includes(" ") ? `"${arg}"` : arg)).join(" ")}`,
  printed: glassbox(args),
}));

const lines = session.flatMap(({ typed, printed }) => [
  { text: `$ ${typed}`, color: "#7aa2f7" },
  ...printed
    .split("\n")
    .map((text) => ({ text, color: text.startsWith("✓") ? "#9ece6a" : "#c0caf5" })),
  { text: "", color: "#c0caf5" },
]);

const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const height = lines.length * LINE + 24;
const rows = lines.map(
  ({ text, color }, index) =>
    `<text x="16" y="${index * LINE + 28}" fill="${color}" xml:space="preserve">${escape(text)}</text>`,
);
writeFileSync(
  join(ROOT, "docs", "demo.svg"),
  `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(COLUMNS * CHARACTER) + 32}" height="${height}" role="img" aria-label="A terminal: the demo, a rename, its undo, the verified chain">
<rect width="100%" height="100%" rx="8" fill="#1a1b26"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14">
${rows.join("\n")}
</g>
</svg>
`,
);
rmSync(folder, { recursive: true, force: true });
