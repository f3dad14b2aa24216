import { attack } from "../attack.ts";

const own = { isForStock: false } as const;

/** Files that a run leaves behind: what is answered must be a plain file at a sane relative path. */
export const patchAttacks = [
  attack(
    "patch.names",
    "protocol",
    String.raw`
      import os
      names = ["..\\..\\up", "C:\\x", "\\\\server\\share", "~root", "-rf", " ", "a\nb", "a\rb", "\x1b[2J", "con",
               "nul.txt", "a:b", "x" * 255, "‮txt.exe", "é", "é", "\ud800", "...", ". .", "%2e%2e", "*",
               "__proto__", "constructor", "\x7f", "a\tb", "﻿x"]
      for name in names:
          try:
              open(os.path.join("/work", name), "w").write("x")
              os.makedirs(os.path.join("/work", "folder " + name))
              open(os.path.join("/work", "folder " + name, name), "w").write("y")
          except (OSError, ValueError) as error:
              print(ascii(name), error)
      for name in (b"\xff\xfe", b"a\x80b", b"..\xc0\xaf.."):
          try:
              open(os.path.join(b"/work", name), "w").write("x")
          except OSError as error:
              print(name, error)
    `,
    own,
  ),
  attack(
    "patch.dots",
    "protocol",
    String.raw`
      import os
      for path in ("/work/../above", "/work/a/../../above", "/work/./x", "/work//y", "work", "/work/..", "../over"):
          try:
              open(path, "w").write("x")
          except OSError as error:
              print(path, error)
    `,
    own,
  ),
  attack(
    "patch.links",
    "protocol",
    String.raw`
      import os
      os.symlink("/lib", "/work/lib")
      os.symlink("/work", "/work/again")
      os.symlink("loop", "/work/loop")
      os.symlink("/proc/self/fd/0", "/work/in")
      os.symlink("/dev/urandom", "/work/random")
      os.symlink("/dev/glassbox", "/work/device")
      os.symlink("../../../../etc/passwd", "/work/up")
    `,
    own,
  ),
  attack(
    "patch.moved-folder",
    "protocol",
    String.raw`
      import os
      os.chdir("/")
      os.rename("/work", "/was")
      os.symlink("/lib", "/work")
    `,
    own,
  ),
  attack(
    "patch.no-folder",
    "protocol",
    String.raw`
      import os, shutil
      shutil.rmtree("/work", ignore_errors=True)
      try:
          os.rmdir("/work")
          open("/work", "w").write("a file")
      except OSError as error:
          print(error)
    `,
    own,
  ),
  attack(
    "patch.cycle",
    "protocol",
    String.raw`
      import os
      os.makedirs("/work/a/b/c")
      for target in ("/work/a/b/c/a", "/work/a"):
          try:
              os.rename("/work/a", target)
          except OSError as error:
              print(error)
      os.rename("/work/a/b", "/work/b")
      os.rename("/work/b/c", "/work/c")
    `,
    own,
  ),
  attack(
    "patch.given-file",
    "protocol",
    String.raw`
      import os
      os.unlink("/work/given.txt")
      os.symlink("@secret@", "/work/given.txt")
      os.mkdir("/work/folder")
      os.rename("/work/given.txt", "/work/folder/given.txt")
      os.mkdir("/work/given.txt")
      open("/work/given.txt/deep", "w").write("x")
    `,
    { ...own, files: [{ path: "given.txt", bytes: new TextEncoder().encode("given") }] },
  ),
  attack(
    "patch.size-lies",
    "protocol",
    String.raw`
      import os
      os.truncate(os.open("/work/big", os.O_CREAT | os.O_RDWR), 1_000_000)
      with open("/work/open", "wb") as keep:
          keep.write(b"x" * 10)
          keep.flush()
          os.unlink("/work/open")
          keep.write(b"y" * 1000)
      try:
          os.posix_fallocate(os.open("/work/big", os.O_RDWR), 0, 2**40)
      except OSError as error:
          print(error)
    `,
    own,
  ),
  attack(
    "patch.deep",
    "protocol",
    String.raw`
      import os
      os.chdir("/work")
      try:
          for _ in range(3000):
              os.mkdir("d")
              os.chdir("d")
          open("end", "w").write("x")
      except OSError as error:
          print(error)
    `,
    own,
  ),
];
