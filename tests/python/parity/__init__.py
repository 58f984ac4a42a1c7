# SPDX-License-Identifier: MIT
"""Exact mode beside torchvision v2: the table of cases, how one is measured, and the page that `make parity` writes."""
