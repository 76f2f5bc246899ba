"""Random order numbers and product IDs of many shapes, some of which look alike.

What a number is, its context decides; so the shapes of the two kinds overlap on purpose. In a shape
`9` is a digit, `A` an upper-case letter, `a` a lower-case one, `X` a letter or digit; `\\` takes the next
character as it stands.
"""

from __future__ import annotations

import random
import string

ORDER_SHAPES = [
    r"\W9999", r"\W9999999", r"99999", r"999999", r"9999999", r"99999999", r"999999999", r"9999",
    r"\O\R\D-2099-9999", r"\O\R\D-99999", r"\O\R\D999999", r"999-9999999-9999999", r"2099-09-9999", r"9999 9999",
    r"\S\O0099999", r"AA-99999", r"A9A-99999", r"AA 9999 9999", r"AA/99999/99", r"\W\E\B99999999", r"99-99999",
    r"9999-99-9999", r"AAA999999", r"AAA-999-9999", r"\P\O-99999", r"\P\O99-9999", r"4599999999", r"X9X9X9X9",
    r"\R9999999", r"999.999.99", r"99.9999", r"A99999A", r"AA9999", r"\o\r\d9999", r"99A9999",
    r"999 999 999", r"9-99999", r"AAAA9999", r"9999AA", r"\B\E\S\T-99999", r"9999/99", r"\E\U-9999-AA",
    r"2099999999", r"AA99-99999", r"99999-9",
]  # fmt: skip
PRODUCT_SHAPES = [
    r"\S\K\U-99999", r"\S\K\U99999", r"\B09AAAA9AA", r"\P\R\D-9999-AA", r"AA-9999AA9", r"\D\I\N999-\M9x99-\A9",
    r"AAA-9", r"9999999999999", r"999999999999", r"978-9-99-999999-9", r"9789999999999", r"AA9999", r"AAA-999",
    r"AAA-99-AA", r"9999-AAA", r"AA-AA99", r"99999", r"999999", r"9999", r"A9999", r"AA 99 999", r"999.999.99",
    r"AA-99-99", r"aaa-9999", r"A-9999-99", r"AAA9999-9AA", r"9999.99", r"99-9999-99", r"AAAA-AA-99", r"A99-A99",
    r"99A-99", r"AAAA99", r"9A9999", r"AA99/99", r"AAA/99-9", r"X9X9-X9X9", r"0 999 999 999", r"AA999AA",
    r"\a\r\t-99999", r"9999999999", r"\M\P\N-99999", r"AA_999_99",
]  # fmt: skip
SHAPES = {"ORDER_NUMBER": ORDER_SHAPES, "PRODUCT_ID": PRODUCT_SHAPES}
_BARE = {
    "ORDER_NUMBER": [s for s in ORDER_SHAPES if not any(c in s for c in "AaX\\")],
    "PRODUCT_ID": [s for s in PRODUCT_SHAPES if not any(c in s for c in "AaX\\x")],
}


def from_shape(shape: str, rng: random.Random) -> str:
    """One random ID of `shape`."""
    made, literal = [], False
    for mark in shape:
        if literal:
            made.append(mark)
            literal = False
        elif mark == "\\":
            literal = True
        elif mark == "9":
            made.append(rng.choice(string.digits))
        elif mark == "A":
            made.append(rng.choice(string.ascii_uppercase))
        elif mark == "a":
            made.append(rng.choice(string.ascii_lowercase))
        elif mark == "X":
            made.append(rng.choice(string.ascii_uppercase + string.digits))
        else:
            made.append(mark)
    return "".join(made)


def random_id(kind: str, like: str, rng: random.Random) -> str:
    """Another ID of `kind` in place of `like`: a bare number mostly stays bare, for its context was written so."""
    bare = not any(c.isalpha() for c in like)
    if rng.random() < 0.3:
        return same_shape(like, rng)
    shapes = _BARE[kind] if bare and rng.random() < 0.7 else SHAPES[kind]
    made = from_shape(rng.choice(shapes), rng)
    return made.lower() if like.islower() or rng.random() < 0.08 else made


def same_shape(like: str, rng: random.Random) -> str:
    """`like` with other digits, its letters kept."""
    return "".join(rng.choice(string.digits) if c in string.digits else c for c in like)
