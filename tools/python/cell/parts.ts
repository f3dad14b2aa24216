import { installClock, type Clock } from "./clock.ts";
import { installControl, type Control } from "./control.ts";
import { installDevices, type Devices } from "./devices.ts";
import type { Boot } from "./frames.ts";
import { createHeap, type Heap } from "./heap.ts";
import type { Exports, Interpreter } from "./interpreter.ts";
import { loadInterpreter } from "./load.ts";
import { createMeter, type Meter } from "./meter.ts";
import { createOutput, type Output } from "./output.ts";
import { createRandom, type Random } from "./random.ts";
import { createMask, makeReplacements, type Mask } from "./replacements.ts";
import { createLinker, type Linker } from "./linker.ts";
import type { Said } from "./said.ts";
import { sealImports, type Seal } from "./seal.ts";
import { installStorage, type Storage } from "./storage.ts";
import { installToolDevice, type ToolDevice } from "./tool-device.ts";
import type { Wire } from "./wire.ts";
import { WORK } from "./work-files.ts";

/** An interpreter and everything around it, put together before any program. */
export interface Parts {
  readonly interpreter: Interpreter;
  readonly wire: Wire;
  readonly clock: Clock;
  readonly random: Random;
  readonly heap: Heap;
  readonly meter: Meter;
  readonly mask: Mask;
  readonly output: Output;
  readonly storage: Storage;
  readonly devices: Devices;
  readonly control: Control;
  readonly tools: ToolDevice;
  readonly seal: Seal;
  readonly linker: Linker;
  /** Who listens to the prelude: the run that goes on. */
  hear: (said: Said) => void;
  /** Output goes to the parent; before that, into `bootLog`. */
  isListening: boolean;
  readonly bootLog: string[];
}

const BOOT_LOG_BYTES = 65_536;

export async function assemble(boot: Boot, wire: Wire): Promise<Parts> {
  const clock = installClock();
  const random = createRandom();
  let exports: (() => Exports) | undefined;
  const heap = createHeap(() => exports!().memory);
  const output = createOutput((stream, bytes) => {
    if (parts.isListening) wire.write({ is: "output", stream }, bytes);
    else parts.bootLog.push(new TextDecoder().decode(bytes));
  });
  output.begin(BOOT_LOG_BYTES);
  const meter = createMeter(clock, output.look);
  const mask = createMask();
  const sources = { clock, random, heap, meter, mask };
  let seal: Seal | undefined;
  const linker = createLinker(
    () => new Uint8Array(exports!().memory.buffer),
    (violation) => seal?.name(violation),
  );

  const interpreter = await loadInterpreter({
    pyodideDir: boot.pyodideDir,
    snapshot: boot.snapshot,
    guard(imports, of) {
      exports = of;
      seal = sealImports(imports, {
        ...makeReplacements(sources, of),
        ...linker.replacements,
      });
    },
  });
  const { fs, module } = interpreter;
  interpreter.bytes()[module._Py_EMSCRIPTEN_SIGNAL_HANDLING] = 1;
  fs.mkdirTree(WORK);
  fs.chdir(WORK);
  const storage = installStorage(interpreter);
  const write: Output["write"] = (stream, bytes) => {
    output.write(stream, bytes);
    if (output.isTooMuch()) meter.stop("output");
  };
  const devices = installDevices(fs, { write, random: random.fill });
  const tools = installToolDevice(fs);
  const control = installControl(fs, (said) => parts.hear(said));
  const parts: Parts = {
    interpreter,
    wire,
    clock,
    random,
    heap,
    meter,
    output,
    mask,
    storage,
    devices,
    control,
    tools,
    linker,
    seal: seal!,
    hear() {},
    isListening: false,
    bootLog: [],
  };
  return parts;
}
