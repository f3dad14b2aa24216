import type { Config } from "./config-schema.ts";

const KB = 1024;
const MB = 1024 * KB;

/** In the units of the server: of what is not set nothing is said, so that its own measure counts. */
export function pythonOptions({ allowWeak, poolSize, index, limits }: Config["python"]) {
  const { seconds, fuel, memoryMb, outputKb, filesMb, files } = limits;
  return {
    allowWeak,
    ...(poolSize !== undefined && { poolSize }),
    ...(index !== undefined && { index }),
    limits: {
      ...(seconds !== undefined && { wallMs: Math.round(seconds * 1000) }),
      ...(fuel !== undefined && { fuel }),
      ...(memoryMb !== undefined && { memoryBytes: memoryMb * MB }),
      ...(outputKb !== undefined && { outputBytes: Math.round(outputKb * KB) }),
      ...(filesMb !== undefined && { fileBytes: Math.round(filesMb * MB) }),
      ...(files !== undefined && { files }),
    },
  };
}
