# Loggers, handlers, filters, formatters, exceptions in records.
import io
import logging
import logging.config
import logging.handlers

stream = io.StringIO()
root = logging.getLogger("glass")
root.setLevel(logging.DEBUG)
root.propagate = False
handler = logging.StreamHandler(stream)
handler.setFormatter(logging.Formatter("{levelname:.1s} {name}: {message}", style="{"))
handler.addFilter(lambda record: "secret" not in record.getMessage())
root.addHandler(handler)
child = logging.getLogger("glass.child")
child.debug("value %d of %s", 5, "x")
child.info("a secret")
child.setLevel("ERROR")
child.warning("not seen")
try:
    1 / 0
except ZeroDivisionError:
    child.exception("failed")
logged = stream.getvalue()
assert logged.startswith("D glass.child: value 5 of x\nE glass.child: failed\nTraceback") and "secret" not in logged
assert child.getEffectiveLevel() == logging.ERROR and not child.isEnabledFor(logging.INFO)
kept = logging.handlers.MemoryHandler(100, target=handler)
root.addHandler(kept)
logging.LoggerAdapter(root, {"user": "ann"}).info("adapted")
kept.flush()
rotating = logging.handlers.RotatingFileHandler("app.log", maxBytes=60, backupCount=2)
for number in range(10):
    rotating.emit(logging.makeLogRecord({"msg": f"line number {number}", "levelno": 20}))
rotating.close()
logging.config.dictConfig({"version": 1, "formatters": {"f": {"format": "%(message)s!"}}, "handlers": {
    "h": {"class": "logging.FileHandler", "filename": "conf.log", "formatter": "f"}}, "loggers": {"conf": {"handlers": ["h"], "level": "INFO"}}})
logging.getLogger("conf").info("configured")
logging.shutdown()
logging.addLevelName(25, "NOTICE")
import os

print(open("conf.log").read(), sorted(name for name in os.listdir(".") if name.startswith("app")), logging.getLevelName(25))
