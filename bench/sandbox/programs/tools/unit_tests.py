# A suite that passes, fails, skips and expects, run by the runner.
import io
import unittest
from unittest import mock


class Money:
    def __init__(self, bank):
        self.bank = bank

    def transfer(self, amount):
        if amount <= 0:
            raise ValueError("too little")
        return self.bank.send(amount, fee=1)


class MoneyTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.opened = True

    def setUp(self):
        self.bank = mock.Mock(**{"send.return_value": "sent"})
        self.addCleanup(self.bank.close)

    def test_transfer(self):
        self.assertEqual(Money(self.bank).transfer(5), "sent")
        self.bank.send.assert_called_once_with(5, fee=1)

    def test_refusal(self):
        with self.assertRaisesRegex(ValueError, "too"):
            Money(self.bank).transfer(0)
        self.bank.send.assert_not_called()

    def test_many(self):
        for amount in (1, 2, 3):
            with self.subTest(amount=amount):
                self.assertNotEqual(amount, 2)

    def test_warning(self):
        import warnings
        with self.assertWarns(UserWarning), self.assertLogs("x", "INFO"):
            warnings.warn("careful")
            __import__("logging").getLogger("x").info("logged")

    @unittest.skip("not today")
    def test_skipped(self): ...

    @unittest.expectedFailure
    def test_expected(self):
        self.assertCountEqual([1], [2])

    def test_error(self):
        raise OSError("broken")


stream = io.StringIO()
suite = unittest.defaultTestLoader.loadTestsFromTestCase(MoneyTest)
result = unittest.TextTestRunner(stream, verbosity=2).run(suite)
assert (result.testsRun, len(result.failures), len(result.errors), len(result.skipped), len(result.expectedFailures)) == (7, 1, 1, 1, 1)
assert "OSError: broken" in stream.getvalue() and not result.wasSuccessful()
print([str(test).split()[0] for test, _ in result.failures + result.errors])
