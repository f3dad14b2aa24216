# A parser of arithmetic by recursive descent, with precedence and errors that say where.
class Parser:
    def __init__(self, text):
        self.text, self.at = text.replace(" ", ""), 0

    def peek(self):
        return self.text[self.at] if self.at < len(self.text) else ""

    def take(self, characters):
        if self.peek() and self.peek() in characters:
            self.at += 1
            return self.text[self.at - 1]
        return ""

    def expression(self):
        value = self.term()
        while sign := self.take("+-"):
            value = value + self.term() if sign == "+" else value - self.term()
        return value

    def term(self):
        value = self.power()
        while sign := self.take("*/"):
            value = value * self.power() if sign == "*" else value / self.power()
        return value

    def power(self):
        base = self.atom()
        return base ** self.power() if self.take("^") else base

    def atom(self):
        if self.take("-"):
            return -self.atom()
        if self.take("("):
            value = self.expression()
            if not self.take(")"):
                raise SyntaxError(f"')' expected at {self.at}")
            return value
        start = self.at
        while self.take("0123456789."):
            pass
        if start == self.at:
            raise SyntaxError(f"number expected at {self.at}")
        return float(self.text[start : self.at])


examples = {"1+2*3": 7, "(1+2)*3": 9, "2^3^2": 512, "-4/2+10": 8, "2*(3-(4-5))": 8}
for text, value in examples.items():
    assert Parser(text).expression() == value == eval(text.replace("^", "**"))
for text in ("1+", "(2"):
    try:
        Parser(text).expression()
    except SyntaxError as error:
        print(error)
print(Parser("3 + 4 * 2 / (1 - 5) ^ 2").expression())
