# SPDX-License-Identifier: MIT
"""Exact mode beside other libraries: the tables, how a case is measured, and the page that `make parity` writes."""
