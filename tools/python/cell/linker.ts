import type { Replacements } from "./seal.ts";

/**
 * Shared libraries are linked once, before the clean point. Afterwards a program gets what was found then, at the same
 * place in every process of an image, and nothing new: a table entry made later would be in no other process.
 */
export interface Linker {
  readonly replacements: Replacements;
  open(link: () => void): void;
}

type FindSymbol = (library: number, symbol: number, index: number) => number;
type OpenLibrary = (library: number) => number;

const MOST_NAME = 512;

export function createLinker(memory: () => Uint8Array, refused: (name: string) => void): Linker {
  const found = new Map<string, number>();
  const decoder = new TextDecoder();
  let isOpen = false;

  const textAt = (address: number): string => {
    const bytes = memory().subarray(address >>> 0, (address >>> 0) + MOST_NAME);
    const end = bytes.indexOf(0);
    return decoder.decode(bytes.slice(0, end === -1 ? MOST_NAME : end));
  };

  return {
    replacements: {
      _dlopen_js: (original) => (library: number) => {
        if (isOpen) return (original as OpenLibrary)(library);
        refused("_dlopen_js");
        return 0;
      },
      _dlsym_js: (original) => (library: number, symbol: number, index: number) => {
        const key = `${library >>> 0} ${textAt(symbol)}`;
        const known = found.get(key);
        if (known !== undefined) return known;
        if (!isOpen) return 0;
        const address = (original as FindSymbol)(library, symbol, index);
        found.set(key, address);
        return address;
      },
    },
    open(link) {
      isOpen = true;
      try {
        link();
      } finally {
        isOpen = false;
      }
    },
  };
}
