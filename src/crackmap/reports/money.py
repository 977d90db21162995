"""Which steps touch money: the words for quotes, orders, invoices and payments in some languages.

A word of four letters or fewer is one only as a whole; a longer one may be followed by an ending,
and a German one may stand anywhere in a word, as in Schlussrechnung. Chinese, Japanese and Korean
have no spaces to tell words by, so theirs may stand anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from crackmap.language.process import Step
from crackmap.language.texts import fold

KINDS = ("quote", "order", "invoice", "payment")
_BUILT_IN: Mapping[str, str] = {
    "quote": "quote quotation offer proposal discount price pricing angebot offerte rabatt preis "
    "devis remise prix oferta cotización presupuesto descuento precio offerta preventivo sconto "
    "proposta desconto 见积 見積 报价 견적",
    "order": "order purchase-order po contract signature signed auftrag bestellung vertrag "
    "commande contrat pedido contrato ordine contratto encomenda 注文 订单 주문",
    "invoice": "invoice bill billing billed billable credit-note rechnung faktura gutschrift "
    "facture facturation avoir factura facturación fattura fatturazione fatura 請求 发票 청구",
    "payment": "payment pay paid payable cash refund dunning zahlung bezahlung "
    "mahnung inkasso paiement encaissement relance pago cobro pagamento incasso sollecito "
    "cobrança 支払 入金 付款 결제",
}
_WORD = re.compile(r"[^\W_]+")
_IN_ORDER_TO = re.compile(r"\bin order (?:to|that)\b")
_WHOLE = 4  # letters of a word that takes no ending
_IN_COMPOUNDS = frozenset(
    ("angebot", "auftrag", "bestellung", "vertrag", "rechnung", "gutschrift", "zahlung", "mahnung")
)
_WITHOUT_SPACES = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class MoneyWords:
    """The words by which steps that touch money are known: those built in, and some `more`.

    Those that `more` has under `none` are no such words.
    """

    more: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def touched(self, step: Step, around: Iterable[str] = ()) -> tuple[str, ...]:
        """Return which of the kinds a step touches, by its name, what it needs and makes.

        `around` are other words about it, such as the payload of a handoff.
        """
        texts = (step.name, *step.needs, *step.produces, *around)
        return tuple(kind for kind in KINDS if any(self._names(kind, fold(text)) for text in texts))

    def _names(self, kind: str, text: str) -> bool:
        text = _IN_ORDER_TO.sub(" ", text)
        words = _WORD.findall(text)
        return any(_is_in(known, text, words) for known in self._known[kind])

    @cached_property
    def _known(self) -> dict[str, tuple[str, ...]]:
        none = {fold(word) for word in self.more.get("none", ())}
        return {
            kind: tuple(
                word
                for word in (*_BUILT_IN[kind].split(), *map(fold, self.more.get(kind, ())))
                if word not in none
            )
            for kind in KINDS
        }


def _is_in(known: str, text: str, words: Iterable[str]) -> bool:
    if _WITHOUT_SPACES.search(known):
        return known in text
    if not _WORD.fullmatch(known):  # several words
        return " ".join(_WORD.findall(known)) in " ".join(words)
    if len(known) <= _WHOLE:
        return any(word in (known, f"{known}s") for word in words)
    if known in _IN_COMPOUNDS:
        return any(known in word for word in words)
    return any(word.startswith(known) for word in words)
