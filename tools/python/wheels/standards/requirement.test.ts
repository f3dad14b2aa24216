import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { holds, parseMarker } from "./marker.ts";
import { parseMetadata } from "./metadata.ts";
import { platformOf, type Platform } from "./platform.ts";
import { formatRequirement, parseRequirement } from "./requirement.ts";
import { parseWheelName, rankOf } from "./wheel-name.ts";

const platform = platformOf({
  abi_version: "2026_0",
  arch: "wasm32",
  platform: "emscripten_5_0_3",
  python: "3.14.2",
}) as Platform;

/** marker, extras, whether it holds in Pyodide. */
const MARKERS = [
  ['python_version >= "3.9"', [], true],
  ['python_version < "3.10"', [], false],
  ['python_full_version < "3.14.2"', [], false],
  ['sys_platform == "win32"', [], false],
  ['sys_platform != "emscripten"', [], false],
  ["os_name == 'posix' and platform_machine == 'wasm32'", [], true],
  ['platform_system == "Emscripten"', [], true],
  ['platform_python_implementation == "PyPy" or implementation_name == "cpython"', [], true],
  ['(os_name == "nt" or os_name == "posix") and python_version > "4"', [], false],
  ['os_name == "nt" and python_version > "3" or os_name == "posix"', [], true],
  ['extra == "dev"', [], false],
  ['extra == "dev"', ["dev"], true],
  ['extra == "Dev_Tools"', ["dev-tools"], true],
  ['python_version >= "3" and extra == "dev"', ["test", "dev"], true],
  ['"script" in sys_platform', [], true],
  ['platform_machine not in "x86_64 arm64"', [], true],
  ['"3.9" <= python_version', [], true],
  ["sys.platform=='emscripten'", [], true],
] as const;

describe("markers", () => {
  test("hold where PEP 508 says they hold in Pyodide", () => {
    const wrong = MARKERS.filter(([text, extras, yes]) => {
      const marker = parseMarker(text);
      return marker === null || holds(marker, platform.markers, extras) !== yes;
    });
    expect(wrong).toEqual([]);
  });

  test("that are none are refused", () => {
    const none = ["python_version", 'what == "x"', 'os_name == "x" and', '(os_name == "x"', ""];
    const deep = `${"(".repeat(5000)}os_name == "x"${")".repeat(5000)}`;
    expect([...none, deep].filter((text) => parseMarker(text) !== null)).toEqual([]);
  });
});

describe("requirements", () => {
  test("are read in every form of PEP 508", () => {
    const forms = [
      "A.B_c",
      "name<=1",
      "name>=3,<2",
      "requests [security,tests] >= 2.8.1, == 2.8.*",
      "old (>=1.0)",
      'name[quux, strange]; python_version<"2.7"',
    ];
    expect(
      forms.map((text) => {
        const parsed = parseRequirement(text);
        return parsed && formatRequirement(parsed);
      }),
    ).toEqual([
      "a-b-c",
      "name<=1",
      "name>=3,<2",
      "requests[security,tests]>=2.8.1,==2.8.*",
      "old>=1.0",
      "name[quux,strange]",
    ]);
    expect(parseRequirement("pip @ https://example.org/pip.whl ; os_name=='x'")?.address).toBe(
      "https://example.org/pip.whl",
    );
  });

  test("that are none are refused", () => {
    const none = [
      "",
      "-x",
      "x-",
      "x 1.0",
      "x[",
      "x>=1.*",
      "x; ",
      "./a.whl",
      "https://a/b",
      "x[a b]",
    ];
    expect(none.filter((text) => parseRequirement(text) !== null)).toEqual([]);
  });

  test("whatever a stranger writes is read or refused, and never hangs or throws", () => {
    const piece = fc.constantFrom(
      "a",
      "[",
      "]",
      "(",
      ")",
      ">=",
      "1",
      ".*",
      ";",
      "@",
      " ",
      '"',
      "or",
      "\n",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const parsed = parseRequirement(pieces.join(""));
        if (parsed === null || parsed.address !== null) return;
        const text = formatRequirement(parsed);
        expect(formatRequirement(parseRequirement(text) ?? parsed)).toBe(text);
      }),
    );
  });
});

describe("the file name of a wheel", () => {
  const rank = (fileName: string) => {
    const wheel = parseWheelName(fileName);
    return wheel === null ? null : rankOf(wheel, platform);
  };

  test("says whether it runs here", () => {
    const runs = [
      "a-1-cp314-cp314-pyemscripten_2026_0_wasm32.whl",
      "a-1-cp39-abi3-pyemscripten_2026_0_wasm32.whl",
      "a-1-py3-none-pyemscripten_2026_0_wasm32.whl",
      "a-1-py3-none-any.whl",
      "a-1-py2.py3-none-any.whl",
      "a-1-py310-none-any.whl",
      "a-1-2-py3-none-any.whl",
    ];
    const others = [
      "a-1-cp314-cp314-pyemscripten_2025_0_wasm32.whl",
      "a-1-cp313-cp313-pyemscripten_2026_0_wasm32.whl",
      "a-1-cp315-abi3-pyemscripten_2026_0_wasm32.whl",
      "a-1-cp314-cp314t-pyemscripten_2026_0_wasm32.whl",
      "a-1-cp314-cp314-manylinux_2_28_x86_64.whl",
      "a-1-cp312-none-any.whl",
      "a-1-py2-none-any.whl",
      "a-1-py315-none-any.whl",
      "a-1.tar.gz",
      "../a-1-py3-none-any.whl",
    ];
    expect(runs.filter((name) => rank(name) === null)).toEqual([]);
    expect(others.filter((name) => rank(name) !== null)).toEqual([]);
  });

  test("says which of two fits better: compiled before stable ABI before pure", () => {
    const ordered = [
      "a-1-cp314-cp314-pyemscripten_2026_0_wasm32.whl",
      "a-1-cp314-abi3-pyemscripten_2026_0_wasm32.whl",
      "a-1-cp39-abi3-pyemscripten_2026_0_wasm32.whl",
      "a-1-py3-none-pyemscripten_2026_0_wasm32.whl",
      "a-1-py314-none-any.whl",
      "a-1-py3-none-any.whl",
    ];
    const sorted = ordered
      .toReversed()
      .toSorted((left, right) => (rank(right) ?? 0) - (rank(left) ?? 0));
    expect(sorted).toEqual(ordered);
  });
});

test("metadata ends at the first empty line, and a folded line belongs to the one before", () => {
  const text =
    "Metadata-Version: 2.1\r\nName: My_Pack\r\nVersion: 1.0\r\nRequires-Dist: a\r\n  >=1\r\n\r\nRequires-Dist: evil\r\n";
  expect(parseMetadata(text)).toMatchObject({ name: "my-pack", requires: ["a >=1"] });
});
