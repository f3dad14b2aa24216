# Accounts with rules, a history, and transfers that happen whole or not at all.
from dataclasses import dataclass, field
from decimal import Decimal


class Refused(Exception): ...


@dataclass
class Account:
    owner: str
    balance: Decimal = Decimal(0)
    limit: Decimal = Decimal(0)
    history: list = field(default_factory=list, repr=False)

    def book(self, amount, text):
        if self.balance + amount < -self.limit:
            raise Refused(f"{self.owner} has {self.balance}, not {-amount}")
        self.balance += amount
        self.history.append((text, amount))


class Bank:
    def __init__(self, *accounts):
        self.accounts = {account.owner: account for account in accounts}

    def transfer(self, source, target, amount):
        if amount <= 0:
            raise Refused("the amount must be positive")
        if target not in self.accounts:
            raise Refused(f"nobody is called {target}")
        self.accounts[source].book(-amount, f"to {target}")
        self.accounts[target].book(amount, f"from {source}")

    def interest(self, percent):
        for account in self.accounts.values():
            gain = (max(account.balance, Decimal(0)) * Decimal(percent) / 100).quantize(Decimal("0.01"))
            account.book(gain, "interest")


bank = Bank(Account("ann", Decimal("100.00")), Account("bob", limit=Decimal(50)))
bank.transfer("ann", "bob", Decimal("30.10"))
bank.transfer("bob", "ann", Decimal("80.10"))
refusals = []
for wrong in (("bob", "ann", Decimal("0.01")), ("ann", "eve", Decimal(1)), ("ann", "bob", Decimal(-5))):
    try:
        bank.transfer(*wrong)
    except Refused as error:
        refusals.append(str(error))
assert len(refusals) == 3 and sum(account.balance for account in bank.accounts.values()) == 100
bank.interest("1.5")
print(bank.accounts, refusals, bank.accounts["ann"].history)
