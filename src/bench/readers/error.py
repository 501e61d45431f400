"""What a reader study refuses."""

from pathlib import Path


class ReaderStudyError(ValueError):
    """A folder of pictures, a study, a key or a reader's file that cannot be used, in one line.

    Attributes
    ----------
    path
        The file or folder.
    """

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
