# Mocks: patches, side effects, specs, calls, magic.
import os
import random
from unittest import mock

with mock.patch("random.random", return_value=0.25) as fake:
    assert random.random() == 0.25 and fake.call_count == 1
assert 0 <= random.random() < 1
with mock.patch.dict(os.environ, {"A_NAME": "x"}, clear=True):
    assert dict(os.environ) == {"A_NAME": "x"}
assert "A_NAME" not in os.environ


class Service:
    def ask(self, question): ...


service = mock.create_autospec(Service, instance=True)
service.ask.side_effect = ["one", KeyError("two"), mock.DEFAULT]
service.ask.return_value = "rest"
answers = [service.ask("q")]
try:
    service.ask(question="r")
except KeyError:
    answers.append("raised")
answers.append(service.ask("s"))
assert answers == ["one", "raised", "rest"]
assert service.ask.call_args_list[:2] == [mock.call("q"), mock.call(question="r")]
for wrong in (lambda: service.ask(), lambda: service.nothing):
    try:
        wrong()
    except (TypeError, AttributeError) as error:
        print(type(error).__name__)
magic = mock.MagicMock()
magic.__len__.return_value = 3
magic["k"].method(5).x = 1
assert len(magic) == 3 and magic.__getitem__.call_args == mock.call("k")
opened = mock.mock_open(read_data="line1\nline2\n")
with mock.patch("builtins.open", opened):
    assert open("nowhere").readlines() == ["line1\n", "line2\n"]
opened.assert_called_once_with("nowhere")
with mock.patch.object(Service, "ask", autospec=True, side_effect=lambda self, q: q * 2):
    print(Service().ask("ab"), mock.sentinel.thing is mock.sentinel.thing, mock.ANY == object())
