/** Python that defines `realm(source)`: runs JavaScript in the world around the interpreter, by whatever way is open. */
export const REALM = String.raw`
def realm(source):
    def by_array():
        from pyodide.ffi import to_js
        return to_js([1]).constructor.constructor(source)()
    def by_core():
        import _pyodide_core
        return _pyodide_core.to_js([1]).constructor.constructor(source)()
    def by_error():
        from pyodide.ffi import JsException, to_js
        try:
            to_js([1]).at.call(None)
        except JsException as error:
            return error.js_error.constructor.constructor(source)()
    def by_run_js():
        from pyodide.code import run_js
        return run_js("(() => {" + source + "})()")
    def by_script():
        import ctypes
        run = ctypes.CDLL(None).emscripten_run_script_string
        run.restype = ctypes.c_char_p
        return run(("String((() => {" + source + "})())").encode()).decode()
    problem = None
    for way in (by_array, by_core, by_error, by_run_js, by_script):
        try:
            return way()
        except Exception as error:
            problem = error
    raise problem
`;

/** JavaScript that finds a module of the host without waiting for anything. */
export const module = (name: string): string => `process.getBuiltinModule("${name}")`;

export const inRealm = (source: string): string =>
  `${REALM}\nprint(realm(${JSON.stringify(source)}))\n`;
