"""Readers: a blinded study of real and synthetic pictures, its one offline page and its analysis."""

from bench.readers.analysis import ReaderResult, Remark, StudyResult, analyse
from bench.readers.conclusion import conclusion, limits
from bench.readers.error import ReaderStudyError
from bench.readers.order import Trial, trials
from bench.readers.page import StudyFiles, make_study, write_study
from bench.readers.pooling import Pooled, pooled
from bench.readers.reading import Answer, Reading, read_reading, read_readings
from bench.readers.report import write_report
from bench.readers.size import Plan, expected_half_width, pictures_needed
from bench.readers.study import Key, Settings, Study, Truth, read_study

__all__ = [
    "Answer",
    "Key",
    "Plan",
    "Pooled",
    "ReaderResult",
    "ReaderStudyError",
    "Reading",
    "Remark",
    "Settings",
    "Study",
    "StudyFiles",
    "StudyResult",
    "Trial",
    "Truth",
    "analyse",
    "conclusion",
    "expected_half_width",
    "limits",
    "make_study",
    "pictures_needed",
    "pooled",
    "read_reading",
    "read_readings",
    "read_study",
    "trials",
    "write_report",
    "write_study",
]
