"""Invented facts of a shop and its orders, to fill the bot's replies with in training."""

from __future__ import annotations

import random
import re
import shlex

from ..id_shapes import ORDER_SHAPES, PRODUCT_SHAPES, from_shape

_DAYS = tuple(
    f"{month} {day}" for month in ("January", "March", "May", "August", "November") for day in (3, 12, 17, 28)
)
_PRODUCTS = (
    "Blue Kettle", "Desk Lamp", "Running Shoes", "Linen Shirt", "Garden Hose 15 m", "Cordless Drill", "Oak Side Table",
    "Face Cream", "Phone Case", "Bicycle Helmet", "Dog Bed", "Coffee Beans 1 kg", "Rain Jacket", "Board Game",
)  # fmt: skip
_REFUND_TIMES = ("within 5 working days", "within two weeks after the item has reached us", "3 to 5 days")
_POSTAGE = ("free with our label", "paid by the customer", "€4.90, taken from the refund")
_WORKING_HOURS = ("Monday to Friday, 9:00 to 17:00", "every day, 8:00 to 20:00", "weekdays, 10am to 6pm")
_LINKS = ("https://track.example/JD014600001001", "https://parcel.example/t/88120")

# Path of a fact, without the places in lists → texts to draw from.
_TEXTS: dict[str, tuple[str, ...]] = {
    "shop.name": ("Juniper & Oak", "North Cycles", "Tiny Threads", "HomeWorks", "Velvet & Rye"),
    "shop.supportEmail": ("help@shop.example", "service@store.example"),
    "shop.openingHours": ("Monday to Saturday, 10:00 to 19:00", "daily, 9am to 8pm"),
    "shop.address": ("12 Garden Street, Exampletown", "4 Mill Lane, Newbridge"),
    "shop.deliveryTime": ("2–4 working days", "3 to 5 days", "one week"),
    "shop.returnPostage": _POSTAGE,
    "shop.refundTime": _REFUND_TIMES,
    "shop.warranty": ("two years on every item", "24 months, five years on machines"),
    "shop.supportHours": _WORKING_HOURS,
    "shop.returnExceptions": ("Underwear cannot be sent back", "Opened cosmetics can't be returned"),
    "shop.shippingMethods.name": ("Standard", "Express", "Pickup point"),
    "shop.shippingMethods.time": ("2–4 working days", "the next working day", "3 days"),
    "shop.shippingCountries": ("Germany", "Austria", "France", "Ireland", "Spain"),
    "shop.paymentMethods": ("PayPal", "credit card", "bank transfer", "Klarna", "Apple Pay"),
    "shop.promotions.name": ("Spring sale", "Bundle week", "Welcome offer"),
    "shop.promotions.description": ("10 % off mugs", "two for one on socks", "€5 off the first order"),
    "order.carrier": ("DHL", "UPS", "DPD", "Royal Mail"),
    "order.trackingUrl": _LINKS,
    "order.lines.name": _PRODUCTS,
    "order.lines.quantity": ("1", "2", "3"),
    "order.returns.itemName": _PRODUCTS,
    "orderLine.name": _PRODUCTS,
    "orderLine.quantity": ("1", "2"),
    "recentOrders.lines.name": _PRODUCTS,
    "product.name": _PRODUCTS,
    "product.description": ("Made of stainless steel, easy to clean.", "Soft, light and warm.", "Fits most models."),
    "product.attributes.@key": ("material", "colour", "size"),
    "product.attributes": ("stainless steel", "dark green", "M"),
    "product.stock": ("3", "14", "120"),
    "reason": ("It is too small", "not as described", "changed my mind"),
    "newAddress": ("2 New Street, Exampletown", "Ana Sole, 7 Harbour Road, Newbridge"),
    "wantedItem": ("the same in size 42", "the green one", "another one"),
    "return.labelUrl": ("https://label.example/RMA-7K2Q9M",),
    "return.postage": _POSTAGE,
    "returnTerms.windowDays": ("14", "30", "60"),
    "shop.returnWindowDays": ("14", "30", "60"),
    "shopReason": ("The parcel was already packed.", "The item has been worn."),
}
_SHAPES: dict[str, list[str]] = {
    "order.number": ORDER_SHAPES,
    "recentOrders.number": ORDER_SHAPES,
    "product.sku": PRODUCT_SHAPES,
    "order.lines.sku": PRODUCT_SHAPES,
    "order.trackingNumber": [r"\J\D999999999999", r"1\Z999\A\A99999999", "999999999999"],
    "order.returns.number": [r"\R\M\A-X9XX9X"],
    "return.number": [r"\R\M\A-X9XX9X"],
    "request.number": [r"\R\Q-X9XX9X"],
    "ticket.number": [r"\T-X9XX9X"],
}
_PLACES = re.compile(r"\[\d+\]")


class InventedFacts:
    """The facts of one reply: what is drawn once for a path stays, so that a reply speaks of one order."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.currency = rng.choice("€£$")
        self.drawn: dict[tuple[str, str], str] = {}

    def say(self, expression: str, scope: str) -> str:
        """The text of an expression of a body.

        Raises:
            KeyError: the expression is none that is known here.

        """
        key = scope, expression
        if key not in self.drawn:
            self.drawn[key] = self._new(shlex.split(expression), scope)
        return self.drawn[key]

    def _new(self, words: list[str], scope: str) -> str:
        rng = self.rng
        match words:
            case ["date", _]:
                return rng.choice(_DAYS)
            case ["relativeDate", _]:
                return f"in {rng.randint(2, 20)} days"
            case ["money", _]:
                return f"{self.currency}{rng.randint(3, 250)}.{rng.choice(['00', '50', '90', '99'])}"
            case ["plural", path, _, many]:
                return f"{self._value(path, scope)} {many}"
            case ["list", path, *field]:
                return self._enumerated(".".join([path, *field]), scope)
            case ["excerpt", path] | [path]:
                return self._value(path, scope)
        raise KeyError(" ".join(words))

    def _enumerated(self, path: str, scope: str) -> str:
        names = _TEXTS[self._known(path, scope)]
        chosen = self.rng.sample(names, self.rng.randint(1, 3))
        return ", ".join(chosen[:-1]) + ", and " + chosen[-1] if len(chosen) > 2 else " and ".join(chosen)

    def _value(self, path: str, scope: str) -> str:
        known = self._known(path, scope)
        if known in _SHAPES:
            return from_shape(self.rng.choice(_SHAPES[known]), self.rng)
        texts = _TEXTS[known]
        # Two entries of a list differ.
        return self.rng.choice([t for t in texts if t not in self.drawn.values()] or texts)

    def _known(self, path: str, scope: str) -> str:
        """The path as the tables have it: inside a list, names are those of the list's items."""
        around = _PLACES.sub("", scope)
        inside = around if path == "this" else f"{around}.{path}"
        return inside if inside in _TEXTS or inside in _SHAPES else path
