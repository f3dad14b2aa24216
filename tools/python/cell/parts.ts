import { createAlarm, type Alarm } from "./alarm.ts";
import { installClock, type Clock } from "./clock.ts";
import { installControl, type Control, type Said } from "./control.ts";
import { installDevices, type Devices } from "./devices.ts";
import type { Boot } from "./frames.ts";
import { createHeap, type Heap } from "./heap.ts";
import type { Exports, Interpreter } from "./interpreter.ts";
import { loadInterpreter } from "./load.ts";
import { createMeter, type Meter } from "./meter.ts";
import { createOutput, type Output } from "./output.ts";
import { createRandom, type Random } from "./random.ts";
import { makeReplacements } from "./replacements.ts";
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
  readonly alarm: Alarm;
  readonly meter: Meter;
  readonly output: Output;
  readonly storage: Storage;
  readonly devices: Devices;
  readonly control: Control;
  readonly tools: ToolDevice;
  readonly seal: Seal;
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
  const alarm = createAlarm(clock);
  let exports: (() => Exports) | undefined;
  const heap = createHeap(() => exports!().memory);
  const output = createOutput((stream, bytes) => {
    if (parts.isListening) wire.write({ is: "output", stream }, bytes);
    else parts.bootLog.push(new TextDecoder().decode(bytes));
  });
  output.begin(BOOT_LOG_BYTES);
  const meter = createMeter(clock, output.look);
  const sources = { clock, random, heap, meter, alarm };
  let seal: Seal | undefined;

  const interpreter = await loadInterpreter({
    pyodideDir: boot.pyodideDir,
    snapshot: boot.snapshot,
    guard(imports, of) {
      exports = of;
      seal = sealImports(imports, makeReplacements(sources, of));
    },
  });
  const { fs, module } = interpreter;
  interpreter.bytes()[module._Py_EMSCRIPTEN_SIGNAL_HANDLING] = 1;
  fs.mkdirTree(WORK);
  fs.chdir(WORK);
  const storage = installStorage(interpreter);
  const write: Output["write"] = (stream, bytes) => parts.output.write(stream, bytes);
  const devices = installDevices(fs, { write, random: random.fill });
  const tools = installToolDevice(fs);
  const control = installControl(fs, (said) => parts.hear(said));
  const parts: Parts = {
    ...{ interpreter, wire, clock, random, heap, alarm, meter, output },
    ...{ storage, devices, control, tools, seal: seal! },
    hear() {},
    isListening: false,
    bootLog: [],
  };
  return parts;
}
