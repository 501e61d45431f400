"""One reason why a dossier must not leave the house."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What is wrong, in which document, at which place, and how to mend it."""

    document: str
    place: str
    what: str
    mend: str

    def __str__(self) -> str:
        where = f"{self.document}, {self.place}" if self.place else self.document
        return f"{where}: {self.what}; {self.mend}"
