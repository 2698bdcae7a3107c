"""What this model knows, made from the card in its file: signs, language, data, licence, results, limits, notice."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.model_speed import ModelSpeed
from app.signs_panel import unbroken
from app.text_page import TextPage
from models.card import ModelCard

__all__ = ["ModelPage"]

WIDTH, HEIGHT = 720, 680  # pixels


class ModelPage(TextPage):
    """The card, in words, and how to use another model."""

    other_wanted = Signal()
    starter_wanted = Signal()

    def __init__(self, card: ModelCard, parent: QWidget | None = None, *, is_starter: bool = True) -> None:
        super().__init__(WIDTH, HEIGHT, parent)
        self.set_names(self.tr("What this model knows"), self.tr("What this model knows"))
        other = QPushButton(self.tr("Open another model…"))
        other.setAccessibleName(self.tr("Open another model"))
        other.clicked.connect(self.other_wanted)
        self._starter = QPushButton(self.tr("Back to the model of Glosscast"))
        self._starter.setAccessibleName(self.tr("Use the model again that comes with Glosscast"))
        self._starter.clicked.connect(self.starter_wanted)
        for button in (other, self._starter):
            self.add_button(button)
        self._speed: ModelSpeed | None = None
        self._taught: tuple[str, ...] = ()
        self.show_card(card, is_starter=is_starter)

    def show_card(self, card: ModelCard, *, is_starter: bool) -> None:
        """Say what this model knows; `is_starter` is whether it is the one that comes with Glosscast."""
        self._card = card
        self._starter.setVisible(not is_starter)
        self.show_html(self._page())

    def show_speed(self, speed: ModelSpeed | None) -> None:
        """Say how fast this model is on this computer; None while that is not known."""
        self._speed = speed
        self.show_html(self._page())

    def show_taught(self, glosses: tuple[str, ...]) -> None:
        """Say which signs were taught on this computer."""
        self._taught = glosses
        self.show_html(self._page())

    def _page(self) -> str:
        card = self._card
        glosses = card.vocabulary.glosses
        language = self.tr("{count} signs of {language}").format(count=len(glosses), language=card.sign_language)
        speed = self.tr(
            "It looks at {rate:g} frames a second, each {size} by {size} pixels, in steps of {step:.2f} s; a step is "
            "complete {delay:.1f} s after it began."
        ).format(rate=card.frame_rate, size=card.frame_size, step=card.step_s, delay=card.delay_s)
        parts = [
            f"<h2>{escape(card.name)}</h2>",
            _paragraph(card.notice),
            _section(language, "&nbsp;&nbsp; ".join(escape(unbroken(gloss)) for gloss in glosses)),
            self._taught_section(),
            _section(
                self.tr("What a gloss is"),
                self.tr(
                    "A gloss is a name for a sign, not its meaning in a sentence. What face, mouth and space add to a "
                    "sign is not in it, and signs that are not listed cannot be recognised."
                ),
            ),
            _section(self.tr("Limits"), escape(card.limits)),
            _section(self.tr("What it was trained on"), escape(card.training_data)),
            _section(self.tr("What was measured"), self._results()),
            _section(self.tr("Licence"), escape(card.licence)),
            _section(self.tr("How it works"), escape(speed)),
            _section(self.tr("On this computer"), escape(self._speed_sentence())),
            _section(self.tr("Made from source"), escape(card.source_commit)),
        ]
        return "".join(parts)

    def _taught_section(self) -> str:
        if not self._taught:
            return ""
        listed = "&nbsp;&nbsp; ".join(escape(unbroken(gloss)) for gloss in self._taught)
        replaced = [gloss for gloss in self._taught if gloss in self._card.vocabulary.glosses]
        told = self.tr("They are known on this computer only.")
        if replaced:
            told += " " + self.tr("In the place of the model's own: {glosses}.").format(glosses=", ".join(replaced))
        heading = self.tr("{count} signs taught by you").format(count=len(self._taught))
        return _section(heading, f"{listed}<br>{escape(told)}")

    def _speed_sentence(self) -> str:
        if self._speed is None:
            return self.tr("It has not been measured how fast the model is here.")
        told = self.tr("{step:.1f} ms a step of {budget:.0f} ms, {threads}.")
        if not self._speed.is_enough:
            told = self.tr("Too slow: {step:.0f} ms a step of {budget:.0f} ms, {threads}. Signs are missed.")
        count = self._speed.thread_count
        threads = self.tr("1 thread") if count == 1 else self.tr("{count} threads").format(count=count)
        return told.format(step=self._speed.step_ms, budget=self._speed.budget_ms, threads=threads)

    def _results(self) -> str:
        if not self._card.results:
            return self.tr("Nothing has been measured.")
        rows = "".join(
            f"<tr><td><b>{escape(result.name)}</b></td><td>{result.value:.3g}&nbsp;{escape(result.unit)}</td>"
            f"<td>{escape(result.conditions)}</td></tr>"
            for result in self._card.results
        )
        heads = (self.tr("figure"), self.tr("result"), self.tr("under these conditions"))
        head = "".join(f'<th align="left">{escape(text)}</th>' for text in heads)
        return f'<table cellpadding="5" border="0"><tr>{head}</tr>{rows}</table>'


def _section(heading: str, content: str) -> str:
    return f"<h3>{escape(heading)}</h3><p>{content}</p>"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"
