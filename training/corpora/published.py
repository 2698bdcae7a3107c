"""How large each corpus is as published, to compare with what is on the disk. No figure here is measured on videos."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PublishedCounts:
    """What is known of a corpus; None or an absent split where nothing is.

    Attributes:
        clips: per split.
        vocabulary: different glosses, per split and of "all".
        glosses: glosses signed, per split.
        signers: people.
        source: where the figures come from, for the reader of the table.
    """

    clips: dict[str, int]
    vocabulary: dict[str, int] = field(default_factory=dict)
    glosses: dict[str, int] = field(default_factory=dict)
    signers: int | None = None
    source: str = ""


# Koller, Forster, Ney (CVIU 2015) introduce both sets. Clips, glosses and vocabularies were counted in a public copy of
# the release's annotation; VAC_CSLR's 1,296 classes are the same 1,295 glosses and the blank.
PHOENIX14 = PublishedCounts(
    clips={"train": 5672, "dev": 540, "test": 629},
    vocabulary={"train": 1231, "dev": 460, "test": 496, "all": 1295},
    glosses={"train": 65227, "dev": 5540, "test": 6504},
    signers=9,
    source="release v3, its annotation counted; Koller, Forster and Ney 2015",
)

# Counted in the multisigner annotation, train without Signer05, dev and test of Signer05 alone: that gives exactly the
# 4,376, 111 and 180 clips that papers state for SI5. Its own annotation was not at hand.
PHOENIX14_SI5 = PublishedCounts(
    clips={"train": 4376, "dev": 111, "test": 180},
    vocabulary={"train": 1117, "dev": 239, "test": 294, "all": 1135},
    glosses={"train": 49966, "dev": 1167, "test": 1901},
    signers=9,
    source="derived from the multisigner annotation; the clips are those that papers state",
)

# Camgoz and others (CVPR 2018) print 1,066 glosses for train; release v3, counted in a public copy, has 1,085.
PHOENIX14T = PublishedCounts(
    clips={"train": 7096, "dev": 519, "test": 642},
    vocabulary={"train": 1085, "dev": 393, "test": 411, "all": 1115},
    glosses={"train": 55247, "dev": 3748, "test": 4264},
    signers=9,
    source="release v3, its annotation counted; Camgoz and others 2018",
)

# Counted in public lists of all names (slrzoo). Papers that say 4,000 and 1,000, or 4,700 and 300, count the five
# repetitions of a sentence by a signer once. The vocabulary is of words.
CSL_1 = PublishedCounts(
    clips={"train": 20000, "dev": 0, "test": 5000},
    vocabulary={"train": 178, "test": 178, "all": 178},
    signers=50,
    source="public lists of all clips, counted",
)
CSL_2 = PublishedCounts(
    clips={"train": 23500, "dev": 0, "test": 1500},
    vocabulary={"all": 178},
    signers=50,
    source="public lists of all clips, counted",
)

# Zhou and others (CVPR 2021): 20,654 videos, 2,000 glosses, 10 signers. Glosses and vocabularies of the splits were
# counted in a public copy of all sentences (CorrNet's), clips in a public copy of split_1.txt.
CSL_DAILY = PublishedCounts(
    clips={"train": 18401, "dev": 1077, "test": 1176},
    vocabulary={"train": 2000, "dev": 1344, "test": 1345, "all": 2000},
    glosses={"train": 133719, "dev": 8173, "test": 9002},
    signers=10,
    source="public copies of its lists, counted; Zhou and others 2021",
)

# Zhu and others (arXiv 2409.11960): 5,988 clips, 12 signers, 3,515 glosses; all counted in a public copy of the tables.
CE_CSL = PublishedCounts(
    clips={"train": 4973, "dev": 515, "test": 500},
    vocabulary={"train": 3515, "dev": 774, "test": 714, "all": 3515},
    glosses={"train": 28272, "dev": 2842, "test": 3040},
    signers=12,
    source="its tables, counted; Zhu and others 2024",
)
