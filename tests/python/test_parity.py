# SPDX-License-Identifier: MIT
"""Exact mode beside the libraries that operators follow, by the tables that docs/parity.md is made of."""

import pathlib

import pytest
from smalti import operators

for library in ("torch", "albumentations"):
    pytest.importorskip(library, reason=f"{library} is not installed; make test TORCH=1 compares with other libraries")
from parity.__main__ import promises  # noqa: E402
from parity.cases import CASES  # noqa: E402
from parity.peer_cases import PEERS  # noqa: E402

pytestmark = pytest.mark.torch

ALL = [*CASES, *PEERS]
PAGE = pathlib.Path(__file__).parents[2] / "docs" / "parity.md"


@pytest.mark.parametrize("case", ALL, ids=str)
def test_exact_mode_differs_by_no_more_than_the_tables_say(case):
    broken = [row for row in case.rows if not row.holds]
    assert not broken, "\n".join(map(str, broken))


def test_every_operator_that_follows_torchvision_is_in_the_table():
    follow = {name for name, cls in operators.classes.items() if "torchvision" in cls._about["source"]}
    assert {case.operator for case in CASES} == follow


def test_every_operator_that_follows_another_library_is_beside_one():
    libraries = ("Albumentations", "OpenCV", "Pillow")
    follow = {name for name, cls in operators.classes.items() if any(of in cls._about["source"] for of in libraries)}
    assert len(follow) > 20 and follow <= {case.operator for case in PEERS if case.beside in libraries}


def test_what_may_differ_says_why():
    bounds = [bound for case in ALL for bound in case.bounds.values()]
    assert all(bound.largest > 0 and bound.cause for bound in bounds)


def test_the_page_has_the_rows_of_the_table():
    assert promises(PAGE.read_text()) == [row.promise for case in ALL for row in case.rows], "renew it by make parity"
