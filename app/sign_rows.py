"""What the list of one's signs says of each: its tries, its use, and what is the matter with it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.sign_store import KnownSign, SignStore
from app.teach_list_step import SignRow

__all__ = ["sign_rows"]


def sign_rows(store: SignStore) -> list[SignRow]:
    """A row for each sign, those of other models last."""
    known = [_row(store, gloss, one, is_usable=True) for gloss, one in store.known.items()]
    return known + [_row(store, gloss, one, is_usable=False) for gloss, one in store.others.items()]


def _row(store: SignStore, gloss: str, one: KnownSign, *, is_usable: bool) -> SignRow:
    count = len(one.sign.tries)
    parts = [_tr("{count} tries").format(count=count), _used(store.usage.count_of(gloss))]
    if one.has_clips:
        parts.append(_tr("pictures kept"))
    if not one.is_saved:
        parts.append(_tr("known until Glosscast ends"))
    if not is_usable:
        told = _tr("taught to another model: press Learn from clips") if one.has_clips else _tr("must be taught again")
        parts = [told if one.has_clips else _tr("taught to another model: ") + told, *parts]
    return SignRow(gloss, "  ·  ".join(parts), is_usable, not is_usable and one.has_clips, count)


def _used(count: int) -> str:
    if count == 0:
        return _tr("not used yet")
    return _tr("used once") if count == 1 else _tr("used {count} times").format(count=count)


def _tr(text: str) -> str:
    return QCoreApplication.translate("SignRows", text)
