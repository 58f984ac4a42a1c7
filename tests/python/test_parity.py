# SPDX-License-Identifier: MIT
"""Exact mode beside torchvision v2, by the table that docs/parity.md is made of."""

import pathlib

import pytest
from smalti import operators

pytest.importorskip("torch", reason="torch is not installed; make test TORCH=1 runs the comparisons with torchvision")
from parity.__main__ import promises  # noqa: E402
from parity.cases import CASES  # noqa: E402

pytestmark = pytest.mark.torch

PAGE = pathlib.Path(__file__).parents[2] / "docs" / "parity.md"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_exact_mode_differs_from_torchvision_by_no_more_than_the_table_says(case):
    broken = [row for row in case.rows if not row.holds]
    assert not broken, "\n".join(map(str, broken))


def test_every_operator_that_follows_torchvision_is_in_the_table():
    follow = {name for name, cls in operators.classes.items() if "torchvision" in cls._about["source"]}
    assert {case.operator for case in CASES} == follow


def test_what_may_differ_says_why():
    bounds = [bound for case in CASES for bound in case.bounds.values()]
    assert all(bound.largest > 0 and bound.cause for bound in bounds)


def test_the_page_has_the_rows_of_the_table():
    assert promises(PAGE.read_text()) == [row.promise for case in CASES for row in case.rows], "renew it by make parity"
