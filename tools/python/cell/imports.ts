/**
 * What WebAssembly may still call in JavaScript once the imports are sealed. All else is denied, also what a later
 * Pyodide might add. The audit of each name is docs/sandbox-imports.md.
 */
export const ALLOWED: ReadonlySet<string> = new Set(
  words(`
    fd_close fd_fdstat_get fd_pread fd_pwrite fd_read fd_seek fd_sync fd_write
    __syscall_chdir __syscall_chmod __syscall_dup __syscall_dup3 __syscall_faccessat
    __syscall_fadvise64 __syscall_fallocate __syscall_fchdir __syscall_fchmod __syscall_fchmodat2
    __syscall_fchown32 __syscall_fchownat __syscall_fcntl64 __syscall_fdatasync __syscall_fstat64
    __syscall_fstatfs64 __syscall_ftruncate64 __syscall_getcwd __syscall_getdents64 __syscall_ioctl
    __syscall_lstat64 __syscall_mkdirat __syscall_newfstatat __syscall_openat __syscall_pipe
    __syscall_poll __syscall_readlinkat __syscall_renameat __syscall_rmdir __syscall_stat64
    __syscall_statfs64 __syscall_symlinkat __syscall_truncate64 __syscall_unlinkat
    __syscall_utimensat _mmap_js _msync_js _munmap_js
    clock_res_get _gmtime_js _timegm_js
    environ_get environ_sizes_get _emscripten_get_progname
    _PyEM_TrampolineCall_JS __call_sighandler
    _emscripten_runtime_keepalive_clear emscripten_runtime_keepalive_pop
    emscripten_runtime_keepalive_push
    Jsv_GetError_import JsvError_Check
  `),
);

const EPERM = -63;
const EAI_FAIL = -4;

/**
 * Refused with the answer of a system that has no such thing, and named in the violations: a program may ask for a
 * shell in good faith, and goes on without.
 */
export const REFUSED: ReadonlyMap<string, number> = new Map([
  ["_emscripten_system", -1],
  ["__syscall_mknodat", EPERM],
]);

/** Likewise, but not worth a word: there is no network here, and much code looks whether there is one. */
export const ABSENT: ReadonlyMap<string, number> = new Map([
  ...words(`
    __syscall_accept4 __syscall_bind __syscall_connect __syscall_getpeername
    __syscall_getsockname __syscall_getsockopt __syscall_listen
    __syscall_recvfrom __syscall_recvmsg __syscall_sendmsg __syscall_sendto __syscall_socket
  `).map((name) => [name, EPERM] as const),
  ["getaddrinfo", EAI_FAIL],
  ["getnameinfo", EAI_FAIL],
  ["getprotobyname", 0],
  ["_emscripten_lookup_name", 0],
]);

/** SHA-256 over the sorted imports of the one build that was audited, as `listHash` counts it. */
export const AUDITED = "ab62fee60b11c874aecd9081333ca0bf71e1a24f2e2c4623b3cd491d30a7b66f";

export function listHash(imports: readonly WebAssembly.ModuleImportDescriptor[]): string {
  const names = imports.map(({ module, name, kind }) => `${module}.${name}:${kind}`);
  return new Bun.CryptoHasher("sha256").update(names.toSorted().join("\n")).digest("hex");
}

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
