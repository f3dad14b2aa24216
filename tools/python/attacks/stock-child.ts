import { readFileSync, writeFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

/**
 * Pyodide as it comes, in a process as it comes: no wall at all. It shows that the corpus gets out where nothing
 * stops it. Answers go over the channel beside standard output, so that bytes on standard output are strays.
 */
const [, , mode, snapshotPath = ""] = process.argv;

if (mode === "build") {
  const pyodide = await loadPyodide({ _makeSnapshot: true });
  writeFileSync(snapshotPath, pyodide.makeMemorySnapshot());
  process.exit(0);
}

const pyodide = await loadPyodide({ _loadSnapshot: readFileSync(snapshotPath) });
let text = "";
const decoder = new TextDecoder();
const write = (bytes: Uint8Array): number => {
  text = (text + decoder.decode(bytes)).slice(0, 1_000_000);
  return bytes.length;
};
pyodide.setStdout({ write });
pyodide.setStderr({ write });
pyodide.FS.mkdirTree("/work");

process.on("message", async (code: string) => {
  text = "";
  let isOk = true;
  try {
    await pyodide.runPythonAsync(code, { globals: pyodide.toPy({ __name__: "__main__" }) });
  } catch (error) {
    isOk = false;
    text += String(error);
  }
  process.send?.({ text, isOk });
});
process.send?.({ text: "ready", isOk: true });
