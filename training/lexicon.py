"""Look at the signs of the synthetic signers: a table, every fault, and a picture of each sign.

glosscast-train lexicon --sheet build/signs
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from models.errors import BadInputError
from training.breakdown import format_table
from training.signers.lexicon import LEXICON_FILE, Lexicon, parse_lexicon
from training.signers.lexicon_check import form_duration_s, motion_faults
from training.signers.lexicon_sheet import write_overview, write_sheet


@dataclass(frozen=True, slots=True)
class LexiconConfig:
    """Check the file that describes the signs, list them, and draw them."""

    file: Path = LEXICON_FILE
    """The file to check."""
    sheet: Path | None = None
    """Folder for a picture of every sign, performed by four random signers."""
    overview: Path | None = None
    """One picture of all signs, .jpg or .png."""
    glosses: tuple[str, ...] = ()
    """Draw only these in the folder."""
    seed: int = 0
    """Of the four signers in the pictures; another seed shows others."""


def show_lexicon(config: LexiconConfig) -> None:
    """Prints the signs, and draws them where a folder is given.

    Raises:
        BadInputError: the file has faults, which are printed before, one a line; or a gloss is not in it.
    """
    lexicon, faults = parse_lexicon(config.file)
    faults += motion_faults(lexicon)
    for fault in faults:
        print(f"{config.file.name}: {fault}", file=sys.stderr)
    if faults:
        raise BadInputError(f"{config.file}: expected no fault, found {len(faults)} (listed above).")
    print(_table(lexicon))
    if config.overview is not None:
        config.overview.parent.mkdir(parents=True, exist_ok=True)
        write_overview(config.overview, lexicon, config.seed)
    if config.sheet is not None:
        _draw(lexicon, lexicon.chosen(config.glosses), config.sheet, config.seed)


def _table(lexicon: Lexicon) -> str:
    rows = [("sign", "forms", "hands", "seconds", "checked by")]
    for sign in lexicon.signs.values():
        hands = {2 if form.gesture.other else 1 for form in sign.forms}
        seconds = " ".join(f"{form_duration_s(form):.2f}" for form in sign.forms)
        rows.append(
            (sign.gloss, str(len(sign.forms)), " or ".join(map(str, sorted(hands))), seconds, sign.checked_by or "-")
        )
    forms = sum(len(sign.forms) for sign in lexicon.signs.values())
    checked = sum(bool(sign.checked_by) for sign in lexicon.signs.values())
    return (
        f"{format_table(rows)}\n{len(lexicon.signs)} signs in {forms} forms, without fault; "
        f"{checked} of them checked by a Deaf signer. All were written by people who do not sign."
    )


def _draw(lexicon: Lexicon, glosses: tuple[str, ...], folder: Path, seed: int) -> None:
    if folder.exists() and not folder.is_dir():
        raise BadInputError(f"{folder}: expected a folder for the pictures, found a file.")
    folder.mkdir(parents=True, exist_ok=True)
    for gloss in tqdm(glosses, unit="sign", disable=None):
        write_sheet(folder / f"{gloss}.png", lexicon, gloss, seed)
    print(f"{len(glosses)} pictures are in {folder}.")
