# SPDX-License-Identifier: MIT
"""The operator table says what the operators say and do."""

import importlib.util
import pathlib

import pytest
import smalti as sm
from smalti import operators

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture
def docs():
    spec = importlib.util.spec_from_file_location("docs", ROOT / "bindings" / "docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def disguised(op, about):
    """A class that describes itself by `about` and makes `op`, whatever it is asked for."""
    return type(about["name"], (), {"__new__": lambda cls, **_: op, "_about": about})


def test_the_page_is_what_the_generator_writes(docs):
    assert docs.PATH.read_text(encoding="utf-8") == docs.text(), "run: make docs"


def test_every_operator_has_one_row_and_one_section():
    lines = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8").splitlines()
    for name in operators.classes:
        assert sum(line.startswith(f"| [{name}](") for line in lines) == 1
        assert lines.count(f"### {name}") == 1


def test_a_change_of_a_description_is_noticed(docs, monkeypatch):
    page = docs.PATH.read_text(encoding="utf-8")
    about = operators.classes["RandomSolarize"]._about
    assert docs.row("RandomSolarize") in page and docs.section("RandomSolarize") in page
    monkeypatch.setitem(about, "exact_bound", 3.0)
    monkeypatch.setitem(about["parameters"][0], "max", 12.0)
    assert docs.row("RandomSolarize") not in page and docs.section("RandomSolarize") not in page


def test_a_change_of_behaviour_is_noticed(docs, monkeypatch):
    flip = operators.classes["RandomVerticalFlip"]
    assert docs.row("RandomVerticalFlip") in docs.PATH.read_text(encoding="utf-8")
    docs.carries.cache_clear()
    monkeypatch.setitem(operators.classes, "RandomVerticalFlip", disguised(sm.RandomGrayscale(p=1), flip._about))
    assert "| all | 1, 3–16 | ○ | ○ | ○ | ○ | ○ | ○ | ○ | ○ | ○ | ● |" in docs.row("RandomVerticalFlip")


def test_a_new_operator_gets_a_row(docs, monkeypatch):
    about = {**operators.classes["RandomRotate90"]._about, "name": "Turn", "doc": "Turn the picture"}
    monkeypatch.setitem(operators.classes, "Turn", disguised(sm.RandomRotate90(), about))
    assert docs.row("Turn").startswith("| [Turn](#turn) | Turn the picture | all | 1–16 | ● | ● | ● |")
