# Colour systems, a wave file, and its samples.
import array
import colorsys
import io
import math
import wave

assert colorsys.rgb_to_hsv(1, 0, 0) == (0.0, 1.0, 1.0) and colorsys.hsv_to_rgb(0.5, 1, 1) == (0.0, 1.0, 1.0)
hue, light, saturation = colorsys.rgb_to_hls(0.2, 0.4, 0.6)
assert all(math.isclose(a, b) for a, b in zip(colorsys.hls_to_rgb(hue, light, saturation), (0.2, 0.4, 0.6)))
samples = array.array("h", [int(20000 * math.sin(2 * math.pi * 440 * n / 8000)) for n in range(800)])
memory = io.BytesIO()
with wave.open(memory, "wb") as file:
    file.setnchannels(1)
    file.setsampwidth(2)
    file.setframerate(8000)
    file.writeframes(samples.tobytes())
data = memory.getvalue()
assert data[:4] == b"RIFF" and len(data) == 44 + 1600
with wave.open(io.BytesIO(data)) as file:
    assert (file.getnframes(), file.getframerate()) == (800, 8000)
    again = array.array("h", file.readframes(800))
crossings = sum(1 for a, b in zip(again, again[1:]) if a < 0 <= b)
print(crossings, max(again), f"{light:.2f}")
