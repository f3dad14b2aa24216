import { parseVersion, type Version } from "./version.ts";

/** The one machine that wheels are chosen for: CPython in Pyodide, as its lock file describes it. */
export interface Platform {
  /** The full version, such as 3.14.2. */
  readonly python: Version;
  /** The platform tag of PEP 783, such as `pyemscripten_2026_0_wasm32`. */
  readonly tag: string;
  /** The variables of PEP 508. */
  readonly markers: Readonly<Record<string, string>>;
}

export interface LockInfo {
  readonly abi_version: string;
  readonly arch: string;
  /** Such as `emscripten_5_0_3`. */
  readonly platform: string;
  readonly python: string;
}

/** Null: not a lock file of a Pyodide that we know how to choose for. */
export function platformOf(info: LockInfo): Platform | null {
  const python = parseVersion(info.python);
  if (python === null || python.release.length < 3) return null;
  const release = info.platform.replace(/^emscripten_/, "").replaceAll("_", ".");
  const short = python.release.slice(0, 2).join(".");
  return {
    python,
    tag: `pyemscripten_${info.abi_version}_${info.arch}`,
    markers: {
      implementation_name: "cpython",
      implementation_version: info.python,
      os_name: "posix",
      platform_machine: info.arch,
      platform_python_implementation: "CPython",
      platform_release: release,
      platform_system: "Emscripten",
      platform_version: "#1",
      python_full_version: info.python,
      python_version: short,
      sys_platform: "emscripten",
    },
  };
}
